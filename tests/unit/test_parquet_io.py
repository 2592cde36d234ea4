import pyarrow as pa
import pytest

from broadsheet.parquet_io import read_file, write_file

SCHEMA = pa.schema([pa.field("name", pa.string(), nullable=False), pa.field("size", pa.int32())])


def test_what_is_written_reads_back_in_the_schema(tmp_path):
    table = pa.table({"name": ["a"], "size": pa.array([None])})
    write_file(table, tmp_path / "file", SCHEMA)
    assert read_file(tmp_path / "file").schema.equals(SCHEMA)


def test_a_table_that_does_not_fit_the_schema_leaves_no_file(tmp_path):
    with pytest.raises(pa.ArrowInvalid):
        write_file(pa.table({"name": ["a"], "size": ["large"]}), tmp_path / "file", SCHEMA)
    assert list(tmp_path.iterdir()) == []
