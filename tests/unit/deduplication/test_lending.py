"""What a document and its duplicates know together."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from broadsheet.deduplication.lending import lend, trusted_dates
from broadsheet.schema import DOCUMENTS


@pytest.fixture
def lent(sketches_of: Callable[..., pa.Table]) -> Callable[..., dict[str, dict[str, Any]]]:
    """Return what is lent to each document; they are given in the order of their ranks."""

    def make(documents: dict[str, dict[str, Any]], duplicate_of: dict[str, str]) -> dict[str, dict[str, Any]]:
        names = sorted(documents)
        table = sketches_of(dict.fromkeys(names, "one two three four five"), documents)
        ranking = np.array([names.index(name) for name in documents])
        representative = np.array([names.index(duplicate_of.get(name, name)) for name in names])
        return dict(zip(names, lend(table, ranking, representative).to_pylist(), strict=True))

    return make


def test_representative_is_lent_what_it_lacks_with_its_origin(lent: Callable[..., dict[str, dict[str, Any]]]) -> None:
    documents = {
        "c": {"publisher": "The Quay"},
        "a": {"authors": ["Ida Holm"], "publisher": "Harbour Post"},
        "b": {"authors": ["Jon Berg"], "agency": "Norwire"},
    }
    found = lent(documents, {"a": "c", "b": "c"})["c"]
    assert (found["cluster_publisher"], found["cluster_publisher_from"]) == ("The Quay", "c")
    assert (found["cluster_authors"], found["cluster_authors_from"]) == (["Ida Holm"], "a")
    assert (found["cluster_agency"], found["cluster_agency_from"]) == ("Norwire", "b")


def test_earliest_trusted_date_is_lent(lent: Callable[..., dict[str, dict[str, Any]]]) -> None:
    days = {name: datetime(2018, 9, day) for name, day in (("a", 12), ("b", 10), ("c", 11), ("d", 9))}
    documents = {name: {"published_date": day, "trusted_date": day} for name, day in days.items()}
    documents["b"]["trusted_date"] = None
    found = lent(documents, {"b": "a", "c": "a"})
    assert (found["a"]["cluster_published_date"], found["a"]["cluster_published_from"]) == (days["c"], "c")
    assert (found["d"]["cluster_published_date"], found["d"]["cluster_published_from"]) == (days["d"], "d")


def test_nothing_is_lent_to_duplicates_and_by_those_who_know_nothing(
    lent: Callable[..., dict[str, dict[str, Any]]],
) -> None:
    documents = {"a": {"published_date": None}, "b": {"agency": "Norwire", "published_date": None}, "c": {}}
    found = lent(documents, {"b": "a"})
    assert set(found["b"].values()) == {None}
    assert set(found["c"].values()) == {None}
    assert {name for name, value in found["a"].items() if value} == {"cluster_agency", "cluster_agency_from"}


@pytest.mark.parametrize(
    ("precision", "origin", "trusted"),
    [
        pytest.param("day", "header line", True, id="stated in full"),
        pytest.param("day", "header line; day before month: the story names January", True, id="settled by evidence"),
        pytest.param("day", "header line; day before month: convention of de with '.'", False, id="settled by custom"),
        pytest.param("month", "header line", False, id="month only"),
        pytest.param("none", None, False, id="none"),
    ],
)
def test_date_is_trusted_if_the_day_is_stated_without_doubt(precision: str, origin: str | None, trusted: bool) -> None:
    day = datetime(2018, 9, 11) if precision != "none" else None
    schema = pa.schema([DOCUMENTS.field(f"published_{name}") for name in ("date", "precision", "origin")])
    row = {"published_date": day, "published_precision": precision, "published_origin": origin}
    assert trusted_dates(pa.Table.from_pylist([row], schema)).to_pylist() == [day if trusted else None]
