"""Updates what a version records about pages: their rows of ledger and quarantine, and which files that changes.

It works on any set of pages: all of a corpus, or those of one range of doc_ids.
"""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.publishing.changed_partitions import COMPARED, Changed, compare_placement, published_rows
from broadsheet.publishing.counts import Counts, counted
from broadsheet.publishing.ledger import next_ledger, next_quarantine
from broadsheet.runs.delta import RunDelta
from broadsheet.runs.run import Run
from broadsheet.schema import PUBLISHED_DATASETS
from broadsheet.warehouse.version import Partition, Version
from broadsheet.warehouse.version_diff import match_rows


@dataclass(frozen=True, slots=True)
class KnownPages:
    """What a base version records about pages.

    Attributes:
        ledger: LEDGER.
        quarantine: QUARANTINE.
        published: `COMPARED`: the documents in corpus and duplicates.
    """

    ledger: pa.Table
    quarantine: pa.Table
    published: pa.Table

    @classmethod
    def of(cls, base: Version) -> "KnownPages":
        """Return what a version records about all its pages."""
        published = [
            published_rows(dataset, partition, file)
            for dataset in PUBLISHED_DATASETS
            for partition, files in base.partitions(dataset)
            for file in files
        ]
        return cls(base.ledger(), base.quarantine(), pa.concat_tables([COMPARED.empty_table(), *published]))


@dataclass(frozen=True, slots=True)
class UpdatedPages:
    """What the next version records about pages.

    Attributes:
        ledger: LEDGER, sorted by doc_id.
        quarantine: QUARANTINE, sorted by doc_id; text is large_string.
        touched: doc_ids whose rows the run adds, replaces or removes: string.
        leaving: Columns doc_id, lang and month of the documents of the base version whose rows are dropped.
        counts: Counts by subject and key: ``place`` (a dataset), ``filled`` and ``changed`` (a partition of corpus or
            duplicates that has documents, and one that differs from the base version), ``day`` (a date of publication
            whose documents changed), ``published`` (documents of the corpus of a date), ``placed`` (rows of the
            placement) and ``repeated`` (rows of pages that are in the ledger more than once).
    """

    ledger: pa.Table
    quarantine: pa.Table
    touched: pa.Array
    leaving: pa.Table
    counts: Counts


def update_pages(run: Run, known: KnownPages, delta: RunDelta, placement: pa.Table) -> UpdatedPages:
    """Return what the next version records about some pages.

    Args:
        run: The run.
        known: What its base version records about them.
        delta: The delta of the run, of these pages.
        placement: PLACEMENT of those of them that are accepted documents, old and new.
    """
    touched = delta.touched
    ledger = next_ledger(known.ledger, delta, placement, run)
    moved, changed = compare_placement(known.published, placement, touched)
    published = known.ledger.filter(pc.is_valid(known.ledger["lang"]))
    corpus = ledger.filter(pc.equal(ledger["place"], "corpus"))["published_date"]
    counts = counted("place", ledger["place"]) + counted("published", _days_of(corpus))
    counts.update({("changed", _key(*place)): 1 for place in changed})
    counts.update({("filled", _key(*place)): pages for place, pages in _filled(placement).items()})
    counts.update({("day", day): 1 for day in _days(known.ledger, ledger, delta, moved)})
    counts["placed", ""] = len(placement)
    counts["repeated", ""] = len(ledger) - pc.count_distinct(ledger["doc_id"]).as_py()
    return UpdatedPages(
        ledger=ledger,
        quarantine=next_quarantine(known.quarantine, delta),
        touched=touched,
        leaving=published.filter(pc.is_in(published["doc_id"], touched)).select(["doc_id", "lang", "month"]),
        counts=Counts(counts),
    )


def _days(before: pa.Table, after: pa.Table, delta: RunDelta, moved: pa.Array) -> list[str]:
    """Return the dates of publication whose published documents changed: ISO."""
    touched = delta.touched
    before, after = before.select(_DATED), after.select(_DATED)
    decided = match_rows(*(table.filter(pc.is_in(table["doc_id"], touched)) for table in (after, before)))
    changed = pa.concat_arrays([moved, delta.redone, *decided])
    readable = pa.array(PUBLISHED_DATASETS)
    days: set[str] = set()
    for table in (before, after):
        chosen = table.filter(pc.and_(pc.is_in(table["doc_id"], changed), pc.is_in(table["place"], readable)))
        days.update(_days_of(chosen["published_date"]).unique().to_pylist())
    return sorted(days)


_DATED = ["doc_id", "source_digest", "extractor", "published_date", "place"]


def _filled(placement: pa.Table) -> dict[tuple[str, Partition], int]:
    groups = placement.group_by(["kept", "lang", "month"]).aggregate([([], "count_all")]).to_pylist()
    return {
        ("corpus" if row["kept"] else "duplicates", Partition(row["lang"], row["month"])): row["count_all"]
        for row in groups
    }


def _days_of(dates: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return dates as ISO dates, without nulls."""
    return dates.drop_null().cast(pa.date32()).cast(pa.string())


def _key(dataset: str, partition: Partition) -> str:
    return f"{dataset}/{partition.folder}"


def partitions_of(counts: Counts, subject: str) -> Changed:
    """Return the datasets and partitions that are the keys of a subject."""
    return {(key.partition("/")[0], Partition.of(f"{key}/part")) for key in counts.by_key(subject)}
