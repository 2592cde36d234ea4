"""Reads the input of the boilerplate stage: the lines of the run's documents and of the base version's documents.

All documents that extraction accepted and whose date the run asks for are counted, whatever validation decides later,
because validation depends on the text without boilerplate. Pending documents are not counted.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.boilerplate.apply import Removed, whole_text
from broadsheet.boilerplate.line_hashes import hash_lines
from broadsheet.boilerplate.outlets import outlet_keys
from broadsheet.runs.delta import folder_keys, without
from broadsheet.runs.disposition import READ, Classifier, Disposition
from broadsheet.runs.run import Run
from broadsheet.schema import (
    ARTICLE,
    DAY_ORDERS,
    DISPOSITIONS,
    DOCUMENTS,
    EXTRACTOR,
    IDENTITY,
    LINES,
    NEW_LINES,
    PUBLISHED_DATASETS,
)
from broadsheet.warehouse.version import Partition, Version

SHARDED = pa.schema([*(field.with_nullable(True) for field in NEW_LINES), pa.field("shard", pa.int32())])
"""NEW_LINES with the shard of the document, null for a document of the base version."""

_ORDERS = [field.name for field in DAY_ORDERS]
_LINE_COLUMNS = [
    *("source_uri", "url", "text", "published_precision", "publisher", "language", "quality.body_share"),
    *_ORDERS,
]
KEPT = ["body_share", "places", *_ORDERS, "other_order"]
COUNTED = ["doc_id", "outlet", "hashes", "words", *KEPT]
_PAGE_COLUMNS = [*(field.name for field in (*IDENTITY, *ARTICLE, EXTRACTOR)), "source_digest"]
_ROWS = pa.schema([field.with_nullable(True) for field in DOCUMENTS])


class NewLines(NamedTuple):
    """The new lines of a run, or of one of its shards.

    Attributes:
        lines: `SHARDED`: the documents of the run that are counted.
        decided: doc_ids of all pages whose row in the base version the run replaces or drops.
    """

    lines: pa.Table
    decided: pa.Array


def classify_and_count(run: Run) -> NewLines:
    """Write the disposition of each page of the run, and return the lines of the documents it accepts."""
    classifier = Classifier.of(run)
    parts = [classify_shard(run, classifier, number) for number in range(run.shards)]
    lines = [SHARDED.empty_table(), *(part.lines for part in parts)]
    return NewLines(
        pa.concat_tables(lines), pa.concat_arrays([classifier.taken_down, *(part.decided for part in parts)])
    )


def classify_shard(run: Run, classifier: Classifier, number: int) -> NewLines:
    """Write the dispositions of one shard of a run, and return the lines of the documents it accepts."""
    table = run.store.documents.read(number, [*READ, *_LINE_COLUMNS])
    found = classifier.classify(table)
    run.store.dispositions.write(number, pa.table([table["doc_id"], found], schema=DISPOSITIONS))
    with_text = np.asarray(pc.is_valid(table["text"]))  # validation refuses a document without text, as a defect
    counted = table.filter(pa.array((found == Disposition.ACCEPTED) & with_text))
    shard = pa.repeat(pa.scalar(number, pa.int32()), len(counted))
    lines = lines_of(counted).append_column("shard", shard).cast(SHARDED)
    takes_effect = np.isin(found, (Disposition.ACCEPTED, Disposition.REFUSED, Disposition.PENDING))
    return NewLines(lines, table["doc_id"].filter(pa.array(takes_effect)).combine_chunks())


def base_lines(run: Run, new: NewLines) -> pa.Table:
    """Return `SHARDED` of the base version's documents whose boilerplate may differ now; ``taken_out`` stays empty.

    These are the documents of the outlets of which the run adds, replaces or drops a document. If the rules changed,
    they are all documents that the run did not read again, with lines computed from their texts.
    """
    base = run.base_version()
    if not base.same_rules(run.settings):
        known = without(base.lines(["doc_id", *KEPT]), new.decided)
        before = list(read_removed(base, known["doc_id"].combine_chunks()))
        return sharded(computed_again(run, known, before))
    left = base.lines(["outlet"], among=("doc_id", new.decided))
    outlets = pa.chunked_array([*new.lines["outlet"].chunks, *left["outlet"].chunks], pa.string())
    return sharded(without(base.lines(COUNTED, among=("outlet", outlets.unique())), new.decided))


def lines_of(documents: pa.Table) -> pa.Table:
    """Return NEW_LINES of extracted documents, without removals; no text may be null."""
    hashed = hash_lines(documents["text"])
    offsets = pa.array(hashed.bounds.astype("int32"))
    keys = folder_keys(documents)
    columns = {
        "doc_id": documents["doc_id"],
        "outlet": outlet_keys(documents),
        "hashes": pa.ListArray.from_arrays(offsets, hashed.hashes.view("int64"), type=LINES.field("hashes").type),
        "words": pa.ListArray.from_arrays(offsets, hashed.words, type=LINES.field("words").type),
        "body_share": pc.struct_field(documents["quality"], "body_share"),
        "places": _empty_lists("places", len(documents)),
        "taken_out": _empty_lists("taken_out", len(documents)),
        **{name: documents[name] for name in _ORDERS},
        "other_order": pa.repeat(pa.scalar(False), len(documents)),
        "lang": keys["lang"],
        "month": keys["month"],
    }
    return pa.table(columns).cast(NEW_LINES)


def read_documents(version: Version, doc_ids: pa.Array, places: pa.Table) -> pa.Table:
    """Return DOCUMENTS of a version in the order of `doc_ids`, published or refused; stage, reasons, sketch null.

    Args:
        version: The version.
        doc_ids: The documents.
        places: `places_of` these documents, and maybe of others.
    """
    tables = [_ROWS.empty_table()]
    places = places.filter(pc.is_in(places["doc_id"], doc_ids))
    for row in places.group_by(["place", "lang", "month"]).aggregate([]).to_pylist():
        if row["place"] in PUBLISHED_DATASETS:
            found = version.partition_files(row["place"], Partition(row["lang"], row["month"]))
        else:
            found = version.files(row["place"]) if row["place"] == "quarantine" else []
        tables.extend(_select(file.read(_PAGE_COLUMNS), doc_ids) for file in found)
    rows = pa.concat_tables(tables)
    return rows.take(pc.index_in(doc_ids, rows["doc_id"].combine_chunks()))


PLACED = ["doc_id", "place", "lang", "month"]
"""Columns of LEDGER that say where a document is."""


def places_of(version: Version, doc_ids: pa.Array) -> pa.Table:
    """Return the ledger rows of documents of a version: columns `PLACED`."""
    ledger = version.ledger(PLACED)
    return ledger.filter(pc.is_in(ledger["doc_id"], doc_ids))


def read_removed(version: Version, doc_ids: pa.Array) -> Iterator[list[Removed]]:
    """Yield the paragraphs removed from each document of a version, in the order of `doc_ids`."""
    lines = version.lines(["doc_id", "places", "taken_out"], among=("doc_id", doc_ids))
    yield from removed_in(lines.take(pc.index_in(doc_ids, lines["doc_id"].combine_chunks())))


def removed_in(lines: pa.Table) -> Iterator[list[Removed]]:
    """Yield the paragraphs removed from each document, from columns places and taken_out of its lines."""
    for numbers, paragraphs in zip(lines["places"].to_pylist(), lines["taken_out"].to_pylist(), strict=True):
        yield [Removed(number, **paragraph) for number, paragraph in zip(numbers, paragraphs or (), strict=True)]


def computed_again(run: Run, known: pa.Table, before: list[list[Removed]], places: pa.Table | None = None) -> pa.Table:
    """Return NEW_LINES of documents of the base version with hashes and words computed from their texts.

    Args:
        run: The run.
        known: Columns doc_id and `KEPT` of the lines of these documents.
        before: The paragraphs that are removed from each of them in the base version.
        places: `places_of` these documents, None to look them up.
    """
    base = run.base_version()
    doc_ids = known["doc_id"].combine_chunks()
    places = places_of(base, doc_ids) if places is None else places
    at_once = run.settings.discovery.shard_pages
    tables = [NEW_LINES.empty_table()]
    for at in range(0, len(doc_ids), at_once):
        rows = read_documents(base, doc_ids.slice(at, at_once), places)
        parts = zip(rows["text"].to_pylist(), rows["spans"].to_pylist(), before[at : at + at_once], strict=True)
        texts = [_whole(*part) for part in parts]
        lines = lines_of(rows.set_column(rows.schema.get_field_index("text"), "text", pa.array(texts, pa.string())))
        stored = known.take(pc.index_in(lines["doc_id"], known["doc_id"].combine_chunks()))
        for name in KEPT:
            index = lines.schema.get_field_index(name)
            lines = lines.set_column(index, NEW_LINES.field(index), stored[name])
        tables.append(lines)
    return pa.concat_tables(tables)


def _whole(text: str | None, spans: list[dict[str, int]] | None, before: list[Removed]) -> str | None:
    return "\n\n".join([paragraph.text for paragraph in whole_text(text, spans, before)]) if before else text


def sharded(lines: pa.Table) -> pa.Table:
    """Return `SHARDED` of lines of documents of the base version; columns that are not given are null."""
    columns = [
        lines[field.name] if field.name in lines.schema.names else pa.nulls(len(lines), field.type) for field in SHARDED
    ]
    return pa.table(columns, schema=SHARDED)


def _select(rows: pa.Table, doc_ids: pa.Array) -> pa.Table:
    rows = rows.filter(pc.is_in(rows["doc_id"], doc_ids))
    columns = [rows[field.name] if field.name in _PAGE_COLUMNS else pa.nulls(len(rows), field.type) for field in _ROWS]
    return pa.table(columns, names=_ROWS.names).cast(_ROWS)


def _empty_lists(name: str, rows: int) -> pa.Array:
    list_type = LINES.field(name).type
    empty = pa.array([], list_type.value_type)
    return pa.ListArray.from_arrays(pa.array([0] * (rows + 1), pa.int32()), empty, type=list_type)
