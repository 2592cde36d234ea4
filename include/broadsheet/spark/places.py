"""Where the documents of a run are: in its shards, and in the partitions of its base version."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.deduplication.deduplicate import new_sketches, sketch_again
from broadsheet.runs.run import Run
from broadsheet.schema import PUBLISHED_DATASETS
from broadsheet.warehouse.version import Partition


@dataclass(frozen=True, slots=True)
class Place:
    """Where documents are: a shard of the run, or a partition of its base version.

    Attributes:
        shard: Number of the shard, None for a partition.
        partition: The partition, None for a shard.
    """

    shard: int | None
    partition: Partition | None

    @property
    def name(self) -> str:
        """A name for files."""
        return f"shard-{self.shard:05d}" if self.partition is None else "-".join(self.partition)


def sketches_of(run: Run, place: Place) -> pa.Table:
    """Return NEW_SKETCHES of all documents of a place; computed again if the version was built by other rules."""
    if place.shard is not None:
        return new_sketches(run, place.shard)
    assert place.partition is not None
    base = run.base_version()
    rows = base.sketches(place.partition)
    if not base.same_rules(run.settings):
        rows = sketch_again(rows, texts_of(run, place, rows["doc_id"].combine_chunks()), run.settings.deduplication)
    return rows


def texts_of(run: Run, place: Place, doc_ids: pa.Array) -> Iterator[pa.Table]:
    """Yield doc_id and text of some documents of a place."""
    columns = ["doc_id", "text"]
    if place.partition is None:
        assert place.shard is not None
        tables: Iterable[pa.Table] = [run.store.accepted.read(place.shard, columns)]
    else:
        files = (run.base_version().partition_files(dataset, place.partition) for dataset in PUBLISHED_DATASETS)
        tables = (file.read(columns) for own in files for file in own)
    yield from (table.filter(pc.is_in(table["doc_id"], doc_ids)) for table in tables)
