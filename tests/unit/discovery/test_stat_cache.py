import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet.discovery.stat_cache import SCHEMA, SETTLED_NS, load_stat_cache, save_stat_cache
from broadsheet.sources.walker import Stat

OLD = Stat(size=10, mtime_ns=1_000, ctime_ns=1_000, inode=7)
NOW = 1_000 + SETTLED_NS + 1


def entries(*rows):
    return pa.table(
        [[uri for uri, _, _ in rows], [stat._asdict() for _, stat, _ in rows], [d for _, _, d in rows]], SCHEMA
    )


def test_what_is_saved_is_loaded(tmp_path):
    path = tmp_path / "cache"
    save_stat_cache(path, entries(("a.txt", OLD, "00")), NOW)
    save_stat_cache(path, entries(("b.txt", OLD, "11")), NOW)
    assert load_stat_cache(path) == {"a.txt": (OLD, "00"), "b.txt": (OLD, "11")}


def test_a_later_entry_replaces_an_earlier_one(tmp_path):
    path = tmp_path / "cache"
    newer = OLD._replace(size=11)
    save_stat_cache(path, entries(("a.txt", OLD, "00")), NOW)
    save_stat_cache(path, entries(("a.txt", newer, "22")), NOW)
    assert load_stat_cache(path) == {"a.txt": (newer, "22")}


def test_a_file_touched_just_before_it_was_read_is_not_remembered(tmp_path):
    path = tmp_path / "cache"
    save_stat_cache(path, entries(("a.txt", OLD._replace(mtime_ns=NOW - 10), "00"), ("b.txt", OLD, "11")), NOW)
    assert set(load_stat_cache(path)) == {"b.txt"}


def test_a_missing_or_damaged_cache_is_empty(tmp_path):
    path = tmp_path / "cache"
    assert load_stat_cache(path) == {}
    path.write_bytes(b"not parquet")
    assert load_stat_cache(path) == {}


def test_known_entries_do_not_rewrite_the_cache(tmp_path):
    path = tmp_path / "cache"
    save_stat_cache(path, entries(("a.txt", OLD, "00"), ("b.txt", OLD, "11")), NOW)
    before = path.stat()
    save_stat_cache(path, entries(("b.txt", OLD, "11")), NOW)
    assert path.stat() == before


def test_a_cache_of_another_shape_is_empty(tmp_path):
    path = tmp_path / "cache"
    pq.write_table(pa.table({"source_uri": ["a.txt"], "stat": [7], "digest": ["00"]}), path)
    assert load_stat_cache(path) == {}
