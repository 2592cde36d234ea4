"""Pages of an outlet show that it writes the day first: its dates in doubt are read so, also in documents of before."""

from datetime import date

import pandas as pd
import pytest

from broadsheet.operations.build import build
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from newsroom import posted, write_pages

OPEN = {"quay.example/open.txt": posted(1, "3/4/2019")}
SHOWN = {"quay.example/a.txt": posted(2, "24/3/2019"), "quay.example/b.txt": posted(3, "25/3/2019")}


@pytest.fixture
def later(settings, tmp_path):
    """A document with a date in doubt, before and after pages of its outlet arrived that show the order."""
    write_pages(tmp_path / "pages", OPEN)
    build(settings)
    before = read(settings)
    write_pages(tmp_path / "pages", SHOWN)
    return before, build(settings)


def read(settings) -> pd.DataFrame:
    return pd.read_parquet(settings.warehouse / "current" / "corpus").set_index("source_uri")


def test_evidence_that_arrives_later_changes_date_and_partition(later, settings):
    before, summary = later
    (old,) = before.itertuples()
    assert (old.published_date, old.month) == (pd.Timestamp(2019, 3, 4), "2019-03")
    new = read(settings).loc["quay.example/open.txt"]
    assert (new["published_date"], new["month"]) == (pd.Timestamp(2019, 4, 3), "2019-04")
    assert new["published_origin"].endswith("day before month: the outlet's other pages")
    assert new["text"] == old.text
    assert {"2019-03-04", "2019-04-03"} <= set(summary.dates), "both days are announced"


def test_ledger_and_lines_move_with_it(later, settings):
    warehouse = Warehouse(settings.warehouse)
    version = Version.open(warehouse, warehouse.current_id())
    (doc,) = read(settings).loc[["quay.example/open.txt"], "doc_id"]
    ledger = {row["doc_id"]: row for row in version.ledger().to_pylist()}[doc]
    assert (ledger["place"], ledger["month"], ledger["published_date"].date()) == (
        "corpus",
        "2019-04",
        date(2019, 4, 3),
    )
    assert {row["doc_id"]: row["month"] for row in version.lines().to_pylist()}[doc] == "2019-04"


def test_the_version_is_that_of_all_pages_at_once(later, settings, tmp_path):
    _, summary = later
    at_once = settings.model_copy(update={"warehouse": tmp_path / "other"})
    assert build(at_once).version == summary.version


def test_a_run_with_nothing_new_changes_nothing(later, settings):
    assert not build(settings).is_new


def test_a_page_that_no_longer_shows_it_puts_the_date_back(later, settings, tmp_path):
    write_pages(tmp_path / "pages", {"quay.example/a.txt": posted(2, "24 March 2019")})
    build(settings)
    assert read(settings).loc["quay.example/open.txt", "published_date"] == pd.Timestamp(2019, 3, 4)
