"""The ledger: one row per page with its dataset. That the ledger balances means that no page is lost."""

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.errors import DataError
from broadsheet.reject_reasons import TRANSIENT
from broadsheet.runs.delta import RunDelta, without
from broadsheet.runs.run import Run
from broadsheet.schema import LEDGER, QUARANTINE
from broadsheet.warehouse.manifest import FileEntry

PLACES = ("corpus", "duplicates", "quarantine", "pending")


def next_ledger(base: pa.Table, delta: RunDelta, placement: pa.Table, run: Run) -> pa.Table:
    """Return LEDGER after the delta, sorted by doc_id.

    Args:
        base: LEDGER of the base version.
        delta: The delta of the run against it.
        placement: PLACEMENT of all accepted documents, old and new.
        run: The run of the delta.
    """
    untouched = without(base, delta.touched)
    rows = [
        untouched,
        _rows(delta.accepted, "corpus", run),
        _with_known_digest(_rows(delta.quarantined, "quarantine", run), base),
        _rows(delta.pending, "pending", run),
    ]
    ledger = pa.concat_tables(rows).sort_by("doc_id")
    at = pc.index_in(ledger["doc_id"], placement["doc_id"].combine_chunks())
    placed = pc.is_valid(at)
    kept = pc.if_else(placement["kept"].take(at), "corpus", "duplicates")
    columns = {
        "place": pc.if_else(placed, kept, ledger["place"]),
        "lang": placement["lang"].take(at),
        "month": placement["month"].take(at),
        **_as_extracted(ledger, base, delta.redone),
    }
    for name, values in columns.items():
        index = LEDGER.get_field_index(name)
        ledger = ledger.set_column(index, LEDGER.field(index), values)
    return ledger


def next_quarantine(base: pa.Table, delta: RunDelta) -> pa.Table:
    """Return QUARANTINE after the delta, sorted by doc_id; text is large_string, as all texts may exceed 2 GiB."""
    refused = delta.quarantined.select(QUARANTINE.names)
    return pa.concat_tables([without(base, delta.touched).cast(_WIDE), refused.cast(_WIDE)]).sort_by("doc_id")


_WIDE = pa.schema([field.with_type(pa.large_string()) if field.name == "text" else field for field in QUARANTINE])


def check_balance(places: dict[str, int], placed: int, repeated: int, files: list[FileEntry]) -> dict[str, int]:
    """Return the number of pages in each dataset, after checking that the files contain each page exactly once.

    Args:
        places: Rows of the ledger by dataset.
        placed: Rows of the placement.
        repeated: Rows of pages that are in the ledger more than once.
        files: All files of the version.

    Raises:
        DataError: they do not; nothing may be published.
    """
    listed = {place: places.get(place, 0) for place in PLACES}
    written = {place: sum(file.rows for file in files if file.path.startswith(f"{place}/")) for place in PLACES[:3]}
    problems = [
        f"{place} holds {written[place]} rows, the ledger says {listed[place]}"
        for place in PLACES[:3]
        if written[place] != listed[place]
    ]
    if unknown := sorted(places.keys() - set(PLACES)):
        problems.append(f"the ledger names unknown datasets: {unknown}")
    if repeated:
        problems.append("a page is in the ledger twice")
    if placed != listed["corpus"] + listed["duplicates"]:
        problems.append(f"{placed} documents were placed, the ledger has {listed['corpus']} and {listed['duplicates']}")
    if problems:
        raise DataError("the ledger does not balance, nothing was published: " + "; ".join(problems))
    return listed


def _as_extracted(ledger: pa.Table, base: pa.Table, redone: pa.Array) -> dict[str, pa.ChunkedArray]:
    """Return ``settings``; redone documents of the base version keep the digest of the run that read them."""
    at = pc.index_in(ledger["doc_id"], base["doc_id"].combine_chunks())
    again = pc.is_in(ledger["doc_id"], redone)
    return {name: pc.if_else(again, base[name].take(at), ledger[name]) for name in ("settings",)}


def _rows(table: pa.Table, place: str, run: Run) -> pa.Table:
    nothing = pa.nulls(len(table), pa.string())
    codes = [[reason["code"] for reason in reasons] for reasons in table["reasons"].to_pylist()]
    columns = {
        "place": pa.repeat(place, len(table)),
        "lang": nothing,
        "month": nothing,
        "codes": pa.array(codes, LEDGER.field("codes").type),
        "settings": _digests(table["source"], run),
    }
    return pa.table({name: columns[name] if name in columns else table[name] for name in LEDGER.names}, schema=LEDGER)


def _digests(sources: pa.ChunkedArray, run: Run) -> pa.ChunkedArray:
    """Return the digest of the settings of each row, by the name of its source."""
    names = sources.unique()
    digests = pa.array([run.settings.digest(name) for name in names.to_pylist()], pa.string())
    return digests.take(pc.index_in(sources, names))


def _with_known_digest(refused: pa.Table, base: pa.Table) -> pa.Table:
    """Return refused rows with the known digests of pages that could not be read this time.

    Only for transient reasons: a page that is now a link, or too large, is not the page that was read before.
    """
    at = pc.index_in(refused["doc_id"], base["doc_id"].combine_chunks())
    transient = pa.array(
        [any(code in TRANSIENT for code in codes) for codes in refused["codes"].to_pylist()], pa.bool_()
    )
    known = pc.if_else(transient, base["source_digest"].take(at), pa.scalar(None, pa.string()))
    digest = pc.coalesce(refused["source_digest"], known)
    index = LEDGER.get_field_index("source_digest")
    return refused.set_column(index, LEDGER.field(index), digest)
