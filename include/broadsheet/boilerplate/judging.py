"""Which paragraphs of which documents have to be out of their texts: from the record of lines and back into it."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.boilerplate.detector import PageLines, recurring_lines
from broadsheet.schema import LINES

AT_ONCE = 4_000_000
"""Lines judged together, if they are not of one outlet: it takes about 130 bytes for each."""


def judge(lines: pa.Table, least: int) -> tuple[pa.Table, pa.Array]:
    """Find what recurs among documents.

    Args:
        lines: Columns doc_id, outlet, hashes, words and places (what is out of each text so far): all documents of the
            outlets they belong to.
        least: Pages that make a line its outlet's template.

    Returns:
        The rows sorted by doc_id, with ``places`` of what recurs now; and the doc_ids of those for which that is new.
    """
    judged = [_judge(group, least) for group in _groups(lines)]
    tables, changed = zip(*judged, strict=True)
    return pa.concat_tables(tables).sort_by("doc_id"), pa.concat_arrays(changed)


def _groups(lines: pa.Table) -> Iterator[pa.Table]:
    """Divide documents into groups of whole outlets."""
    outlet = lines["outlet"].combine_chunks().dictionary_encode().indices.to_numpy()
    held = np.bincount(outlet, weights=_lengths(lines["hashes"]))
    group = (np.cumsum(held) // AT_ONCE).astype(np.int64)[outlet]
    for number in range(int(group.max(initial=0)) + 1):
        yield lines.filter(pa.array(group == number))


def _judge(lines: pa.Table, least: int) -> tuple[pa.Table, pa.Array]:
    lines = lines.sort_by("doc_id")
    counts = _lengths(lines["hashes"])
    bounds = np.concatenate([[0], np.cumsum(counts)])
    outlet = lines["outlet"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    hashes, words = (_flat(lines[name]) for name in ("hashes", "words"))
    recurs = recurring_lines(PageLines(outlet, bounds, hashes.view(np.uint64), words.astype(np.int32)), least)

    places = lines["places"]
    was = np.zeros(len(recurs), np.bool_)
    was[np.repeat(bounds[:-1], _lengths(places)) + _flat(places)] = True
    page_of = np.repeat(np.arange(len(lines)), counts)
    changed = np.zeros(len(lines), np.bool_)
    changed[page_of[was != recurs]] = True
    out = np.flatnonzero(recurs)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(page_of[out], minlength=len(lines)))])
    index = lines.schema.get_field_index("places")
    kind = LINES.field("places").type
    now = pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.array(out - bounds[page_of[out]], pa.int32()), type=kind
    )
    doc_ids = lines["doc_id"].combine_chunks()
    return lines.set_column(index, LINES.field("places"), now), doc_ids.filter(pa.array(changed))


def _lengths(lists: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    lengths: npt.NDArray[np.int64] = pc.list_value_length(lists).to_numpy().astype(np.int64)
    return lengths


def _flat(lists: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Return the values of a list column one row after another."""
    values: npt.NDArray[np.int64] = pc.list_flatten(lists).to_numpy().astype(np.int64)
    return values
