"""Broadsheet: the functions that its pipeline calls, at its default settings.

Sketches are made batch by batch on all cores (in the pipeline by the processes that extract, here by threads), clusters
are found in this one, and texts of candidates are read from the file again, as the pipeline does. What is known of a
page beside its text decides which copy is kept, not who is joined; here it is the same for all.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pyarrow.parquet as pq
from exchange import asked, write_clusters

from broadsheet.deduplication.clustering import find_clusters
from broadsheet.process_pool import worker_count
from broadsheet.schema import RELATIONS, SKETCHES
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import add_sketches


def sketched(group: int) -> pa.Table:
    """Return the sketches of one row group."""
    table = pq.ParquetFile(job.documents).read_row_group(group, columns=["doc_id", "text"])
    table = add_sketches(table, settings).drop_columns("text")
    for name, value in same.items():
        table = table.append_column(name, pa.repeat(value, len(table)))
    return table.select(SKETCHES.names).cast(SKETCHES)


def read_texts(doc_ids: pa.Array) -> Iterator[pa.Table]:
    """Yield doc_id and text of documents, a few row groups at a time."""
    wanted = set(doc_ids.to_pylist())
    for batch in pq.ParquetFile(job.documents).iter_batches(batch_size=BATCH, columns=["doc_id", "text"]):
        table = pa.Table.from_batches([batch])
        yield table.filter(pa.array([doc_id in wanted for doc_id in table["doc_id"].to_pylist()], pa.bool_()))


BATCH = 4_000
"""Documents whose texts are held at once."""

job = asked()
settings = Deduplication()
same = {
    "word_count": pa.scalar(0, pa.int32()),
    "metadata_count": pa.scalar(0, pa.int32()),
    "cleanliness": pa.scalar(1.0),
    "body_share": pa.scalar(1.0),
    "published_date": pa.scalar(None, pa.timestamp("us")),
    "trusted_date": pa.scalar(None, pa.timestamp("us")),
    "publisher": pa.scalar(None, pa.string()),
    "authors": pa.scalar([], pa.list_(pa.string())),
    "agency": pa.scalar(None, pa.string()),
    "language": pa.scalar("en"),
    "address": pa.scalar(None, pa.int64()),
    "crawled_at": pa.scalar(None, pa.timestamp("us", "UTC")),
}
with ThreadPoolExecutor(worker_count(0)) as pool:
    parts = pool.map(sketched, range(pq.ParquetFile(job.documents).num_row_groups))
    sketches = pa.concat_tables(list(parts))
clusters = find_clusters(sketches, RELATIONS.empty_table(), read_texts, settings, job.scratch).clusters
write_clusters(job, clusters["doc_id"].to_pylist(), clusters["cluster_id"].to_pylist())
