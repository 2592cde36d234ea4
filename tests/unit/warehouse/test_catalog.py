"""The retained versions, and finding one by its id."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Figures, Manifest
from broadsheet.warehouse.staging import Staging, make_current

OLD, RECENT, NOW = "0a0a0a0a0a0a0a0a", "0b0b0b0b0b0b0b0b", "0c0c0c0c0c0c0c0c"


@pytest.fixture
def warehouse(tmp_path):
    warehouse = Warehouse(tmp_path)
    for version in (OLD, RECENT, NOW):
        Staging(warehouse, "run").seal(Manifest(version, "0" * 16, {}, "1", "pyarrow", Figures(), ()))
    make_current(warehouse, NOW, None)
    return warehouse


@pytest.fixture
def catalog(warehouse):
    return VersionCatalog(warehouse)


def journal(warehouse, *entries):
    lines = [
        json.dumps({"at": (datetime.now(UTC) - timedelta(days=days)).isoformat(), "version": version, "parent": parent})
        for days, version, parent in entries
    ]
    warehouse.journal.write_text("".join(line + "\n" for line in lines))


def test_the_current_version_comes_first(catalog):
    assert catalog.ids() == [NOW, OLD, RECENT]
    assert catalog.current().version_id == catalog.current_id() == NOW


def test_an_empty_warehouse_has_no_version_and_says_what_to_do(tmp_path):
    catalog = VersionCatalog(Warehouse(tmp_path / "none"))
    assert (catalog.ids(), catalog.current_id()) == ([], None)
    with pytest.raises(ConfigurationError, match="broadsheet build"):
        catalog.current()


@pytest.mark.parametrize(("name", "found"), [(OLD, OLD), ("0b", RECENT)])
def test_a_version_is_found_by_its_id_or_the_beginning_of_it(catalog, name, found):
    assert catalog.find(name) == found


@pytest.mark.parametrize(
    ("name", "problem"),
    [("0", "several"), ("", "no retained"), ("ff", "no retained"), ("../x", "no retained")],
)
def test_an_unknown_or_ambiguous_id_lists_the_retained_versions(catalog, name, problem):
    with pytest.raises(ConfigurationError, match=f"(?s){problem}.*{OLD}"):
        catalog.find(name)


@pytest.mark.parametrize("version", ["f" * 16, "..", "../versions", OLD[:4]])
def test_only_the_complete_id_of_a_retained_version_can_be_opened(catalog, version):
    with pytest.raises(ConfigurationError, match="retained"):
        catalog.open(version)


def test_only_versions_superseded_for_long_enough_are_old(warehouse, catalog):
    journal(warehouse, (30, RECENT, OLD), (20, RECENT, None), (1, NOW, RECENT))
    assert catalog.superseded_before(timedelta(days=14)) == [OLD]


@pytest.mark.parametrize("wrong", [-30, 400], ids=["a month behind", "a year ahead"])
def test_a_clock_that_is_wrong_for_one_run_deletes_no_version(warehouse, catalog, wrong):
    journal(warehouse, (3, RECENT, OLD), (2 - wrong, NOW, RECENT), (1, NOW, None))
    assert catalog.superseded_before(timedelta(days=14)) == []


def test_a_clock_that_is_wrong_while_versions_are_deleted_deletes_none(warehouse, catalog):
    journal(warehouse, (403, RECENT, OLD), (402, NOW, RECENT))  # what a clock 400 days ahead sees
    assert catalog.superseded_before(timedelta(days=14)) == []


def test_the_current_version_is_never_old(warehouse, catalog):
    journal(warehouse, (9_000, OLD, NOW))
    assert NOW not in catalog.superseded_before(timedelta(0))


def test_a_version_that_became_current_again_counts_from_when_it_was_superseded_last(warehouse, catalog):
    journal(warehouse, (30, RECENT, OLD), (20, OLD, RECENT), (9, OLD, None), (2, NOW, OLD))
    assert catalog.superseded_before(timedelta(days=14)) == [RECENT]


def test_a_version_that_the_journal_does_not_name_counts_from_when_it_was_written(warehouse, catalog):
    journal(warehouse, (30, RECENT, OLD), (1, NOW, RECENT))
    os.utime(warehouse.version(RECENT) / "_manifest.json", (0, 0))
    journal(warehouse, (1, NOW, OLD))
    assert catalog.superseded_before(timedelta(days=14)) == [RECENT]


def test_the_previous_version_is_the_one_that_was_current_before(warehouse, catalog):
    journal(warehouse, (3, RECENT, OLD), (2, NOW, RECENT))
    assert catalog.previous() == RECENT


def test_the_previous_version_is_followed_through_takedowns(warehouse, catalog):
    journal(warehouse, (3, "0d0d0d0d0d0d0d0d", None), (2, NOW, "0d0d0d0d0d0d0d0d"))
    renamed = {"at": datetime.now(UTC).isoformat(), "action": "taken_down", "versions": {"0d0d0d0d0d0d0d0d": OLD}}
    with warehouse.journal.open("a") as file:
        file.write(json.dumps(renamed) + "\n")
    assert catalog.previous() == OLD


def test_without_an_earlier_version_there_is_nothing_to_roll_back_to(warehouse, catalog):
    with pytest.raises(ConfigurationError, match="nothing to roll back to"):
        catalog.previous()
