import pytest

from broadsheet.errors import DataError
from broadsheet.publishing.ledger import check_balance
from broadsheet.warehouse.manifest import FileEntry


def files(**rows):
    return [FileEntry(f"{dataset}/part", count, 0, "") for dataset, count in rows.items()]


def test_a_balanced_ledger_gives_the_counts():
    places = {"corpus": 1, "duplicates": 1, "quarantine": 1, "pending": 1}
    counts = check_balance(places, 2, 0, files(corpus=1, duplicates=1, quarantine=1))
    assert counts == {"corpus": 1, "duplicates": 1, "quarantine": 1, "pending": 1}


@pytest.mark.parametrize(
    ("places", "placed", "repeated", "written", "told"),
    [
        pytest.param({"corpus": 1}, 1, 0, {}, "corpus holds 0 rows, the ledger says 1", id="a document not written"),
        pytest.param({}, 0, 0, {"quarantine": 1}, "quarantine holds 1 rows", id="a row too many"),
        pytest.param({"corpus": 1, "pending": 1}, 1, 1, {"corpus": 1}, "twice", id="a page in two places"),
        pytest.param({"attic": 1}, 0, 0, {}, "attic", id="a place that is none"),
        pytest.param({"corpus": 1}, 2, 0, {"corpus": 1}, "2 documents were placed", id="placed but not entered"),
    ],
)
def test_an_unbalanced_ledger_names_the_counts(places, placed, repeated, written, told):
    with pytest.raises(DataError, match=told):
        check_balance(places, placed, repeated, files(**written))
