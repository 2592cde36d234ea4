from contextlib import ExitStack

import pyarrow as pa
import pytest

from broadsheet.publishing.partition_rows import SpilledRows

SCHEMA = pa.schema([("text", pa.string())])


def rows(*texts):
    return pa.table([list(texts)], SCHEMA)


@pytest.mark.parametrize("buckets", [1, 2], ids=["in memory", "on disk"])
def test_rows_come_back_from_their_bucket_in_order(tmp_path, buckets):
    with SpilledRows(tmp_path / "spill", buckets, SCHEMA) as spilled:
        spilled.add(buckets - 1, rows("a", "b"))
        spilled.add(buckets - 1, rows("c"))
        assert (tmp_path / "spill").exists() == (buckets > 1)
        assert spilled.take(buckets - 1).equals(rows("a", "b", "c"))
    assert not (tmp_path / "spill").exists()


def test_a_bucket_without_rows_has_the_columns(tmp_path):
    with SpilledRows(tmp_path / "spill", 3, SCHEMA) as spilled:
        assert spilled.take(1).equals(SCHEMA.empty_table())


def test_files_of_a_crashed_run_are_not_read(tmp_path):
    (tmp_path / "spill").mkdir()
    (tmp_path / "spill" / "bucket-00000.arrow").write_bytes(b"half a file")
    with SpilledRows(tmp_path / "spill", 2, SCHEMA) as spilled:
        spilled.add(0, rows("a"))
        assert spilled.take(0).equals(rows("a"))


def test_an_error_clears_the_buckets_away(tmp_path):
    wrong = pa.table({"number": [1]})
    with pytest.raises(ValueError, match="schema"), SpilledRows(tmp_path / "spill", 2, SCHEMA) as spilled:
        spilled.add(0, wrong)
    assert not (tmp_path / "spill").exists()


def test_a_full_disk_leaves_no_folder_behind(tmp_path):
    class Full:
        def close(self):
            raise OSError(28, "No space left on device")

    with ExitStack() as stack:
        spilled = stack.enter_context(SpilledRows(tmp_path / "spill", 2, SCHEMA))
        spilled.add(0, rows("a"))
        spilled._writers[1] = Full()
        with pytest.raises(OSError, match="No space"):
            stack.close()
    assert not (tmp_path / "spill").exists()
