"""Rolling back to a retained version, and the version diff."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from broadsheet.cli.listings import differences_lines, versions_lines
from broadsheet.errors import ConfigurationError, DataError
from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.operations.rollback import plan_roll_back, roll_back
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.settings import Settings, load_settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.tombstones import Tombstone, add_tombstones
from broadsheet.warehouse.version_diff import CAME, CHANGED, LEFT, MOVED, ClusterChange, diff_versions
from newsroom import page

DAY = date(2026, 1, 1)


class Newsroom(NamedTuple):
    """A warehouse with two versions: pages 0 and 1, then a changed 0, 1, a new 2, and a longer edition of 1."""

    settings: Settings
    place: Warehouse
    old: str
    new: str


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages and the warehouse of `Newsroom`, made once; tests take copies."""
    folder = tmp_path_factory.mktemp("published")
    pages = folder / "pages"
    pages.mkdir()
    for number in range(2):
        (pages / f"{number}.txt").write_text(page(number, date(2018, 9, 10 + number)))
    build(settings_of(folder), day=DAY)
    (pages / "0.txt").write_text(page(10, date(2018, 9, 10)))
    (pages / "2.txt").write_text(page(2, date(2018, 9, 20)))
    (pages / "a-1.txt").write_text(f"{page(1, date(2018, 9, 11))}\n\nby Anna Berg\n")
    build(settings_of(folder), day=DAY)
    return folder


@pytest.fixture
def newsroom(published: Path, tmp_path: Path) -> Newsroom:
    shutil.copytree(published, tmp_path, dirs_exist_ok=True, symlinks=True)
    place = Warehouse(tmp_path / "data")
    new, old = VersionCatalog(place).ids()
    return Newsroom(settings_of(tmp_path), place, old, new)


def settings_of(folder: Path) -> Settings:
    return load_settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1)


def uris(newsroom: Newsroom) -> set[str]:
    return set(pd.read_parquet(newsroom.place.current / "corpus")["source_uri"])


def test_readers_see_the_older_version_again(newsroom):
    diff = roll_back(newsroom.settings, newsroom.old)
    assert (diff.old, diff.new) == (newsroom.new, newsroom.old)
    assert newsroom.place.current_id() == newsroom.old
    assert uris(newsroom) == {"0.txt", "1.txt"}


def test_the_newer_version_is_retained_and_can_become_current_again(newsroom):
    roll_back(newsroom.settings, newsroom.old)
    assert VersionCatalog(newsroom.place).previous() == newsroom.new
    roll_back(newsroom.settings, newsroom.new[:8])
    assert newsroom.place.current_id() == newsroom.new


def test_the_previous_version_after_a_takedown_is_the_rewritten_one(newsroom):
    outcome = take_down(newsroom.settings, find_targets(newsroom.place, ["1.txt"]))
    assert VersionCatalog(newsroom.place).previous() == outcome.versions[newsroom.old]


def test_without_another_retained_version_there_is_no_previous_one(newsroom):
    shutil.rmtree(newsroom.place.version(newsroom.old))
    with pytest.raises(ConfigurationError, match="nothing to roll back to"):
        VersionCatalog(newsroom.place).previous()


def test_the_next_build_publishes_the_pages_of_the_source_again(newsroom):
    roll_back(newsroom.settings, newsroom.old)
    assert build(newsroom.settings, day=DAY).version == newsroom.new


def test_planning_changes_nothing(newsroom):
    plan_roll_back(newsroom.place, newsroom.old)
    assert newsroom.place.current_id() == newsroom.new


def test_the_journal_records_the_rollback(newsroom):
    roll_back(newsroom.settings, newsroom.old, asked_by="roll_back/manual")
    entry = json.loads(newsroom.place.journal.read_text().splitlines()[-1])
    told = {name: entry[name] for name in ("action", "version", "parent", "asked_by", "corpus")}
    assert told == {
        "action": "roll_back",
        "version": newsroom.old,
        "parent": newsroom.new,
        "asked_by": "roll_back/manual",
        "corpus": 2,
    }


@pytest.mark.parametrize(
    ("name", "match"), [("feed", "no retained version"), ("", "retained version"), ("../x", "no retained version")]
)
def test_an_unknown_version_is_refused(newsroom, name, match):
    with pytest.raises(ConfigurationError, match=match):
        VersionCatalog(newsroom.place).find(name)


def test_rolling_back_to_the_current_version_is_refused(newsroom):
    with pytest.raises(ConfigurationError, match="already the current one"):
        roll_back(newsroom.settings, newsroom.new)


def test_a_damaged_version_is_refused(newsroom):
    next((newsroom.place.version(newsroom.old) / "corpus").rglob("*.parquet")).unlink()
    with pytest.raises(DataError, match="damaged") as caught:
        roll_back(newsroom.settings, newsroom.old)
    assert newsroom.old in str(caught.value)
    assert newsroom.place.current_id() == newsroom.new


def test_a_damaged_current_version_can_be_rolled_back(newsroom):
    shutil.rmtree(newsroom.place.version(newsroom.new))
    assert roll_back(newsroom.settings, newsroom.old).counts == {CAME: 2}
    assert uris(newsroom) == {"0.txt", "1.txt"}


def test_a_build_after_a_rollback_restores_the_damaged_version(newsroom):
    next((newsroom.place.version(newsroom.new) / "corpus").rglob("*.parquet")).write_bytes(b"harm")
    roll_back(newsroom.settings, newsroom.old)
    assert build(newsroom.settings, day=DAY).version == newsroom.new
    assert {"0.txt", "2.txt"} <= uris(newsroom)


def test_a_retried_rollback_reports_the_same_diff(newsroom):
    first = roll_back(newsroom.settings, newsroom.old, asked_by="roll_back/manual")
    assert roll_back(newsroom.settings, newsroom.old, asked_by="roll_back/manual") == first


def test_a_second_rollback_by_another_run_is_refused(newsroom):
    roll_back(newsroom.settings, newsroom.old, asked_by="roll_back/one")
    with pytest.raises(ConfigurationError, match="already the current one"):
        roll_back(newsroom.settings, newsroom.old, asked_by="roll_back/other")
    with pytest.raises(ConfigurationError, match="already the current one"):
        roll_back(newsroom.settings, newsroom.old)


def test_a_version_published_since_the_diff_was_shown_is_not_undone(newsroom):
    shown = newsroom.place.current_id()
    (Path(newsroom.settings.source[0]) / "3.txt").write_text(page(3, date(2018, 9, 21)))
    later = build(newsroom.settings, day=DAY).version
    journal = newsroom.place.journal.read_text()
    with pytest.raises(DataError, match="another run published in between"):
        roll_back(newsroom.settings, newsroom.old, expected_current=shown)
    assert newsroom.place.current_id() == later
    assert newsroom.place.journal.read_text() == journal


def test_the_version_that_was_shown_may_be_undone_and_a_retry_reports_the_same(newsroom):
    shown = newsroom.place.current_id()
    first = roll_back(newsroom.settings, newsroom.old, asked_by="roll_back/a", expected_current=shown)
    assert newsroom.place.current_id() == newsroom.old
    assert roll_back(newsroom.settings, newsroom.old, asked_by="roll_back/a", expected_current=shown) == first


def test_a_version_with_documents_that_were_taken_down_is_refused(newsroom):
    add_tombstones(newsroom.place, [Tombstone(doc_id("1.txt"))])
    with pytest.raises(DataError, match="taken down"):
        roll_back(newsroom.settings, newsroom.old)


def test_the_diff_lists_each_page_once_with_its_change(newsroom):
    diff = diff_versions(newsroom.place, newsroom.old, newsroom.new)
    kinds = {page.source_uri: (page.kind, page.before, page.after) for page in diff.pages}
    assert kinds["0.txt"] == (CHANGED, "corpus", "corpus")
    assert kinds["2.txt"] == (CAME, None, "corpus")
    edition = kinds["a-1.txt"]
    assert edition[:2] == (CAME, None)
    moved = kinds.get("1.txt")  # it, or the edition, stands for both
    assert {edition[2], moved[2] if moved else "corpus"} == {"corpus", "duplicates"}
    assert sum(diff.counts.values()) == len(kinds)


def test_the_reverse_diff_swaps_added_and_removed(newsroom):
    there = diff_versions(newsroom.place, newsroom.old, newsroom.new)
    back = diff_versions(newsroom.place, newsroom.new, newsroom.old)
    assert back.counts[LEFT] == there.counts[CAME]
    assert back.counts[CHANGED] == there.counts[CHANGED]
    assert back.counts.get(MOVED) == there.counts.get(MOVED)
    assert back.dates == there.dates


def test_the_diff_lists_the_dates_whose_documents_changed(newsroom):
    assert {"2018-09-10", "2018-09-20"} <= set(diff_versions(newsroom.place, newsroom.old, newsroom.new).dates)


def test_the_diff_maps_clusters_whose_id_changed(tmp_path):
    """The second of two copies to arrive has the smaller id, so the cluster takes its id."""
    new, old = sorted(["one.txt", "two.txt"], key=doc_id)
    settings = Settings(source=str(tmp_path / "pages"), warehouse=tmp_path / "data", workers=1)
    (tmp_path / "pages").mkdir()
    versions = []
    for name, number in ((old, 1), ("other.txt", 2), (new, 1)):
        (tmp_path / "pages" / name).write_text(page(number, DAY))
        versions.append(build(settings, day=DAY).version)
    diff = diff_versions(Warehouse(settings.warehouse), versions[1], versions[2])
    assert diff.clusters == (ClusterChange(doc_id(old), doc_id(new), 1),)
    assert f"cluster     {doc_id(old)} -> {doc_id(new)}  1 document" in differences_lines(diff)
    assert diff_versions(Warehouse(settings.warehouse), versions[0], versions[1]).clusters == ()


def test_the_diff_of_a_version_with_itself_is_empty(newsroom):
    same = diff_versions(newsroom.place, newsroom.new, newsroom.new)
    assert (same.counts, same.pages, same.partitions, same.dates, same.settings) == ({}, (), (), (), ())
    assert same.clusters == ()


def test_settings_that_differ_are_named(newsroom, tmp_path):
    changed = load_settings(
        source=newsroom.settings.source, warehouse=tmp_path / "data", workers=1, validation={"min_words": 10}
    )
    newer = build(changed, day=DAY).version
    diff = diff_versions(newsroom.place, newsroom.new, newer)
    assert diff.settings == (("validation.min_words", 20, 10),)


@pytest.mark.parametrize("name", ["feedfeedfeedfeed", "..", "a/b", ""])
def test_a_diff_with_an_unknown_version_is_refused(newsroom, name):
    with pytest.raises(ConfigurationError, match="no version"):
        diff_versions(newsroom.place, newsroom.old, name)


def test_versions_are_listed_newest_first_and_the_current_one_is_marked(newsroom):
    lines = list(versions_lines(newsroom.place))
    assert [line.split()[0] for line in lines] == [newsroom.new, newsroom.old]
    assert ["current" in line for line in lines] == [True, False]
    roll_back(newsroom.settings, newsroom.old)
    assert ["current" in line for line in versions_lines(newsroom.place)] == [True, False]


def test_the_diff_is_printed_with_each_change_and_its_pages(newsroom):
    lines = list(differences_lines(diff_versions(newsroom.place, newsroom.old, newsroom.new)))
    assert any(line.startswith("added") for line in lines)
    assert any(line.endswith("2.txt") for line in lines)
    assert any(line.startswith("corpus") and "->" in line for line in lines)
