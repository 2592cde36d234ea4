"""From documents to the record of their lines."""

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.boilerplate.line_hashes import hash_lines
from broadsheet.boilerplate.outlets import outlet_keys
from broadsheet.runs.delta import folder_keys
from broadsheet.schema import LINES, NEW_LINES

READ = [
    "doc_id",
    "source_uri",
    "url",
    "text",
    "published_date",
    "published_precision",
    "publisher",
    "language",
    "quality.body_share",
]
"""Columns of DOCUMENTS that `lines_of` looks at."""


def lines_of(documents: pa.Table) -> pa.Table:
    """Return NEW_LINES of documents as extraction found them, with nothing taken out; no text may be null."""
    hashed = hash_lines(documents["text"])
    offsets = pa.array(hashed.bounds.astype("int32"))
    keys = folder_keys(documents)
    columns = {
        "doc_id": documents["doc_id"],
        "outlet": outlet_keys(documents),
        "hashes": pa.ListArray.from_arrays(offsets, hashed.hashes.view("int64"), type=LINES.field("hashes").type),
        "words": pa.ListArray.from_arrays(offsets, hashed.words, type=LINES.field("words").type),
        "body_share": pc.struct_field(documents["quality"], "body_share"),
        "places": _empty("places", len(documents)),
        "taken_out": _empty("taken_out", len(documents)),
        "lang": keys["lang"],
        "month": keys["month"],
    }
    return pa.table(columns).cast(NEW_LINES)


def _empty(name: str, rows: int) -> pa.Array:
    kind = LINES.field(name).type
    return pa.ListArray.from_arrays(pa.array([0] * (rows + 1), pa.int32()), pa.array([], kind.value_type), type=kind)
