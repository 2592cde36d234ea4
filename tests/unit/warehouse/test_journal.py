import json
from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.warehouse.journal import read_history, record, superseded_before
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.staging import switch


@pytest.fixture
def warehouse(tmp_path):
    warehouse = Warehouse(tmp_path)
    for version in ("old", "recent", "now"):
        warehouse.version(version).mkdir(parents=True)
    switch(warehouse, "now")
    return warehouse


def write(warehouse, *entries):
    warehouse.history.write_text("".join(json.dumps(entry) + "\n" for entry in entries))


def test_entries_come_back_in_order(warehouse):
    record(warehouse, "publish", version="old", parent=None)
    record(warehouse, "publish", version="recent", parent="old")
    assert [entry["version"] for entry in read_history(warehouse.history)] == ["old", "recent"]


def test_a_line_cut_short_by_a_crash_is_passed_over(warehouse):
    record(warehouse, "publish", version="old", parent=None)
    with warehouse.history.open("a") as file:
        file.write('{"at": "2026-')
    record(warehouse, "publish", version="recent", parent="old")
    assert [entry["version"] for entry in read_history(warehouse.history)] == ["old", "recent"]


def test_no_journal_is_an_empty_one(tmp_path):
    assert list(read_history(tmp_path / "none")) == []


def test_only_versions_left_long_ago_are_old(warehouse):
    now = datetime.now(UTC)
    write(
        warehouse,
        {"at": (now - timedelta(days=30)).isoformat(), "version": "recent", "parent": "old"},
        {"at": (now - timedelta(days=1)).isoformat(), "version": "now", "parent": "recent"},
    )
    assert superseded_before(warehouse, timedelta(days=14)) == ["old"]


def test_the_current_version_is_never_old(warehouse):
    long_ago = datetime(2000, 1, 1, tzinfo=UTC).isoformat()
    write(warehouse, {"at": long_ago, "version": "old", "parent": "now"})
    assert "now" not in superseded_before(warehouse, timedelta(0))


def test_a_version_that_became_current_again_counts_from_when_it_was_left_last(warehouse):
    now = datetime.now(UTC)
    write(
        warehouse,
        {"at": (now - timedelta(days=30)).isoformat(), "version": "recent", "parent": "old"},
        {"at": (now - timedelta(days=20)).isoformat(), "version": "old", "parent": "recent"},
        {"at": (now - timedelta(days=2)).isoformat(), "version": "now", "parent": "old"},
    )
    assert superseded_before(warehouse, timedelta(days=14)) == ["recent"]
