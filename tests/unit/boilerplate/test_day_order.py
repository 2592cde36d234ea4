"""Which reading a date in doubt gets from the other pages of its outlet."""

from datetime import UTC, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.boilerplate.apply import Removal, rewrite
from broadsheet.boilerplate.day_order import readings, settle_days, with_readings
from broadsheet.schema import DOCUMENTS, NEW_LINES
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import add_sketches
from rows import accepted

APRIL, MARCH = datetime(2019, 4, 3), datetime(2019, 3, 4)
EVENING = datetime(2019, 4, 3, 20, tzinfo=UTC)


def reading(day, origin, at=None):
    return {
        "published_date": day,
        "published_at": at,
        "published_origin": origin,
        "updated_at": None,
        "updated_origin": None,
    }


IN_APRIL, IN_MARCH = reading(APRIL, "the outlet's other pages", EVENING), reading(MARCH, "convention")
OPEN = {"mark": "/", "day_first": False, "own": IN_MARCH, "other": IN_APRIL}
"""3/4/2019, which its own page suggests to read as 4 March."""


def line(doc, outlet="quay.example", *, order=None, opened=None, other=False):
    return {
        "doc_id": doc,
        "outlet": outlet,
        "hashes": [],
        "words": [],
        "body_share": 1.0,
        "places": [],
        "taken_out": [],
        "day_order": order and {"mark": order[1], "day_first": order[0] == "D"},
        "open_date": opened,
        "other_order": other,
        "lang": "en",
        "month": "2019-04" if other else "2019-03",
    }


def shown(order, count, outlet="quay.example"):
    return [line(f"{order}{number}", outlet, order=order) for number in range(count)]


def settled(*rows):
    lines, changed = settle_days(pa.Table.from_pylist(list(rows), NEW_LINES))
    return {row["doc_id"]: (row["other_order"], row["month"]) for row in lines.to_pylist()}, changed.to_pylist()


def test_two_pages_that_show_an_order_settle_a_date_in_doubt():
    found, changed = settled(line("open", opened=OPEN), *shown("D/M", 2))
    assert found["open"] == (True, "2019-04")
    assert changed == ["open"]


def test_one_page_or_the_order_that_its_own_page_suggests_leaves_it():
    for others in (shown("D/M", 1), shown("M/D", 5), []):
        found, changed = settled(line("open", opened=OPEN), *others)
        assert found["open"] == (False, "2019-03")
        assert changed == []


def test_nine_in_ten_pages_must_agree():
    assert settled(line("open", opened=OPEN), *shown("D/M", 9), *shown("M/D", 1))[1] == ["open"]
    assert settled(line("open", opened=OPEN), *shown("D/M", 8), *shown("M/D", 1))[1] == []


def test_pages_that_only_share_a_folder_must_all_agree():
    opened = line("open", "crawl/", opened=OPEN)
    assert settled(opened, *shown("D/M", 9, "crawl/"))[1] == ["open"]
    assert settled(opened, *shown("D/M", 9, "crawl/"), *shown("M/D", 1, "crawl/"))[1] == []


def test_other_outlets_and_dates_with_another_mark_do_not_count():
    assert settled(line("open", opened=OPEN), *shown("D/M", 5, "hill.example"), *shown("D.M", 5))[1] == []


def test_it_is_taken_back_when_the_pages_that_showed_it_are_gone():
    found, changed = settled(line("open", opened=OPEN, other=True), *shown("D/M", 1))
    assert found["open"] == (False, "2019-03")
    assert changed == ["open"]


@given(
    st.permutations([line("open", opened=OPEN), *shown("D/M", 3), line("plain"), line("b", opened=OPEN, other=True)])
)
def test_the_order_of_pages_does_not_matter(rows):
    found, changed = settled(*rows)
    assert found == {
        **{f"D/M{number}": (False, "2019-03") for number in range(3)},
        "plain": (False, "2019-03"),
        "open": (True, "2019-04"),
        "b": (True, "2019-04"),
    }
    assert changed == ["open"]


def test_lines_without_dates_in_doubt_stay_as_they_are():
    lines = pa.Table.from_pylist([line("a"), *shown("D/M", 3)], NEW_LINES)
    found, changed = settle_days(lines)
    assert found.equals(lines)
    assert len(changed) == 0


def test_the_reading_of_a_document_follows_other_order():
    rows = [line("a", opened=OPEN), line("b", opened=OPEN, other=True), line("c")]
    found = readings(pa.Table.from_pylist(rows, NEW_LINES))
    assert [one and one["published_date"] for one in found] == [MARCH, APRIL, None]


def test_a_document_gets_all_columns_of_its_reading_and_keeps_its_text():
    schema = pa.schema([field.with_nullable(True) for field in DOCUMENTS])
    table = pa.Table.from_pylist([accepted("a", 1, MARCH), accepted("b", 2, MARCH)], schema)
    table = add_sketches(table, Deduplication())
    wanted = [Removal("quay.example", 1.0, [], [], IN_APRIL), Removal("quay.example", 1.0, [], [])]
    found, _ = rewrite(table, wanted, Deduplication())
    first, second = found.drop_columns("quality").to_pylist()
    before, unchanged = table.drop_columns("quality").to_pylist()
    assert first == {**before, **IN_APRIL}
    assert second == unchanged
    assert with_readings(table, [None, None]) is table
