"""Every kind of damage is found and named; an intact warehouse has no findings."""

import hashlib
import json
import os
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from broadsheet.errors import ConfigurationError, DataError
from broadsheet.identity import doc_id
from broadsheet.operations.audit import audit, raise_findings
from broadsheet.operations.audit_checks import check_files, check_space
from broadsheet.operations.build import build
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.settings import Settings, load_settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.tombstones import Tombstone, add_tombstones
from broadsheet.warehouse.unpublished import read_unpublished, record_unpublished
from newsroom import page

DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages and a warehouse of two versions, made once; each test harms a copy."""
    folder = tmp_path_factory.mktemp("audited")
    (folder / "pages").mkdir()
    settings = load_settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1)
    for upto in (12, 14):
        for number in range(upto):
            (folder / "pages" / f"{number}.txt").write_text(page(number, date(2018, 9, 10)))
        build(settings, day=DAY)
    return folder


@pytest.fixture
def settings(published: Path, tmp_path: Path) -> Settings:
    shutil.copytree(published, tmp_path, dirs_exist_ok=True, symlinks=True)
    return load_settings(source=str(tmp_path / "pages"), warehouse=tmp_path / "data", workers=1)


def current(settings: Settings) -> Path:
    return Warehouse(settings.warehouse).current.resolve()


def data_file(settings: Settings, dataset: str = "corpus") -> Path:
    return next((current(settings) / dataset).rglob("*.parquet"))


def found(settings: Settings) -> set[tuple[str, str]]:
    return {(finding.check, finding.severity) for finding in audit(settings).findings}


def rewrite_history(settings: Settings, **facts: object) -> None:
    path = Warehouse(settings.warehouse).journal
    entries = [json.loads(line) | facts for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))


def test_an_intact_warehouse_has_no_findings(settings):
    outcome = audit(settings)
    assert outcome.findings == ()
    raise_findings(outcome)


def test_changed_bytes_are_found_though_the_size_is_the_same(settings):
    file = data_file(settings)
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)
    (finding,) = [one for one in audit(settings).findings if one.check == "files"]
    assert file.name in finding.message
    assert "differs from the published file" in finding.message


def test_a_missing_file_is_found_in_every_version_that_had_it(settings):
    older = next(v for v in Warehouse(settings.warehouse).versions.iterdir() if v != current(settings))
    next((older / "corpus").rglob("*.parquet")).unlink()
    messages = [finding.message for finding in audit(settings).findings]
    assert any(older.name in message and "cannot be read" in message for message in messages)


def test_a_file_that_was_not_published_is_found(settings):
    shutil.copy(data_file(settings), data_file(settings).with_name("part-99999-copy.parquet"))
    assert ("files", "damage") in found(settings)


def test_an_extra_document_is_found_by_the_balance_check(settings):
    shutil.copy(data_file(settings), data_file(settings).with_name("part-99999-copy.parquet"))
    assert ("balance", "damage") in found(settings)


def test_a_manifest_that_is_gone_is_found(settings):
    (current(settings) / "_manifest.json").unlink()
    assert ("files", "damage") in found(settings)


def test_an_unreadable_manifest_does_not_hide_other_findings(settings):
    older = next(v for v in Warehouse(settings.warehouse).versions.iterdir() if v != current(settings))
    (older / "_manifest.json").write_text("{}")
    add_tombstones(Warehouse(settings.warehouse), [Tombstone(doc_id("3.txt"))])
    assert {("files", "damage"), ("taken_down", "damage")} <= found(settings)


def test_a_missing_current_version_is_found(settings):
    shutil.rmtree(current(settings))
    (finding,) = audit(settings).findings
    assert "readers fail" in finding.message
    assert "roll back" in finding.remedy


def test_the_retained_versions_are_counted(settings):
    assert audit(settings).versions == 2
    shutil.rmtree(current(settings))
    assert audit(settings).versions == 1


def test_a_version_that_is_deleted_while_the_audit_runs_is_no_damage(settings):
    warehouse = Warehouse(settings.warehouse)
    older = next(version for version in warehouse.versions.iterdir() if version != current(settings))
    (current(settings) / "notes.txt").write_text("")
    findings = check_files(warehouse, settings)
    assert "notes.txt" in next(findings).message, "the current version comes first"
    shutil.rmtree(older)
    assert list(findings) == []


def test_a_takedown_that_was_cut_short_is_found(settings):
    add_tombstones(Warehouse(settings.warehouse), [Tombstone(doc_id("3.txt"))])
    assert ("taken_down", "damage") in found(settings)


def test_a_takedown_without_an_end_is_found(settings):
    with Warehouse(settings.warehouse).journal.open("a") as journal:
        journal.write(json.dumps({"at": datetime.now(UTC).isoformat(), "action": "take_down", "version": "x"}) + "\n")
    assert ("taken_down", "damage") in found(settings)


def test_files_of_a_killed_publisher_are_found_after_a_day(settings):
    left = Warehouse(settings.warehouse).versions / ".draft-old-0123456789abcdef"
    left.mkdir()
    assert found(settings) == set()
    long_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(left, (long_ago, long_ago))
    assert found(settings) == {("leftovers", "warning")}


def test_a_finished_takedown_has_no_findings(settings):
    take_down(settings, find_targets(Warehouse(settings.warehouse), [f"{number}.txt" for number in range(11)]))
    assert found(settings) == set()


@pytest.mark.parametrize(
    ("lost", "min_shrunk", "max_share", "reported"),
    [
        pytest.param(10, 10, 0.5, True, id="as many as min_shrunk, and more than the share"),
        pytest.param(10, 11, 0.5, False, id="fewer than min_shrunk"),
        pytest.param(10, 10, 0.9, False, id="not more than the share"),
        pytest.param(7, 1, 0.5, False, id="exactly the share"),
    ],
)
def test_a_partition_that_lost_documents_is_reported_beyond_both_limits(
    settings, tmp_path, lost, min_shrunk, max_share, reported
):
    for number in range(lost):  # their pages change into pages without an article
        (tmp_path / "pages" / f"{number}.txt").write_text("Home\n\nNews\n\nSport\n")
    open_gate = settings.gate.model_copy(update={"max_refused_share": 1.0})
    build(settings.model_copy(update={"gate": open_gate}), day=DAY)
    limits = settings.audit.model_copy(update={"min_shrunk": min_shrunk, "max_shrunk_share": max_share})
    findings = audit(settings.model_copy(update={"audit": limits})).findings
    assert [(one.check, one.severity) for one in findings] == [("shrinking", "warning")] * reported
    if reported:
        assert f"has {14 - lost} documents" in findings[0].message
        assert "has 14" in findings[0].message


def test_a_disk_without_room_for_another_version_is_reported(settings):
    free = shutil.disk_usage(settings.warehouse).free
    path = current(settings) / "_manifest.json"
    state = json.loads(path.read_text())
    state["files"][0]["bytes"] = free + 3 * 2**30
    path.write_text(json.dumps(state))
    (finding,) = check_space(Warehouse(settings.warehouse), settings)
    have, need = (float(number.replace(",", "")) for number in re.findall(r"([\d,]+\.\d) GiB", finding.message))
    assert have == pytest.approx(free / 2**30, abs=1)
    assert need == pytest.approx((free + 3 * 2**30) / 2**30, abs=0.1)


@pytest.mark.parametrize(("days", "findings"), [(2, set()), (4, {("freshness", "warning")})])
def test_a_corpus_without_a_run_for_days_is_stale(settings, days, findings):
    rewrite_history(settings, at=(datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds"))
    assert found(settings) == findings


@pytest.mark.parametrize(("allowed", "findings"), [(0, set()), (5, {("freshness", "warning")}), (9, set())])
def test_a_source_without_new_pages_for_too_long_is_found(settings, allowed, findings):
    rewrite_history(settings, at=(datetime.now(UTC) - timedelta(days=7)).isoformat(timespec="seconds"))
    build(settings, day=DAY)  # a run today that finds nothing new
    own = settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"silent_days": allowed})})
    assert found(own) == findings


def test_each_finding_is_named_in_the_error_with_its_remedy(settings):
    add_tombstones(Warehouse(settings.warehouse), [Tombstone(doc_id("3.txt"))])
    with pytest.raises(DataError, match="take down the same pages again"):
        raise_findings(audit(settings))


def test_before_anything_was_published_there_is_nothing_to_audit(tmp_path):
    with pytest.raises(ConfigurationError, match="nothing has been published"):
        audit(load_settings(warehouse=tmp_path / "nowhere"))


def _edit_manifest(folder: Path, **changes: object) -> None:
    path = folder / "_manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def _drop_entry(folder: Path) -> None:
    entries = json.loads((folder / "_manifest.json").read_text())["files"]
    dropped = next(entry for entry in entries if entry["path"].startswith("_lines"))
    (folder / dropped["path"]).unlink()
    _edit_manifest(folder, files=[entry for entry in entries if entry != dropped])


def _forge(folder: Path) -> None:
    path = next((folder / "quarantine").glob("*.parquet"))
    with path.open("ab") as file:
        file.write(b"PAR1")
    entries = json.loads((folder / "_manifest.json").read_text())["files"]
    for entry in entries:
        if folder / entry["path"] == path:
            entry |= {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    _edit_manifest(folder, files=entries)


def _figures(folder: Path) -> None:
    figures = json.loads((folder / "_manifest.json").read_text())["figures"]
    _edit_manifest(folder, figures={**figures, "corpus": figures["corpus"] + 5})


def _link(folder: Path) -> None:
    path = next((folder / "corpus").rglob("*.parquet"))
    path.rename(folder.parent.parent / "aside.parquet")
    path.symlink_to(folder.parent.parent / "aside.parquet")


def _elsewhere(folder: Path) -> None:
    data = folder.parent.parent
    (data / "current").unlink()
    (data / "current").symlink_to(folder)


def _dangling(folder: Path) -> None:
    (folder / "corpus" / "gone.parquet").symlink_to(folder / "nothing")


@pytest.mark.parametrize(
    ("manipulate", "check"),
    [
        pytest.param(_figures, "manifest", id="other figures"),
        pytest.param(lambda folder: _edit_manifest(folder, settings_digest="0" * 16), "manifest", id="settings digest"),
        pytest.param(lambda folder: _edit_manifest(folder, sources={"x": {}}), "manifest", id="sources"),
        pytest.param(_drop_entry, "manifest", id="a file and its entry removed"),
        pytest.param(_forge, "manifest", id="a forged file with its digest"),
        pytest.param(_link, "files", id="a file replaced by a link"),
        pytest.param(_dangling, "files", id="a link that leads nowhere"),
        pytest.param(_elsewhere, "pointer", id="an absolute pointer"),
        pytest.param(lambda folder: (folder / "README.md").write_text(""), "card", id="an empty card"),
        pytest.param(lambda folder: (folder / "README.md").unlink(), "card", id="no card"),
        pytest.param(lambda folder: (folder / "croissant.json").write_text("{}"), "card", id="another description"),
    ],
)
def test_what_was_changed_by_hand_is_found(settings, manipulate, check):
    manipulate(current(settings))
    assert check in {name for name, _ in found(settings)}


def test_a_renamed_version_is_found(settings):
    older = next(v for v in Warehouse(settings.warehouse).versions.iterdir() if v != current(settings))
    older.rename(older.with_name("0" * 16))
    assert ("manifest", "damage") in found(settings)


def test_a_folder_in_place_of_the_link_is_found(settings):
    link = Warehouse(settings.warehouse).current
    target = link.resolve()
    link.unlink()
    shutil.copytree(target, link)
    assert found(settings) == {("pointer", "damage")}


def test_a_damaged_card_is_written_again_by_the_next_build(settings):
    (current(settings) / "README.md").write_text("")
    build(settings, day=DAY)
    assert found(settings) == set()


@pytest.mark.parametrize("line", [b"\xff\xfe\n", b"5\n", b"[1]\n", b"{\n"])
def test_an_unreadable_line_of_the_journal_stops_nothing_and_is_found(settings, line):
    journal = Warehouse(settings.warehouse).journal
    journal.write_bytes(line + journal.read_bytes())
    build(settings, day=DAY)
    assert found(settings) == {("journal", "warning")}


@pytest.mark.parametrize("damage", [b"", b"[" + b"x" * 50 + b"\n"])
def test_damaged_tombstones_are_found_and_stop_a_build(settings, damage):
    warehouse = Warehouse(settings.warehouse)
    take_down(settings, find_targets(warehouse, ["3.txt"]))
    assert found(settings) == set()
    warehouse.tombstones.write_bytes(damage)
    assert ("tombstones", "damage") in found(settings)
    with pytest.raises(DataError, match="pages that were taken down could come back"):
        build(settings, day=DAY)


def test_an_unreadable_line_of_the_runs_without_a_version_stops_nothing_and_is_found(settings):
    warehouse = Warehouse(settings.warehouse)
    record_unpublished(warehouse, "failed", "no space left")
    with warehouse.unpublished.open("ab") as lines:
        lines.write(b"\xff\n[1]\n")
    assert [one.message for one in read_unpublished(warehouse)] == ["no space left"]
    assert found(settings) == {("journal", "warning")}


def test_tombstones_and_seals_that_are_gone_are_found_by_the_journal(settings):
    warehouse = Warehouse(settings.warehouse)
    take_down(settings, find_targets(warehouse, ["3.txt"]))
    warehouse.tombstones.unlink()
    warehouse.tombstone_seals.unlink()
    assert ("tombstones", "damage") in found(settings)


@pytest.mark.parametrize(
    "name", ["..stat_cache.parquet.4711", ".current-0123456789abcdef", "versions/{id}/.README.md.4711"]
)
def test_what_a_killed_process_left_is_found_after_a_day_and_removed_by_the_next_writer(settings, tmp_path, name):
    warehouse = Warehouse(settings.warehouse)
    left = settings.warehouse / name.format(id=warehouse.current_id())
    left.write_text("pages")
    assert found(settings) == set()
    long_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(left, (long_ago, long_ago))
    assert found(settings) == {("leftovers", "warning")}
    (tmp_path / "pages" / "new.txt").write_text(page(99))
    build(settings, day=DAY)
    assert not left.exists()


def test_a_takedown_leaves_no_unfinished_file_that_may_name_its_page(settings):
    left = settings.warehouse / "..stat_cache.parquet.4711"
    left.write_text("3.txt")
    take_down(settings, find_targets(Warehouse(settings.warehouse), ["3.txt"]))
    assert not left.exists()


def test_a_takedown_that_runs_is_no_finding(settings):
    warehouse = Warehouse(settings.warehouse)
    with warehouse.journal.open("a") as journal:
        journal.write(json.dumps({"at": datetime.now(UTC).isoformat(), "action": "take_down", "version": "x"}) + "\n")
    with warehouse.storage.writer_lock(0):
        assert found(settings) == set()
