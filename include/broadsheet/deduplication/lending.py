"""Finds what a document and its duplicates know together: date, authors, publisher and agency, each with its origin."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.numba_support import Bools, Int64s
from broadsheet.schema import LENT

UNSETTLED = "convention of"
"""In ``published_origin``: only a convention of the language decided which number is the day."""

_FIRST_KNOWN = {"authors": "cluster_authors", "publisher": "cluster_publisher", "agency": "cluster_agency"}


def trusted_dates(documents: pa.Table) -> pa.ChunkedArray:
    """Return published_date where the page states the day and evidence settles the order of day and month, else null.

    Args:
        documents: Columns published_date, published_precision and published_origin.
    """
    stated = pc.equal(documents["published_precision"], "day")
    settled = pc.invert(pc.match_substring(documents["published_origin"], UNSETTLED))
    trusted = pc.fill_null(pc.and_(stated, settled), False)
    return pc.if_else(trusted, documents["published_date"], pa.scalar(None, documents["published_date"].type))


def lend(documents: pa.Table, ranking: Int64s, representative: Int64s) -> pa.Table:
    """Return `LENT` for each document.

    The date is the earliest trusted one of a document and its duplicates. Authors, publisher and agency are those of
    the document itself, else of the first duplicate that has some. A duplicate gets null.

    Args:
        documents: Columns of `broadsheet.schema.SKETCHES`, sorted by doc_id.
        ranking: The documents that may lend, those of a cluster one after the other, the best first.
        representative: The representative of each document.
    """
    dates = documents["trusted_date"].cast(pa.int64()).to_numpy()  # null becomes NaN, which sorts last
    dated = documents["trusted_date"].is_valid().to_numpy()
    earliest = ranking[np.lexsort((ranking, dates[ranking]))]
    lenders = {"cluster_published_date": ("trusted_date", _first(earliest, dated, representative))}
    own_first = np.concatenate([ranking[representative[ranking] == ranking], ranking])
    for name, column in _FIRST_KNOWN.items():
        values = documents[name]
        known = pc.greater(pc.list_value_length(values), 0) if pa.types.is_list(values.type) else values.is_valid()
        lenders[column] = (name, _first(own_first, known.to_numpy(), representative))
    columns = {}
    for column, (name, lender) in lenders.items():
        rows = pa.array(lender, mask=lender < 0)
        columns[column] = documents[name].take(rows)
        columns[column.removesuffix("_date") + "_from"] = documents["doc_id"].take(rows)
    return pa.table({field.name: columns[field.name] for field in LENT})


def _first(order: Int64s, known: Bools, representative: Int64s) -> Int64s:
    """Return for each representative the first document in `order` that is its own and knows a value, else -1."""
    order = order[known[order]]
    kept, places = np.unique(representative[order], return_index=True)
    first = np.full(len(representative), -1, np.int64)
    first[kept] = order[places]
    return first
