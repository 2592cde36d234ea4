from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.settings import Publishing
from broadsheet.warehouse.parquet_writer import digest_file, sorted_documents, write_parts

SCHEMA = pa.schema([("doc_id", pa.string()), ("published_date", pa.timestamp("us")), ("text", pa.string())])
SMALL = Publishing(row_group_rows=2, max_file_bytes=100)


def table(rows):
    return pa.Table.from_pylist([{"doc_id": a, "published_date": b, "text": c} for a, b, c in rows], SCHEMA)


def test_equal_rows_give_equal_files(tmp_path):
    rows = table([("a", datetime(2018, 9, 11), "x" * 50), ("b", None, "y" * 90)])
    one = write_parts(rows, tmp_path / "one", "corpus", SCHEMA, SMALL)
    two = write_parts(rows.take([0, 1]), tmp_path / "two", "corpus", SCHEMA, SMALL)
    assert one == two
    assert len(one) == 2


def test_a_file_is_named_by_its_content(tmp_path):
    (entry,) = write_parts(table([("a", None, "x")]), tmp_path, "corpus/lang=en", SCHEMA, SMALL)
    assert entry.path == f"corpus/lang=en/part-00000-{entry.sha256[:8]}.parquet"
    assert digest_file(tmp_path / entry.path) == entry.sha256
    assert (tmp_path / entry.path).stat().st_size == entry.bytes


def test_no_rows_still_give_the_columns(tmp_path):
    (entry,) = write_parts(table([]), tmp_path, "corpus", SCHEMA, SMALL)
    assert entry.rows == 0
    assert pq.read_schema(tmp_path / entry.path).names == SCHEMA.names


def test_rows_are_grouped_as_set(tmp_path):
    (entry,) = write_parts(table([(str(n), None, "x") for n in range(5)]), tmp_path, "corpus", SCHEMA, SMALL)
    file = pq.ParquetFile(tmp_path / entry.path)
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [2, 2, 1]


@given(st.lists(st.integers(0, 250), max_size=20))
def test_cutting_loses_nothing_and_keeps_the_order(sizes):
    import tempfile
    from pathlib import Path

    rows = table([(f"{number:04d}", None, "x" * size) for number, size in enumerate(sizes)])
    with tempfile.TemporaryDirectory() as folder:
        entries = write_parts(rows, Path(folder), "corpus", SCHEMA, SMALL)
        ids = [doc for entry in entries for doc in pq.read_table(Path(folder) / entry.path)["doc_id"].to_pylist()]
    assert ids == rows["doc_id"].to_pylist()


def test_documents_are_sorted_by_date_then_id_and_undated_come_last():
    early, late = datetime(2018, 1, 1), datetime(2019, 1, 1)
    rows = table([("d", None, ""), ("c", late, ""), ("b", early, ""), ("a", None, ""), ("a2", early, "")])
    assert rows.take(sorted_documents(rows))["doc_id"].to_pylist() == ["a2", "b", "c", "a", "d"]


@pytest.mark.parametrize("column", ["doc_id", "published_date"])
def test_statistics_let_readers_skip_row_groups(tmp_path, column):
    (entry,) = write_parts(table([("a", datetime(2018, 9, 11), "x")]), tmp_path, "corpus", SCHEMA, SMALL)
    group = pq.ParquetFile(tmp_path / entry.path).metadata.row_group(0)
    assert group.column(SCHEMA.get_field_index(column)).statistics.has_min_max
