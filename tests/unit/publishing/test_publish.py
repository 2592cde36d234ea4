import json
import os
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broadsheet.errors import DataError, StaleBase, TransientError
from broadsheet.identity import doc_id
from broadsheet.publishing import publish as module
from broadsheet.publishing.partition_rows import MOST_BATCHES, _batches, gather
from broadsheet.publishing.publish import publish
from broadsheet.runs.delta import SCALARS, RunDelta
from broadsheet.settings import MEBIBYTE
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.journal import read_journal
from broadsheet.warehouse.tombstones import Tombstone, add_tombstones
from broadsheet.warehouse.version import Partition, Version
from rows import accepted, pending, refused

SEPTEMBER, OCTOBER = date(2018, 9, 11), date(2018, 10, 2)


def places(warehouse):
    ledger = VersionCatalog(warehouse).current().ledger()
    return dict(zip(ledger["source_uri"].to_pylist(), ledger["place"].to_pylist(), strict=True))


@pytest.fixture
def start(runs):
    """Give a function that makes a run of these rows, ready to be published."""

    def make(*, take=(), refuse=(), **plan):
        return runs.deduplicated([*take, *refuse], **plan)

    return make


@pytest.fixture
def put(start):
    """Give a function that publishes a run of these rows."""
    return lambda **rows: publish(start(**rows))


def files(warehouse, below):
    folder = warehouse.current.resolve() / below
    return {str(path.relative_to(folder)): path.stat().st_ino for path in folder.rglob("*.parquet")}


def test_every_page_is_in_its_dataset(put, warehouse):
    put(
        take=[accepted("a", 1, SEPTEMBER), accepted("copy of a", 1, OCTOBER), accepted("b", 2)],
        refuse=[refused("bad", "empty")],
    )
    published = put(take=[pending("later", 3, OCTOBER)], since=SEPTEMBER, until=SEPTEMBER)
    assert places(warehouse) == {
        "a": "corpus",
        "copy of a": "duplicates",
        "b": "corpus",
        "bad": "quarantine",
        "later": "pending",
    }
    figures = published.figures
    assert (figures.pages, figures.corpus, figures.duplicates, figures.quarantine, figures.pending) == (5, 2, 1, 1, 1)
    assert figures.months == {"2018-09": 1, "undated": 1}
    assert figures.relations == {"exact": 1}
    assert figures.reasons == {"empty": 1}


def test_the_same_rows_again_make_no_new_version(put, warehouse):
    rows = {"take": [accepted("a", 1, SEPTEMBER)], "refuse": [refused("bad", "empty")]}
    first = put(**rows)
    second = put(**rows)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.version == first.version
    assert [entry.action for entry in read_journal(warehouse)] == ["publish", "unchanged"]


def test_only_partitions_that_differ_are_written(put, warehouse):
    put(take=[accepted("a", 1, SEPTEMBER), accepted("b", 2, OCTOBER), accepted("c", 3, OCTOBER, "de")])
    before = files(warehouse, "corpus")
    put(take=[accepted("d", 4, OCTOBER)])
    after = files(warehouse, "corpus")
    linked = {path for path, inode in after.items() if before.get(path) == inode}
    assert {path.rsplit("/", 1)[0] for path in linked} == {"lang=en/month=2018-09", "lang=de/month=2018-10"}
    assert len(after) == 3


def test_a_late_copy_changes_the_partition_of_its_representative(put, warehouse):
    put(take=[accepted("a", 1, SEPTEMBER)])
    put(take=[accepted("copy", 1, OCTOBER)])
    (kept,) = pq.read_table(warehouse.current / "corpus").to_pylist()
    (left_out,) = pq.read_table(warehouse.current / "duplicates").to_pylist()
    assert (kept["source_uri"], kept["duplicate_count"]) == ("a", 1)
    assert (left_out["duplicate_of"], left_out["relation"], left_out["jaccard"]) == (kept["doc_id"], "exact", 1.0)
    assert left_out["cluster_id"] == kept["cluster_id"]


def test_the_dates_that_changed_are_named_with_their_rows(put):
    assert put(take=[accepted("a", 1, SEPTEMBER), accepted("b", 2, OCTOBER)]).rows == {"2018-09-11": 1, "2018-10-02": 1}
    published = put(take=[accepted("c", 3, SEPTEMBER), accepted("b", 2, OCTOBER)])
    assert published.dates == ("2018-09-11",)
    assert published.rows == {"2018-09-11": 2}


def test_a_changed_page_moves_to_its_new_date(put, warehouse):
    put(take=[accepted("a", 1, SEPTEMBER), accepted("b", 2, SEPTEMBER)])
    published = put(take=[accepted("a", 3, OCTOBER)])
    assert published.dates == ("2018-09-11", "2018-10-02")
    assert {path.rsplit("/", 1)[0] for path in files(warehouse, "corpus")} == {
        "lang=en/month=2018-09",
        "lang=en/month=2018-10",
    }


@pytest.mark.parametrize("code", ["unreadable", "vanished"])
def test_a_page_that_cannot_be_read_keeps_its_published_form(put, warehouse, code):
    first = put(take=[accepted("a", 1, SEPTEMBER)])
    again = put(refuse=[refused("a", code, "discover")])
    assert again.version == first.version
    assert places(warehouse) == {"a": "corpus"}


def test_a_page_that_is_no_longer_accepted_leaves_the_corpus_with_its_reason(put, warehouse):
    put(take=[accepted("a", 1, SEPTEMBER), accepted("b", 2, SEPTEMBER)])
    put(refuse=[refused("a", "empty", digest="0" * 64)])
    assert places(warehouse) == {"a": "quarantine", "b": "corpus"}


def test_pending_new_content_does_not_replace_the_published_document(put, warehouse):
    first = put(take=[accepted("a", 1, SEPTEMBER)])
    again = put(take=[pending("a", 2, OCTOBER)], since=SEPTEMBER, until=SEPTEMBER)
    assert (again.version, again.waiting) == (first.version, 1)


def test_a_pending_page_that_vanished_keeps_its_digest(put, warehouse):
    put(take=[pending("a", 1, OCTOBER)], since=SEPTEMBER, until=SEPTEMBER)
    put(refuse=[refused("a", "vanished", "discover")])
    (row,) = [
        row for row in Version.open(warehouse, warehouse.current_id()).ledger().to_pylist() if row["source_uri"] == "a"
    ]
    assert (row["place"], row["source_digest"]) == ("quarantine", f"{1:064x}")


def test_a_page_that_was_never_read_is_removed_from_the_ledger_when_it_is_gone(put, warehouse):
    put(take=[accepted("a", 1)], refuse=[refused("huge", "too_large", "discover")])
    put(forget=["huge"])
    assert places(warehouse) == {"a": "corpus"}


def test_a_retry_after_the_switch_reports_the_same_dates(start, warehouse, monkeypatch):
    run = start(take=[accepted("a", 1, SEPTEMBER)])
    monkeypatch.setattr(module, "_prune", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        publish(run)
    monkeypatch.undo()
    again = publish(run)
    assert (again.is_new, again.rows, again.version) == (True, {"2018-09-11": 1}, warehouse.current_id())


def test_a_held_lock_is_waited_for_and_then_reported(start, settings, warehouse):
    run = start(take=[accepted("a", 1)])
    short = settings.model_copy(update={"publishing": settings.publishing.model_copy(update={"lock_seconds": 0.2})})
    run = replace(run, settings=short)
    with warehouse.storage.writer_lock(0), pytest.raises(TransientError, match="lock_seconds"):
        publish(run)
    assert warehouse.current_id() is None


def test_a_shard_that_was_never_extracted_stops_the_run(start, warehouse):
    first = publish(start(take=[accepted("a", 1)]))
    run = start(take=[accepted("b", 2), accepted("c", 3)])
    run.store.documents.write(0, run.store.documents.read(0).slice(1))
    with pytest.raises(DataError, match="are missing"):
        publish(run)
    assert warehouse.current_id() == first.version


def test_an_unbalanced_ledger_stops_the_run_and_leaves_no_staging_folder(start, warehouse):
    first = publish(start(take=[accepted("a", 1)]))
    run = start(take=[accepted("b", 2)])
    run.store.placement.write(run.store.placement.read().slice(1))
    with pytest.raises(DataError, match="does not balance"):
        publish(run)
    assert warehouse.current_id() == first.version
    assert [folder.name for folder in warehouse.versions.iterdir()] == [first.version]


def test_texts_larger_than_the_memory_setting_give_the_same_result(start, settings):
    rows = [accepted(str(number), number, date(2018, 1 + number % 12, 1)) for number in range(24)]
    delta = RunDelta.of(start(take=rows))
    partitions = [Partition("en", f"2018-{month:02d}") for month in range(1, 13)]
    found = []
    for bytes_held in (MEBIBYTE, 1):
        publishing = settings.publishing.model_copy(update={"memory_bytes": bytes_held})
        run = start(take=rows, settings=settings.model_copy(update={"publishing": publishing}))
        found.append(dict(gather(run, run.base_version(), delta.accepted, partitions, {})))
        assert not run.store.scratch.exists()
    roomy, tight = found
    assert {partition: len(table) for partition, table in roomy.items()} == dict.fromkeys(partitions, 2)
    assert all(tight[partition].equals(roomy[partition]) for partition in partitions)


def test_a_partition_may_hold_more_text_than_one_string_array(start):
    run = start(take=[accepted("a", 1, SEPTEMBER)])
    ((_, rows),) = gather(run, run.base_version(), RunDelta.of(run).accepted, [Partition("en", "2018-09")], {})
    assert rows.schema.field("text").type == pa.large_string()


def test_spilled_rows_use_a_bounded_number_of_files(start):
    days = [date(2000 + number // 12, number % 12 + 1, 1) for number in range(240)]
    run = start(take=[accepted(str(number), number, day, count=1) for number, day in enumerate(days)])
    delta = RunDelta.of(run)
    partitions = sorted({Partition("en", f"{day:%Y-%m}") for day in days})
    batches = list(_batches(delta.accepted, partitions, 1))
    assert [partition for batch in batches for partition in batch] == partitions
    assert MOST_BATCHES / 2 < len(batches) <= 2 * MOST_BATCHES


def test_the_journal_names_the_run_and_the_figures(put, warehouse):
    put(take=[accepted("a", 1)])
    entry = json.loads(warehouse.journal.read_text())
    assert (entry["action"], entry["run"], entry["corpus"]) == ("publish", "run-1", 1)


def test_verified_relations_are_stored(put, warehouse):
    put(take=[accepted("whole", 1, count=8), accepted("part", 1, count=4)])
    (pair,) = Version.open(warehouse, warehouse.current_id()).relations().to_pylist()
    assert {pair["doc_a"], pair["doc_b"]} == {doc_id("whole"), doc_id("part")}
    assert pair["relation"] == "contained"
    assert pair["containment"] == 1.0


def test_sketches_of_partitions_that_did_not_change_are_linked(put, warehouse):
    put(take=[accepted("a", 1, SEPTEMBER), accepted("b", 2, OCTOBER)])
    before = files(warehouse, "_sketches")
    put(take=[accepted("c", 3, OCTOBER)])
    after = files(warehouse, "_sketches")
    assert {path.split("/")[1] for path, inode in after.items() if before.get(path) == inode} == {"month=2018-09"}
    assert Version.open(warehouse, warehouse.current_id()).sketches().num_rows == 3


def test_pages_gone_before_a_change_of_rules_are_sketched_again_from_their_text(put, start, settings, warehouse):
    put(take=[accepted("gone", 1, SEPTEMBER), accepted("stays", 2, SEPTEMBER)])
    finer = settings.model_copy(update={"deduplication": settings.deduplication.model_copy(update={"sketch_rate": 1})})
    publish(start(take=[accepted("stays", 2, SEPTEMBER), accepted("copy of gone", 1, OCTOBER)], settings=finer))
    assert places(warehouse) == {"gone": "corpus", "stays": "corpus", "copy of gone": "duplicates"}
    sketches = Version.open(warehouse, warehouse.current_id()).sketches().to_pylist()
    assert all(len(row["sketch"]) == row["shingle_count"] for row in sketches)


def test_publishing_again_after_the_report_cleared_the_run_gives_the_same(start):
    run = start(take=[accepted("a", 1, SEPTEMBER)])
    first = publish(run)
    run.store.clear()
    assert publish(run) == first


def test_a_retry_does_not_overwrite_a_later_run(start, warehouse):
    run = start(take=[accepted("a", 1, SEPTEMBER)])
    first = publish(run)
    later = publish(start(take=[accepted("a", 2, SEPTEMBER)]))
    assert publish(run) == first
    assert warehouse.current_id() == later.version


def test_a_page_replaced_by_a_link_loses_its_digest(put, warehouse):
    put(take=[accepted("a", 1), accepted("b", 2)])
    put(refuse=[refused("a", "not_a_file", "discover")])
    (row,) = [r for r in Version.open(warehouse, warehouse.current_id()).ledger().to_pylist() if r["source_uri"] == "a"]
    assert (row["place"], row["source_digest"]) == ("quarantine", None)


def test_a_document_that_moves_to_another_partition_is_among_the_changed_dates(put):
    put(take=[accepted("a", 1, SEPTEMBER, "en")])
    assert put(take=[accepted("a", 1, SEPTEMBER, "de")]).dates == ("2018-09-11",)


def test_a_version_superseded_just_before_a_crash_is_kept_for_its_readers(start, warehouse, monkeypatch):
    first = publish(start(take=[accepted("a", 1)]))
    os.utime(warehouse.version(first.version), (0, 0))
    monkeypatch.setattr(module, "_prune", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        publish(start(take=[accepted("b", 2)]))
    monkeypatch.undo()
    publish(start(take=[accepted("c", 3)]))
    assert warehouse.version(first.version).is_dir()


def test_a_run_whose_base_version_is_not_current_any_more_is_stale(start, warehouse):
    slow = start(take=[accepted("copy", 1, OCTOBER)])
    winner = publish(start(take=[accepted("a", 1, SEPTEMBER)]))
    with pytest.raises(StaleBase, match=winner.version):
        publish(slow)
    assert warehouse.current_id() == winner.version


def test_a_run_computed_before_a_takedown_is_stale(start, warehouse):
    run = start(take=[accepted("a", 1, SEPTEMBER)])
    add_tombstones(warehouse, [Tombstone(doc_id("a"))])
    with pytest.raises(StaleBase):
        publish(run)
    assert warehouse.current_id() is None


@pytest.mark.parametrize("stage", ["boilerplate", "validation", "deduplication"])
def test_a_run_is_stale_where_one_stage_was_computed_on_another_base(start, stage):
    run = start(take=[accepted("a", 1, SEPTEMBER)])
    state = getattr(run.store, stage)
    state.write(replace(state.read(), base=replace(run.base, version="0123456789abcdef")))
    with pytest.raises(StaleBase):
        publish(run)


def test_texts_and_sketches_are_never_in_memory_for_all_pages(start):
    run = start(take=[accepted("a", 1, SEPTEMBER)])
    heavy = {"text", "sketch", "spans", "quality", "stat"}
    assert not heavy & set(SCALARS)
    assert not heavy & set(RunDelta.of(run).accepted.schema.names)
