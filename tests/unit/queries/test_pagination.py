"""Positions in the list of documents, and their cursors."""

from datetime import date

import pytest

from broadsheet.queries.pagination import NO_DAY, Key, Position, read_position

DAY = date(2018, 9, 11).toordinal()
DOC = "05d1157688b61351360d4569"


@pytest.mark.parametrize(
    "key", [Key("2018-09", DAY, DOC), Key("", DAY, DOC), Key("", NO_DAY, DOC), Key.newest("0999-12")]
)
@pytest.mark.parametrize("newer", [True, False])
@pytest.mark.parametrize("inclusive", [True, False])
def test_a_cursor_reads_back_as_it_was_written(key, newer, inclusive):
    position = Position(key, newer, inclusive)
    assert read_position(position.cursor()) == position
    assert position.cursor().replace("-", "").replace("_", "").isalnum(), "it stands in an address as it is"


def test_keys_are_in_order_of_the_list():
    newest_first = [
        Key.newest("2018-09"),
        Key("2018-09", DAY, "f" * 24),
        Key("2018-09", DAY, DOC),
        Key("2018-09", DAY - 1, "f" * 24),
        Key("2018-08", DAY, DOC),
        Key("", DAY, DOC),
        Key("", NO_DAY, DOC),
        Key.oldest(""),
    ]
    assert sorted(newest_first, reverse=True) == newest_first


@pytest.mark.parametrize(
    ("key", "label"),
    [(Key("2018-09", DAY, DOC), "2018-09-11"), (Key.newest("2018-09"), "2018-09"), (Key("", NO_DAY, DOC), "undated")],
)
def test_a_position_is_described_by_its_day_month_or_undated(key, label):
    assert Position(key, False, True).label() == label
