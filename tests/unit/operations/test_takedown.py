"""What a takedown removes, and that the rest equals a corpus built without the pages."""

import json
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from broadsheet.errors import ConfigurationError, TransientError
from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.operations.takedown import lift_pages, take_down
from broadsheet.operations.targets import ASKED, COPY, SAME_BYTES, find_targets
from broadsheet.settings import Settings, load_settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.staging import staged
from broadsheet.warehouse.tombstones import Tombstone, Tombstones, add_tombstones
from broadsheet.warehouse.version import Version
from newsroom import page

DAY = date(2026, 1, 1)
FIRST = date(2018, 9, 10)
NAMES = [f"{number}.txt" for number in range(8)]
GONE = "3.txt"


def write(folder: Path, names: list[str]) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        number = int(name.partition(".")[0])
        (folder / name).write_text(page(number, FIRST.replace(day=10 + number % 3)), encoding="utf-8")


def settings_of(folder: Path, source: str = "pages") -> Settings:
    return load_settings(source=str(folder / source), warehouse=folder / "data", workers=1)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages and a warehouse of two versions, of five pages and of all, made once; tests take copies."""
    folder = tmp_path_factory.mktemp("published")
    for names in (NAMES[:5], NAMES):
        write(folder / "pages", names)
        build(settings_of(folder), day=DAY)
    return folder


@pytest.fixture
def settings(published: Path, tmp_path: Path) -> Settings:
    shutil.copytree(published, tmp_path, dirs_exist_ok=True, symlinks=True)
    return settings_of(tmp_path)


def warehouse_of(settings: Settings) -> Warehouse:
    return Warehouse(settings.warehouse)


def version_without(tmp_path: Path, gone: set[str]) -> str | None:
    own = load_settings(source=str(tmp_path / "others"), warehouse=tmp_path / "without", workers=1)
    write(tmp_path / "others", [name for name in NAMES if name not in gone])
    return build(own, day=DAY).version


def everything_below(folder: Path) -> str:
    """All text below a folder, of Parquet files what their columns hold."""
    told = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            told.append(path.name)
            if path.suffix == ".parquet":
                told.append(json.dumps(pq.ParquetFile(path).read().to_pylist(), default=str, ensure_ascii=False))
            else:
                told.append(path.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(told)


def test_the_rest_equals_a_build_of_the_other_pages(settings, tmp_path):
    outcome = take_down(settings, find_targets(warehouse_of(settings), [GONE]))
    assert outcome.published.version == warehouse_of(settings).current_id() == version_without(tmp_path, {GONE})


def test_settings_with_a_secret_do_not_prevent_a_takedown(settings, monkeypatch):
    monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", "https://alerts.example/secret")
    own = load_settings(source=settings.source, warehouse=settings.warehouse, workers=1)
    assert len(take_down(own, find_targets(warehouse_of(own), [GONE])).versions) == 2


def test_the_document_is_in_no_file_of_the_warehouse(settings):
    place = warehouse_of(settings)
    corpus = pd.read_parquet(place.current / "corpus").set_index("source_uri")
    sentence = corpus.loc[GONE, "text"].split("\n\n")[1][:60]
    assert sentence in everything_below(settings.warehouse)
    digest = corpus.loc[GONE, "source_digest"]
    take_down(settings, find_targets(place, [GONE]))
    left = everything_below(settings.warehouse)
    assert sentence not in left
    assert left.count(digest) == 1  # its tombstone
    assert f'"{GONE}"' not in left


def test_every_retained_version_is_rewritten_and_the_old_ones_are_deleted(settings):
    place = warehouse_of(settings)
    before = VersionCatalog(place).ids()
    outcome = take_down(settings, find_targets(place, [GONE]))
    assert set(outcome.versions) == set(before)
    assert set(VersionCatalog(place).ids()) == set(outcome.versions.values())
    for version in VersionCatalog(place).ids():
        assert doc_id(GONE) not in Version.open(place, version).ledger()["doc_id"].to_pylist()


def test_a_version_that_never_held_it_stays_as_it_is(settings):
    place = warehouse_of(settings)
    older = [version for version in VersionCatalog(place).ids() if version != place.current_id()]
    outcome = take_down(settings, find_targets(place, [NAMES[-1]]))
    assert older[0] not in outcome.versions
    assert older[0] in VersionCatalog(place).ids()


def test_a_page_that_was_taken_down_does_not_come_back_and_is_counted(settings):
    place = warehouse_of(settings)
    take_down(settings, find_targets(place, [GONE]))
    version = place.current_id()
    again = build(settings, day=DAY)
    assert (again.version, again.found.taken_down, again.found.total) == (version, 1, len(NAMES))


def test_its_bytes_under_another_name_are_refused_with_that_reason(settings, tmp_path):
    place = warehouse_of(settings)
    take_down(settings, find_targets(place, [GONE]))
    (tmp_path / "pages" / "another.txt").write_bytes((tmp_path / "pages" / GONE).read_bytes())
    build(settings, day=DAY)
    (row,) = pd.read_parquet(place.current / "quarantine").to_dict("records")
    assert row["source_uri"] == "another.txt"
    assert [reason["code"] for reason in row["reasons"]] == ["taken_down"]
    assert pd.isna(row["text"])


def test_pages_with_the_same_bytes_are_removed_too(settings, tmp_path):
    (tmp_path / "pages" / "mirror.txt").write_bytes((tmp_path / "pages" / GONE).read_bytes())
    build(settings, day=DAY)
    targets = find_targets(warehouse_of(settings), [GONE])
    assert {page.source_uri: page.why for page in targets.pages} == {GONE: ASKED, "mirror.txt": SAME_BYTES}


def test_copies_stay_unless_requested(settings, tmp_path):
    text = (tmp_path / "pages" / GONE).read_text(encoding="utf-8")
    (tmp_path / "pages" / "edition.txt").write_text(
        f"{text}\n\nAnother paragraph of another edition.", encoding="utf-8"
    )
    build(settings, day=DAY)
    place = warehouse_of(settings)
    assert [page.source_uri for page in find_targets(place, [GONE]).copies] == ["edition.txt"]
    targets = find_targets(place, [GONE], copies=True)
    assert {page.source_uri: page.why for page in targets.pages} == {GONE: ASKED, "edition.txt": COPY}
    take_down(settings, find_targets(place, [GONE]))
    corpus = pd.read_parquet(place.current / "corpus").set_index("source_uri")
    assert corpus.loc["edition.txt", "duplicate_count"] == 0


def test_an_interrupted_takedown_is_finished_by_the_next_call(settings, monkeypatch):
    place = warehouse_of(settings)
    targets = find_targets(place, [GONE])
    monkeypatch.setattr("broadsheet.operations.takedown._rewrite", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take_down(settings, targets)
    monkeypatch.undo()
    ledgers = [Version.open(place, version).ledger() for version in VersionCatalog(place).ids()]
    assert any(doc_id(GONE) in ledger["doc_id"].to_pylist() for ledger in ledgers)
    take_down(settings, find_targets(place, [GONE]))
    assert len(VersionCatalog(place).ids()) == 2
    for version in VersionCatalog(place).ids():
        assert doc_id(GONE) not in Version.open(place, version).ledger()["doc_id"].to_pylist()
    assert [json.loads(line)["doc_id"] for line in place.tombstones.read_text().splitlines()] == [doc_id(GONE)]


def test_a_takedown_interrupted_at_its_end_is_finished_by_the_next_call(settings, monkeypatch):
    place = warehouse_of(settings)
    note = place.validation / "results" / "told.json"
    note.write_text(json.dumps({"doc_id": doc_id(GONE)}))

    def killed(*_: object) -> None:
        (place.versions / ".draft-old-0123456789abcdef").mkdir()  # as in the middle of deleting a version
        raise KeyboardInterrupt

    monkeypatch.setattr("broadsheet.operations.takedown._clear_runs", killed)
    with pytest.raises(KeyboardInterrupt):
        take_down(settings, find_targets(place, [GONE]))
    monkeypatch.undo()
    assert staged(place)
    assert note.exists()
    take_down(settings, find_targets(place, [GONE]))
    assert not staged(place)
    assert not note.exists()


def test_a_truncated_line_of_tombstones_does_not_damage_the_others(settings):
    place = warehouse_of(settings)
    place.tombstones.write_text('{"action": "take_do')
    take_down(settings, find_targets(place, [GONE]))
    assert Tombstones.read(place).contains(doc_id(GONE))
    assert build(settings, day=DAY).found.taken_down == 1


def test_bytes_that_only_an_older_version_holds_are_blocked_too(settings, tmp_path):
    before = (tmp_path / "pages" / GONE).read_bytes()
    (tmp_path / "pages" / GONE).write_text(page(20, FIRST), encoding="utf-8")
    build(settings, day=DAY)
    take_down(settings, find_targets(warehouse_of(settings), [GONE]))
    (tmp_path / "pages" / "another.txt").write_bytes(before)
    build(settings, day=DAY)
    assert "another.txt" not in set(pd.read_parquet(warehouse_of(settings).current / "corpus")["source_uri"])


def test_lifting_a_page_also_lifts_pages_with_the_same_bytes(settings, tmp_path):
    (tmp_path / "pages" / "mirror.txt").write_bytes((tmp_path / "pages" / GONE).read_bytes())
    build(settings, day=DAY)
    place = warehouse_of(settings)
    version = place.current_id()
    take_down(settings, find_targets(place, [GONE]))
    assert set(lift_pages(place, [GONE])) == {doc_id(GONE), doc_id("mirror.txt")}
    assert build(settings, day=DAY).version == version


def test_a_takedown_does_not_mark_rows_with_newer_rules(settings, monkeypatch):
    for module in ("publishing.publish", "warehouse.version"):
        monkeypatch.setattr(f"broadsheet.{module}.RULES_VERSION", "newer")
    before = Manifest.read(warehouse_of(settings).current)
    outcome = take_down(settings, find_targets(warehouse_of(settings), [GONE]))
    after = Manifest.read(warehouse_of(settings).version(outcome.published.version))
    assert after.extractor == before.extractor != "newer"


def test_a_run_under_way_does_not_bring_it_back(settings, tmp_path):
    from broadsheet.boilerplate.stage import remove_boilerplate
    from broadsheet.deduplication.deduplicate import deduplicate
    from broadsheet.discovery.discover import discover
    from broadsheet.extraction.extract import extract
    from broadsheet.operations.build import publish_on_current
    from broadsheet.validation.validate import validate

    write(tmp_path / "pages", ["8.txt", "9.txt"])
    run = discover(settings, day=DAY)
    extract(run, 0)
    remove_boilerplate(run)
    validate(run)
    deduplicate(run)
    add_tombstones(warehouse_of(settings), [Tombstone(doc_id("8.txt"))])
    published = publish_on_current(run)
    corpus = pd.read_parquet(warehouse_of(settings).version(published.version) / "corpus")
    assert "9.txt" in set(corpus["source_uri"])
    assert "8.txt" not in set(corpus["source_uri"])


def test_a_working_folder_that_cannot_be_deleted_leaves_the_takedown_open(settings):
    place = warehouse_of(settings)
    place.work.mkdir(exist_ok=True)
    (place.work / "run").write_text("not a folder")
    with pytest.raises(TransientError, match="cannot be deleted; take down the same pages again"):
        take_down(settings, find_targets(place, [GONE]))
    (place.work / "run").unlink()
    assert take_down(settings, find_targets(place, [GONE])).pages == 0


def test_a_lifted_page_comes_back_with_the_next_build(settings):
    place = warehouse_of(settings)
    version = place.current_id()
    take_down(settings, find_targets(place, [GONE]))
    lift_pages(place, [GONE])
    assert build(settings, day=DAY).version == version


def test_what_was_not_taken_down_cannot_be_lifted(settings):
    with pytest.raises(ConfigurationError, match="not taken down"):
        lift_pages(warehouse_of(settings), [GONE])


def test_an_unknown_page_is_refused_before_any_change(settings):
    with pytest.raises(ConfigurationError, match="nowhere"):
        find_targets(warehouse_of(settings), [GONE, "nowhere.txt"])
    assert not warehouse_of(settings).tombstones.exists()


def test_a_page_that_was_taken_down_before_is_reported(settings):
    place = warehouse_of(settings)
    take_down(settings, find_targets(place, [GONE]))
    targets = find_targets(place, [GONE])
    assert (targets.pages, targets.buried) == ([], [GONE])


def test_the_last_page_can_be_taken_down(tmp_path):
    own = settings_of(tmp_path)
    write(tmp_path / "pages", [GONE])
    build(own, day=DAY)
    outcome = take_down(own, find_targets(warehouse_of(own), [GONE]))
    assert outcome.published.figures.pages == 0
    assert len(pd.read_parquet(warehouse_of(own).current / "corpus")) == 0
