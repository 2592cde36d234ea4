import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet.discovery.stat_cache import SCHEMA, SETTLED_NS, forget_files, load_stat_cache, save_stat_cache
from broadsheet.identity import doc_id
from broadsheet.sources.walker import Stat

OLD = Stat(size=10, mtime_ns=1_000, ctime_ns=1_000, inode=7)
NOW = 1_000 + SETTLED_NS + 1


A, B, C = "00" * 32, "1f" * 32, b"records:".hex() + "20" * 24
URIS = ["a.txt", "b.txt", "c.txt"]


def entries(*rows):
    return pa.table(
        [[doc_id(uri) for uri, _, _ in rows], [stat._asdict() for _, stat, _ in rows], [d for _, _, d in rows]], SCHEMA
    )


def cached(path):
    found = load_stat_cache(path).find(URIS)
    return {uri: entry for uri, entry in zip(URIS, found, strict=True) if entry is not None}


def test_what_is_saved_is_loaded(tmp_path):
    path = tmp_path / "cache"
    save_stat_cache(path, entries(("a.txt", OLD, A)), NOW)
    save_stat_cache(path, entries(("b.txt", OLD, B)), NOW)
    assert cached(path) == {"a.txt": (OLD, A), "b.txt": (OLD, B)}


def test_a_later_entry_replaces_an_earlier_one(tmp_path):
    path = tmp_path / "cache"
    newer = OLD._replace(size=11)
    save_stat_cache(path, entries(("a.txt", OLD, A)), NOW)
    save_stat_cache(path, entries(("a.txt", newer, C)), NOW)
    assert cached(path) == {"a.txt": (newer, C)}


def test_a_file_touched_just_before_it_was_read_is_not_remembered(tmp_path):
    path = tmp_path / "cache"
    save_stat_cache(path, entries(("a.txt", OLD._replace(mtime_ns=NOW - 10), A), ("b.txt", OLD, B)), NOW)
    assert set(cached(path)) == {"b.txt"}


def test_a_missing_or_damaged_cache_is_empty(tmp_path):
    path = tmp_path / "cache"
    assert cached(path) == {}
    path.write_bytes(b"not parquet")
    assert cached(path) == {}


def test_known_entries_do_not_rewrite_the_cache(tmp_path):
    path = tmp_path / "cache"
    save_stat_cache(path, entries(("a.txt", OLD, A), ("b.txt", OLD, B)), NOW)
    before = path.stat().st_ino
    save_stat_cache(path, entries(("b.txt", OLD, B)), NOW)
    assert path.stat().st_ino == before


def test_a_cache_of_another_shape_is_empty(tmp_path):
    path = tmp_path / "cache"
    pq.write_table(pa.table({"doc_id": [doc_id("a.txt")], "stat": [7], "digest": [A]}), path)
    assert cached(path) == {}


def test_forgotten_files_are_no_longer_cached_and_their_names_are_nowhere(tmp_path):
    path = tmp_path / "cache"
    save_stat_cache(path, entries(("a.txt", OLD, A), ("c.txt", OLD, C), ("b.txt", OLD, B)), NOW)
    forget_files(path, [doc_id("c.txt"), doc_id("another.txt")])
    assert cached(path) == {"a.txt": (OLD, A), "b.txt": (OLD, B)}


def test_a_file_that_is_not_sorted_is_damaged_and_replaced_by_the_next_entries(tmp_path):
    path = tmp_path / "cache"
    save_stat_cache(path, entries(("a.txt", OLD, A), ("b.txt", OLD, B)), NOW)
    table = pq.read_table(path)
    pq.write_table(table.take([1, 0]), path)
    assert cached(path) == {}
    save_stat_cache(path, entries(("a.txt", OLD, A)), NOW)
    assert set(cached(path)) == {"a.txt"}
