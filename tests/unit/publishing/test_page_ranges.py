import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.identity import doc_id
from broadsheet.publishing.page_ranges import count_ranges, cut, ranges_of
from broadsheet.publishing.publish import publish
from broadsheet.settings import Publishing
from broadsheet.warehouse.version import Version
from rows import accepted, refused

IDS = st.sets(st.integers(0, 2**96 - 1).map("{:024x}".format), max_size=60).map(sorted)


@pytest.mark.parametrize(
    ("pages", "ranges"), [(0, 1), (1, 1), (500_000, 1), (500_001, 2), (1_000_000, 2), (1_000_001, 4), (10**12, 65_536)]
)
def test_the_number_of_ranges_depends_on_the_number_of_pages(pages, ranges):
    assert count_ranges(pages, Publishing()) == ranges


def test_smaller_row_groups_give_more_ranges():
    assert count_ranges(1_000, Publishing(row_group_rows=1)) == 16


@given(IDS, st.sampled_from([1, 2, 16, 65_536]))
def test_ranges_ascend_with_doc_ids_and_hold_each_row_once(ids, ranges):
    rows = pa.table({"doc_id": pa.array(ids, pa.string()), "row": range(len(ids))})
    parts = list(cut(rows, "doc_id", ranges)) if ranges <= 16 else []
    numbers = ranges_of(rows["doc_id"], ranges).tolist()
    assert numbers == sorted(numbers)
    assert all(0 <= number < ranges for number in numbers)
    if parts:
        assert len(parts) == ranges
        assert pa.concat_tables(parts).equals(rows)
        for number, part in enumerate(parts):
            assert ranges_of(part["doc_id"], ranges).tolist() == [number] * len(part)


@given(IDS)
def test_a_range_of_few_is_made_of_whole_ranges_of_many(ids):
    few, many = (ranges_of(pa.chunked_array([pa.array(ids, pa.string())]), ranges) for ranges in (4, 64))
    assert (few == many // 16).all()


def test_a_version_with_several_ranges_holds_what_one_with_a_single_range_holds(runs, warehouse, settings):
    """Readers see one dataset, sorted by doc_id, however many files it has."""
    take = [accepted(f"page {number}", number) for number in range(210)]
    take += [accepted(f"copy {number}", number) for number in range(30)]
    refuse = [refused(f"bad {number}", "empty") for number in range(40)]
    found = {}
    for rows in (5_000, 1):
        publishing = settings.publishing.model_copy(update={"row_group_rows": rows})
        own = settings.model_copy(update={"publishing": publishing})
        version = Version.open(warehouse, publish(runs.deduplicated([*take, *refuse], settings=own)).version)
        found[rows] = version.ledger().drop_columns("settings"), version.quarantine(), version.relations()
        names = {name: [file.key for file in version.files(name)] for name in ("_ledger", "quarantine", "_relations")}
        assert [len(files) for files in names.values()] == [1 if rows > 1 else 4] * 3
        assert all(files == sorted(files) for files in names.values())
    assert found[5_000] == found[1]
    ids = found[1][0]["doc_id"].to_pylist()
    assert ids == sorted(ids)
    assert doc_id("copy 7") in ids
