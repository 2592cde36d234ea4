"""Row groups: their statistics, and reading only the groups that can match."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broadsheet.errors import DataError
from broadsheet.warehouse.data_file import DataFile, RowGroup, find_row, find_sorted, first_of, read_files
from broadsheet.warehouse.storage import LocalStorage

DAYS = [datetime(2018, 9, day) for day in (1, 1, 2, 3)] + [None, None]
IDS = ["b", "e", "a", "d", "c", "f"]


@pytest.fixture
def file(tmp_path):
    """Six documents in row groups of two, sorted by day and id, those without a day last."""
    table = pa.table({"doc_id": IDS, "day": pa.array(DAYS, pa.timestamp("us")), "text": [f"text of {i}" for i in IDS]})
    pq.write_table(table, tmp_path / "part.parquet", row_group_size=2)
    return DataFile(LocalStorage(tmp_path), "part.parquet")


def numbers(monkeypatch):
    seen = []
    real = RowGroup.read
    monkeypatch.setattr(
        RowGroup, "read", lambda group, columns: seen.append((group.number, *columns)) or real(group, columns)
    )
    return seen


def test_statistics_show_which_rows_a_row_group_may_contain(file):
    first, second, third = file.row_groups()
    assert first.bounds("doc_id") == ("b", "e")
    assert first.bounds("day") == (datetime(2018, 9, 1), datetime(2018, 9, 1))
    assert second.may_hold("day", datetime(2018, 9, 3))
    assert not second.may_hold("day", None)
    assert third.bounds("day") is None
    assert third.may_hold("day", None)
    assert not third.may_hold("day", datetime(2018, 9, 3))
    assert [group.rows for group in (first, second, third)] == [2, 2, 2]


@pytest.mark.parametrize(("doc", "day"), list(zip(IDS, DAYS, strict=True)))
def test_a_row_is_found_by_its_known_values(file, doc, day):
    assert find_row([file], {"doc_id": doc, "day": day}, ["text"]) == {"text": f"text of {doc}"}
    assert find_row([file], {"doc_id": doc}, ["text"]) == {"text": f"text of {doc}"}


def test_only_the_row_group_that_holds_a_row_is_read(file, monkeypatch):
    seen = numbers(monkeypatch)
    find_row([file], {"doc_id": "d", "day": datetime(2018, 9, 3)}, ["text"])
    assert seen == [(1, "doc_id"), (1, "text")]


def test_a_missing_row_is_none(file):
    assert find_row([file], {"doc_id": "z"}, ["text"]) is None
    assert find_row([file], {"doc_id": "d", "day": datetime(2030, 1, 1)}, ["text"]) is None
    assert find_row([], {"doc_id": "d"}, ["text"]) is None


def test_in_a_file_sorted_by_id_a_row_is_found_by_bisection(tmp_path, monkeypatch):
    table = pa.table({"doc_id": [f"{n:02d}" for n in range(20)], "n": range(20)})
    pq.write_table(table, tmp_path / "sorted.parquet", row_group_size=4)
    groups = DataFile(LocalStorage(tmp_path), "sorted.parquet").row_groups()
    assert [find_sorted(groups, f"{n:02d}", ["n"]) for n in range(20)] == [{"n": n} for n in range(20)]
    seen = numbers(monkeypatch)
    assert find_sorted(groups, "17", ["doc_id", "n"]) == {"doc_id": "17", "n": 17}
    assert find_sorted(groups, "055", ["n"]) is None
    assert find_sorted(groups, "99", ["n"]) is None
    assert [number for number, *_ in seen] == [4, 1]
    assert first_of(groups, lambda group: group.bounds("doc_id")[1] < "08") == 2
    assert first_of(groups, lambda group: True) == 5


def test_a_file_that_is_gone_or_damaged_is_reported(tmp_path, file):
    with pytest.raises(DataError, match="damaged"):
        DataFile(LocalStorage(tmp_path), "none.parquet").row_groups()
    path = tmp_path / "part.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:40])
    with pytest.raises(DataError, match="damaged"):
        file.row_groups()
    path.write_bytes(b"PAR1" + bytes(60) + content[64:])
    with pytest.raises(DataError, match="damaged"):
        [group.read(["doc_id", "text"]) for group in file.row_groups()]


def test_several_files_are_read_as_one_table_and_no_file_as_an_empty_one(tmp_path):
    schema = pa.schema([pa.field("name", pa.string(), nullable=False), pa.field("size", pa.int32())])
    for name in ("1", "2"):
        pq.write_table(pa.table({"name": [name], "size": [1]}, schema=schema), tmp_path / name)
    files = [DataFile(LocalStorage(tmp_path), name) for name in ("1", "2")]
    assert read_files(files, schema)["name"].to_pylist() == ["1", "2"]
    assert read_files(files, schema, ["size"]).schema.names == ["size"]
    assert read_files([], schema).schema == schema
