from collections.abc import Iterator
from datetime import datetime
from unittest import mock

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.discovery import known_pages
from broadsheet.discovery.known_pages import Known, KnownPages
from broadsheet.identity import doc_id
from broadsheet.schema import LEDGER

NAMES = st.text("ab#%/~. 0é漢𝒳\u00a0\uffff", max_size=6)
SOURCES = ["", "wire", "paper"]
ROWS = st.fixed_dictionaries(
    {
        "source_digest": st.none()
        | st.binary(min_size=32, max_size=32).map(bytes.hex).filter(lambda one: int(one, 16)),
        "published_date": st.none() | st.datetimes(datetime(1690, 1, 1), datetime(2300, 1, 1)),
        "place": st.sampled_from(["corpus", "quarantine", "pending"]),
        "source": st.sampled_from(SOURCES),
        "settings": st.sampled_from(["0a", "0b"]),
        "extractor": st.sampled_from(["5", "5.1"]),
        "codes": st.lists(st.sampled_from(["too_short", "taken_down"]), max_size=2),
    }
)


def ledger_of(rows: dict[str, dict[str, object]]) -> pa.Table:
    full = [{"doc_id": doc_id(uri), "source_uri": uri, **row} for uri, row in rows.items()]
    return pa.Table.from_pylist(full, LEDGER).sort_by("doc_id")


def known_of(table: pa.Table) -> dict[str, Known]:
    """The rows of a ledger by source URI: what the columns stand for."""
    return {
        row["source_uri"]: Known(
            number,
            row["source_digest"],
            row["published_date"],
            row["place"],
            row["source"],
            (row["settings"], row["extractor"]),
            tuple(row["codes"]),
        )
        for number, row in enumerate(table.to_pylist())
    }


def batches_of(table: pa.Table, size: int) -> Iterator[pa.RecordBatch]:
    yield from table.combine_chunks().to_batches(size)


@given(st.dictionaries(NAMES, ROWS, max_size=12), st.lists(NAMES, max_size=5), st.integers(1, 4), st.data())
def test_columns_give_what_a_dict_gives(rows, others, size, data):
    table = ledger_of(rows)
    expected = known_of(table)
    asked = data.draw(st.permutations([*expected, *others]))
    files = list(dict.fromkeys(uri.partition("#")[0] for uri in asked))
    now = set(data.draw(st.lists(st.sampled_from(asked)))) if asked else set()
    with mock.patch.object(known_pages, "_JOINED", 2), mock.patch.object(known_pages, "_AT_ONCE", 3):
        pages = KnownPages(batches_of(table, size), len(table))
        assert len(pages) == len(expected)
        assert pages.find(asked) == [pages.get(uri) for uri in asked] == [expected.get(uri) for uri in asked]
        every = np.arange(len(pages))
        assert list(pages.uris(every)) == table["source_uri"].to_pylist()
        assert pages.doc_ids(every).to_pylist() == table["doc_id"].to_pylist()
        assert pages.rows(asked).tolist() == sorted(expected[uri].row for uri in asked if uri in expected)
        records = [list(pages.uris(found)) for found in pages.records(files)]
        assert records == [[uri for uri in expected if uri.partition("#")[0] == file] for file in files]
        pages.seen[pages.rows(list(now))] = True
        for source in SOURCES:
            unseen = [known.row for uri, known in expected.items() if known.source == source and uri not in now]
            assert pages.unseen(source).tolist() == unseen


def test_a_ledger_that_is_not_sorted_is_refused():
    row = {"source_digest": None, "place": "corpus", "source": "", "settings": "", "extractor": "5", "codes": []}
    table = ledger_of({"a.txt": row, "b.txt": row})
    with pytest.raises(ValueError, match="not sorted"):
        KnownPages(batches_of(table.take([1, 0]), 10), 2)
    with pytest.raises(ValueError, match="not sorted"):
        KnownPages(batches_of(table.take([0, 0]), 10), 2)
