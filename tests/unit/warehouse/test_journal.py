from datetime import UTC, date, datetime

import pytest

from broadsheet.warehouse.journal import read_journal, record
from broadsheet.warehouse.layout import Warehouse


@pytest.fixture
def warehouse(tmp_path):
    return Warehouse(tmp_path)


def test_entries_come_back_in_order_and_typed(warehouse):
    record(warehouse, "publish", run="r1", version="old", parent=None, since="2018-09-11", found={"new": 2}, corpus=5)
    record(warehouse, "publish", run="r2", version="recent", parent="old", asked_by="dag/run")
    first, second = read_journal(warehouse)
    assert (first.action, first.run, first.version, first.previous) == ("publish", "r1", "old", None)
    assert (first.since, first.found, first.counts) == (date(2018, 9, 11), {"new": 2}, {"corpus": 5})
    assert (second.version, second.previous, second.asked_by) == ("recent", "old", "dag/run")
    assert first.at.tzinfo is UTC
    assert abs(datetime.now(UTC) - first.at).total_seconds() < 60


def test_a_truncated_line_is_skipped(warehouse):
    record(warehouse, "publish", version="old", parent=None)
    with warehouse.journal.open("a") as file:
        file.write('{"at": "2026-')
    record(warehouse, "publish", version="recent", parent="old")
    assert [entry.version for entry in read_journal(warehouse)] == ["old", "recent"]


@pytest.mark.parametrize("line", ["[1, 2]", "null", '"text"', '{"action": "publish"}', '{"at": "soon"}', "{}"])
def test_a_line_that_is_not_an_entry_is_skipped(warehouse, line):
    warehouse.journal.write_text(line + "\n")
    record(warehouse, "unchanged", version="old")
    (entry,) = read_journal(warehouse)
    assert (entry.action, entry.switched) == ("unchanged", False)


def test_no_journal_has_no_entries(warehouse):
    assert read_journal(warehouse) == []
