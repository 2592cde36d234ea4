import os
import time
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broadsheet.discovery import discover as module
from broadsheet.discovery.discover import discover
from broadsheet.discovery.stat_cache import SETTLED_NS
from broadsheet.errors import ConfigurationError, DataError
from broadsheet.operations.build import build
from broadsheet.runs.run import Run
from broadsheet.schema import PAGES
from broadsheet.settings import load_settings
from broadsheet.warehouse.layout import Warehouse
from newsroom import page, write_pages

DAY = date(2026, 1, 1)
SEPTEMBER, OCTOBER = date(2018, 9, 11), date(2018, 10, 2)


@pytest.fixture
def source(tmp_path, settings):
    return tmp_path / "pages"


def listed(run: Run) -> dict[str, str]:
    table = pa.concat_tables([PAGES.empty_table(), *(run.store.pages.read(number) for number in range(run.shards))])
    return dict(zip(table["source_uri"].to_pylist(), table["state"].to_pylist(), strict=True))


def found(run: Run) -> tuple[int, int, int, int]:
    return run.found.new, run.found.changed, run.found.unchanged, run.found.gone


def age(source):
    """Let the files look as if they had been written some time ago."""
    for path in source.rglob("*"):
        os.utime(path, ns=(1, time.time_ns() - 10 * SETTLED_NS))


def test_all_pages_are_new_at_first(settings, source):
    write_pages(source, {"a.txt": page(1), "deep/er/b.txt": page(2)})
    run = discover(settings, day=DAY)
    assert found(run) == (2, 0, 0, 0)
    assert listed(run) == {"a.txt": "new", "deep/er/b.txt": "new"}


def test_new_changed_gone_and_unchanged_pages_are_distinguished(settings, source):
    write_pages(source, {"same.txt": page(1), "edited.txt": page(2), "removed.txt": page(3)})
    build(settings, day=DAY)
    write_pages(source, {"edited.txt": page(4), "added.txt": page(5)})
    (source / "removed.txt").unlink()
    run = discover(settings, day=DAY)
    assert found(run) == (1, 1, 1, 1)
    assert listed(run) == {"added.txt": "new", "edited.txt": "changed"}


def test_a_page_counts_as_gone_until_a_run_ends_and_then_as_gone_before(settings, source):
    write_pages(source, {"stays.txt": page(1), "first.txt": page(2), "second.txt": page(3)})
    build(settings, day=DAY)
    (source / "first.txt").unlink()
    left = [discover(settings, day=DAY).found, build(settings, day=DAY).found, build(settings, day=DAY).found]
    assert [(one.gone, one.gone_before) for one in left] == [(1, 0), (1, 0), (0, 1)]
    (source / "second.txt").unlink()
    both = build(settings, day=DAY).found
    assert (both.gone, both.gone_before, both.total) == (1, 1, 1)
    write_pages(source, {"first.txt": page(2)})
    assert build(settings, day=DAY).found.gone_before == 1
    (source / "first.txt").unlink()
    again = build(settings, day=DAY).found
    assert (again.gone, again.gone_before) == (1, 1), "it had come back"


def test_another_folder_as_the_source_counts_its_missing_pages_once(settings, source, tmp_path):
    write_pages(source, {"a.txt": page(1), "b.txt": page(2)})
    build(settings, day=DAY)
    write_pages(tmp_path / "moved", {"c.txt": page(3)})
    moved = settings.model_copy(update={"source": (str(tmp_path / "moved"),)})
    left = [build(moved, day=DAY).found for _ in range(2)]
    assert [(one.gone, one.gone_before) for one in left] == [(2, 0), (0, 2)]


def test_a_damaged_memory_of_gone_pages_is_none(settings, source):
    write_pages(source, {"a.txt": page(1), "b.txt": page(2)})
    build(settings, day=DAY)
    (source / "b.txt").unlink()
    build(settings, day=DAY)
    Warehouse(settings.warehouse).gone_pages.write_text("no parquet")
    assert build(settings, day=DAY).found.gone == 1
    assert build(settings, day=DAY).found.gone_before == 1


def test_a_file_touched_but_not_edited_is_unchanged(settings, source):
    write_pages(source, {"a.txt": page(1)})
    build(settings, day=DAY)
    os.utime(source / "a.txt")
    assert found(discover(settings, day=DAY)) == (0, 0, 1, 0)


def test_a_second_run_opens_no_unchanged_file(settings, source, monkeypatch):
    write_pages(source, {"a.txt": page(1), "b.txt": page(2)})
    age(source)
    monkeypatch.setattr("broadsheet.discovery.stat_cache.SETTLED_NS", -(10**18))  # ctime cannot be set back
    build(settings, day=DAY)
    opened = []
    monkeypatch.setattr(module, "read_bytes", lambda path, limit, root: opened.append(path))
    assert found(discover(settings, day=DAY)) == (0, 0, 2, 0)
    assert opened == []


def test_without_the_stat_cache_pages_are_read_and_nothing_else_changes(settings, source, tmp_path):
    write_pages(source, {"a.txt": page(1)})
    build(settings, day=DAY)
    (tmp_path / "data" / ".stat_cache.parquet").unlink(missing_ok=True)
    assert found(discover(settings, day=DAY)) == (0, 0, 1, 0)


def test_a_run_for_a_date_reads_the_pages_of_that_date_again(settings, source):
    write_pages(source, {"a.txt": page(1, SEPTEMBER), "b.txt": page(2, OCTOBER), "undated.txt": page(3)})
    build(settings, day=DAY)
    run = discover(settings, since=SEPTEMBER, until=SEPTEMBER, day=DAY)
    assert listed(run) == {"a.txt": "unchanged"}


def test_pending_pages_are_read_by_a_run_that_includes_their_date(settings, source):
    write_pages(source, {"a.txt": page(1, SEPTEMBER), "b.txt": page(2, OCTOBER), "c.txt": page(3)})
    build(settings, since=SEPTEMBER, until=SEPTEMBER, day=DAY)
    assert listed(discover(settings, since=OCTOBER, until=OCTOBER, day=DAY)) == {"b.txt": "unchanged"}
    everything = discover(settings, day=DAY)
    assert listed(everything) == {"b.txt": "unchanged", "c.txt": "unchanged"}
    assert everything.found.waiting == 2


def test_a_document_with_a_future_date_is_read_again_on_that_day(settings, source):
    write_pages(source, {"a.txt": page(1, date(2026, 1, 2))})
    build(settings, day=DAY)
    assert listed(discover(settings, day=DAY)) == {}
    assert listed(discover(settings, day=date(2026, 1, 2))) == {"a.txt": "unchanged"}


def test_an_unreadable_page_is_tried_again_each_time(settings, source):
    write_pages(source, {"a.txt": page(1)})
    os.mkfifo(source / "pipe")
    build(settings, day=DAY)
    run = discover(settings, day=DAY)
    assert found(run) == (0, 0, 2, 0)
    assert listed(run) == {}


def test_changed_settings_read_every_page_again(settings, source):
    write_pages(source, {"a.txt": page(1), "b.txt": page(2)})
    build(settings, day=DAY)
    stricter = load_settings(source=settings.source, warehouse=settings.warehouse, validation={"min_words": 25})
    assert listed(discover(stricter, day=DAY)) == {"a.txt": "unchanged", "b.txt": "unchanged"}
    with pytest.raises(ConfigurationError, match="without dates"):
        discover(stricter, since=SEPTEMBER, day=DAY)


def test_page_lists_have_the_size_of_the_setting(settings, source):
    write_pages(source, {f"{number}.txt": page(number) for number in range(5)})
    small = load_settings(source=settings.source, warehouse=settings.warehouse, discovery={"shard_pages": 2})
    run = discover(small, day=DAY)
    assert run.shards == 3
    assert list(listed(run)) == [f"{number}.txt" for number in range(5)]


def test_a_first_date_after_the_last_is_refused(settings):
    with pytest.raises(ConfigurationError, match="swap"):
        discover(settings, since=OCTOBER, until=SEPTEMBER)


def test_a_run_reads_back_as_it_was_saved(settings, source):
    write_pages(source, {"a.txt": page(1)})
    run = discover(settings, since=SEPTEMBER, day=DAY)
    assert Run.open(run.folder) == run


def test_a_page_that_was_temporarily_a_link_is_read_again(settings, source):
    write_pages(source, {"a.txt": page(1), "b.txt": page(2)})
    build(settings, day=DAY)
    (source / "a.txt").rename(source.parent / "aside")
    (source / "a.txt").symlink_to(source.parent / "aside")
    build(settings, day=DAY)
    (source.parent / "aside").replace(source / "a.txt")
    assert listed(discover(settings, day=DAY)) == {"a.txt": "changed"}


def test_a_page_that_was_missing_during_a_change_of_settings_is_read_when_it_returns(settings, source):
    write_pages(source, {"a.txt": page(1), "b.txt": page(2)})
    build(settings, day=DAY)
    stricter = load_settings(source=settings.source, warehouse=settings.warehouse, validation={"min_words": 25})
    (source / "a.txt").rename(source.parent / "aside")
    build(stricter, day=DAY)
    (source.parent / "aside").rename(source / "a.txt")
    assert listed(discover(stricter, day=DAY)) == {"a.txt": "unchanged"}


def test_pages_that_stay_unreadable_are_not_counted_against_later_batches(public_folder, settings, ordinary_user):
    (public_folder / "pages").mkdir()
    (public_folder / "data").mkdir()
    (public_folder / "data").chmod(0o777)
    own = settings.model_copy(update={"source": (str(public_folder / "pages"),), "warehouse": public_folder / "data"})
    write_pages(public_folder / "pages", {"a.txt": page(1), "closed.txt": page(2)})
    (public_folder / "pages" / "closed.txt").chmod(0)
    with ordinary_user():
        build(own, day=DAY)
        assert listed(discover(own, day=DAY)) == {}


def test_a_ledger_in_several_files_is_one_ledger(settings, source):
    write_pages(source, {f"{number}.txt": page(number) for number in range(4)})
    build(settings, day=DAY)
    (file,) = (settings.warehouse / "current" / "_ledger").glob("*.parquet")
    rows = pq.read_table(file)
    pq.write_table(rows.slice(1), file.with_name("part-00001.parquet"))
    file.unlink()
    pq.write_table(rows.slice(0, 1), file.with_name("part-00000.parquet"))
    (source / "3.txt").unlink()
    assert found(discover(settings, day=DAY)) == (0, 0, 3, 1)
    pq.write_table(rows.slice(3), file.with_name("part-00000.parquet"))
    with pytest.raises(DataError, match="roll back"):
        discover(settings, day=DAY)


def test_an_unnamed_source_leaves_the_pages_of_a_named_one_alone(settings, source, tmp_path):
    write_pages(source, {"a.txt": page(1, SEPTEMBER), "b.txt": page(2, OCTOBER)})
    named = load_settings(source=f"wire={source}", warehouse=settings.warehouse)
    build(named, since=SEPTEMBER, until=SEPTEMBER, day=DAY)
    write_pages(tmp_path / "other", {"c.txt": page(3)})
    other = discover(load_settings(source=str(tmp_path / "other"), warehouse=settings.warehouse), day=DAY)
    assert found(other) == (1, 0, 0, 0)
    assert listed(other) == {"c.txt": "new"}


def test_a_touched_file_with_the_same_bytes_is_read_once_more_and_then_remembered(settings, source, monkeypatch):
    write_pages(source, {"a.txt": page(1)})
    age(source)
    monkeypatch.setattr("broadsheet.discovery.stat_cache.SETTLED_NS", -(10**18))  # ctime cannot be set back
    build(settings, day=DAY)
    os.utime(source / "a.txt", ns=(2, 2))
    opened = []
    read = module.read_bytes
    monkeypatch.setattr(module, "read_bytes", lambda path, most, root: opened.append(path) or read(path, most, root))
    assert found(discover(settings, day=DAY)) == (0, 0, 1, 0)
    assert len(opened) == 1
    assert found(discover(settings, day=DAY)) == (0, 0, 1, 0)
    assert len(opened) == 1
