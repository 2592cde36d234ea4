import hashlib
from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.settings import Publishing
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.parquet_writer import sorted_documents, write_parts
from broadsheet.warehouse.staging import Staging

SCHEMA = pa.schema([("doc_id", pa.string()), ("published_date", pa.timestamp("us")), ("text", pa.string())])
SMALL = Publishing(row_group_rows=2, max_file_bytes=100)


def table(rows):
    return pa.Table.from_pylist([{"doc_id": a, "published_date": b, "text": c} for a, b, c in rows], SCHEMA)


def written(rows, root, folder="corpus"):
    """Write rows into a staged version below `root`; return its entries and a function that opens one."""
    staging = Staging(Warehouse(root), "run")
    write_parts(rows, staging, folder, SCHEMA, SMALL)
    return staging.files, lambda entry: staging.version.file(entry.path)


def test_equal_rows_give_equal_files(tmp_path):
    rows = table([("a", datetime(2018, 9, 11), "x" * 50), ("b", None, "y" * 90)])
    one, _ = written(rows, tmp_path / "one")
    two, _ = written(rows.take([0, 1]), tmp_path / "two")
    assert one == two
    assert len(one) == 2


def test_a_file_is_named_by_its_content(tmp_path):
    (entry,), open_file = written(table([("a", None, "x")]), tmp_path, "corpus/lang=en")
    assert entry.path == f"corpus/lang=en/part-00000-{entry.sha256[:8]}.parquet"
    file = open_file(entry)
    assert hashlib.sha256(file.storage.read(file.key)).hexdigest() == entry.sha256
    assert file.stat().size == entry.bytes


def test_a_file_without_rows_has_the_columns(tmp_path):
    (entry,), open_file = written(table([]), tmp_path)
    assert entry.rows == 0
    assert open_file(entry).read().schema.names == SCHEMA.names


def test_row_groups_have_the_size_of_the_setting(tmp_path):
    (entry,), open_file = written(table([(str(n), None, "x") for n in range(5)]), tmp_path)
    assert [group.rows for group in open_file(entry).row_groups()] == [2, 2, 1]


@given(st.lists(st.integers(0, 250), max_size=20))
def test_splitting_into_files_keeps_all_rows_in_order(sizes):
    import tempfile
    from pathlib import Path

    rows = table([(f"{number:04d}", None, "x" * size) for number, size in enumerate(sizes)])
    with tempfile.TemporaryDirectory() as folder:
        entries, open_file = written(rows, Path(folder))
        ids = [doc for entry in entries for doc in open_file(entry).read(["doc_id"])["doc_id"].to_pylist()]
    assert ids == rows["doc_id"].to_pylist()


def test_documents_are_sorted_by_date_then_id_and_undated_come_last():
    early, late = datetime(2018, 1, 1), datetime(2019, 1, 1)
    rows = table([("d", None, ""), ("c", late, ""), ("b", early, ""), ("a", None, ""), ("a2", early, "")])
    assert rows.take(sorted_documents(rows))["doc_id"].to_pylist() == ["a2", "b", "c", "a", "d"]


@pytest.mark.parametrize("column", ["doc_id", "published_date"])
def test_statistics_let_readers_skip_row_groups(tmp_path, column):
    (entry,), open_file = written(table([("a", datetime(2018, 9, 11), "x")]), tmp_path)
    (group,) = open_file(entry).row_groups()
    assert group.bounds(column) is not None
