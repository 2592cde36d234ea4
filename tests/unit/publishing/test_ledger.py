import pyarrow as pa
import pytest

from broadsheet.errors import DataError
from broadsheet.publishing.ledger import check_balance
from broadsheet.schema import LEDGER, PLACEMENT
from broadsheet.warehouse.manifest import FileEntry


def ledger(*rows):
    return pa.Table.from_pylist(
        [
            {
                "doc_id": doc,
                "source_uri": doc,
                "source": "",
                "place": place,
                "codes": [],
                "extractor": "1",
                "settings": "",
            }
            for doc, place in rows
        ],
        LEDGER,
    )


def placement(*docs):
    row = {"cluster_id": "", "kept": True, "duplicate_count": 0, "lang": "en", "month": "undated"}
    return pa.Table.from_pylist([{"doc_id": doc, **row} for doc in docs], PLACEMENT)


def files(**rows):
    return [FileEntry(f"{dataset}/part", count, 0, "") for dataset, count in rows.items()]


def test_a_balanced_ledger_gives_the_counts():
    rows = ledger(("a", "corpus"), ("b", "duplicates"), ("c", "quarantine"), ("d", "pending"))
    counts = check_balance(rows, placement("a", "b"), files(corpus=1, duplicates=1, quarantine=1))
    assert counts == {"corpus": 1, "duplicates": 1, "quarantine": 1, "pending": 1}


@pytest.mark.parametrize(
    ("rows", "docs", "written", "told"),
    [
        pytest.param([("a", "corpus")], "a", {}, "corpus holds 0 rows, the ledger says 1", id="a document not written"),
        pytest.param([], "", {"quarantine": 1}, "quarantine holds 1 rows", id="a row too many"),
        pytest.param([("a", "corpus"), ("a", "pending")], "a", {"corpus": 1}, "twice", id="a page in two places"),
        pytest.param([("a", "attic")], "", {}, "attic", id="a place that is none"),
        pytest.param([("a", "corpus")], "ab", {"corpus": 1}, "2 documents were placed", id="placed but not entered"),
    ],
)
def test_an_unbalanced_ledger_names_the_counts(rows, docs, written, told):
    with pytest.raises(DataError, match=told):
        check_balance(ledger(*rows), placement(*docs), files(**written))
