"""The overview, and the retained versions."""

import json
from dataclasses import replace

import pytest

from broadsheet.queries.overview import read_overview
from broadsheet.queries.version_handle import Corpus, open_corpus
from broadsheet.queries.versions import list_versions
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import FileEntry, Manifest


def test_documents_are_counted_by_month_and_language(archive, rows, reads):
    overview = read_overview(archive)
    assert reads.groups == [], "the manifest knows it"
    assert [month.month for month in overview.months] == [*(f"2015-{number:02d}" for number in range(1, 6)), "undated"]
    counted = rows.groupby(["month", "language"])["doc_id"].count().to_dict()
    for month in overview.months:
        key = "" if month.month == "undated" else month.month
        assert month.languages == {lang: count for (own, lang), count in counted.items() if own == key}
        assert month.documents == sum(month.languages.values())
    assert overview.languages == rows["language"].value_counts().to_dict()
    assert sum(overview.figures.agencies.values()) > 0
    assert set(overview.figures.agencies) == {"Reuters", "AFP"}


def test_months_without_documents_are_included(archive):
    names = ["lang=en/month=2015-03", "lang=de/month=2015-06", "lang=en/month=1950-01", "lang=en/month=undated"]
    files = tuple(FileEntry(f"corpus/{name}/part-00000-0.parquet", 2, 9, "a") for name in names)
    corpus = replace(archive, manifest=replace(archive.manifest, files=files))
    months = [(month.month, month.documents) for month in read_overview(corpus).months]
    assert months == [
        ("1950-01", 2),
        ("2015-03", 2),
        ("2015-04", 0),
        ("2015-05", 0),
        ("2015-06", 2),
        ("undated", 2),
    ], "but no decades of them"


def test_shares_follow_the_versions_over_time(newsroom, built):
    overview = read_overview(built)
    first, second = overview.trend
    assert second.version == built.version_id
    assert overview.since == second.at
    assert (first.pages, first.duplicates, first.quarantine) == (12, 2, 2)
    assert first.duplicate_share == pytest.approx(2 / (first.corpus + 2))
    assert second.refused_share == pytest.approx(2 / (second.pages - second.pending))
    assert second.pending == 1


def test_retained_versions_are_listed_newest_first(newsroom):
    versions = list_versions(newsroom.warehouse)
    assert [version.is_current for version in versions] == [True, False]
    assert [version.pages for version in versions] == [14, 12]
    assert versions[0].at is not None
    assert versions[1].at is not None
    assert versions[0].at >= versions[1].at
    assert all(version.run and version.action == "publish" for version in versions)


def test_versions_the_journal_does_not_name_are_counted_by_their_manifest(archive, tmp_path):
    warehouse = Warehouse(tmp_path)
    warehouse.versions.mkdir()
    warehouse.version(archive.version_id).symlink_to(archive.warehouse.version(archive.version_id))
    (version,) = list_versions(warehouse)
    assert (version.at, version.run, version.is_current) == (None, "", False)
    assert version.corpus == 3_000


def test_versions_rewritten_by_a_takedown_keep_their_time(archive, tmp_path):
    warehouse = Warehouse(tmp_path)
    warehouse.versions.mkdir()
    warehouse.version(archive.version_id).symlink_to(archive.warehouse.version(archive.version_id))
    lines = [
        {"at": "2026-01-01T00:00:00+00:00", "action": "publish", "run": "a", "version": "0" * 16, "pages": 9},
        {"at": "2026-01-03T00:00:00+00:00", "action": "taken_down", "pages": 1,
         "versions": {"0" * 16: archive.version_id}, "version": "1" * 16},
    ]  # fmt: skip
    warehouse.journal.write_text("\n".join(map(json.dumps, lines)) + "\n")
    (version,) = list_versions(warehouse)
    assert (version.run, version.action) == ("a", "publish")
    assert version.at is not None
    assert version.at.day == 1
    assert version.corpus == 3_000, "its own figures, not those it had before"


def test_without_a_warehouse_there_are_no_versions(tmp_path):
    assert list_versions(Warehouse(tmp_path / "nowhere")) == ()


def test_a_manifest_made_before_agencies_were_counted_is_read(archive, tmp_path):
    state = json.loads(archive.manifest.dumps())
    del state["figures"]["agencies"]
    folder = tmp_path / "versions" / archive.version_id
    folder.mkdir(parents=True)
    (folder / "_manifest.json").write_text(json.dumps(state))
    assert Manifest.read(folder).figures.agencies == {}
    corpus = open_corpus(Warehouse(tmp_path), archive.version_id)
    assert isinstance(corpus, Corpus)
    assert read_overview(corpus).since is None


def test_a_count_that_the_journal_does_not_record_is_zero(archive, tmp_path):
    warehouse = Warehouse(tmp_path)
    warehouse.versions.mkdir()
    warehouse.version(archive.version_id).symlink_to(archive.warehouse.version(archive.version_id))
    line = {"at": "2026-01-01T00:00:00+00:00", "action": "publish", "run": "a", "version": archive.version_id,
            "pages": 10, "corpus": 8}  # fmt: skip
    warehouse.journal.write_text(json.dumps(line) + "\n")
    corpus = open_corpus(warehouse, archive.version_id)
    assert isinstance(corpus, Corpus)
    (shares,) = read_overview(corpus).trend
    assert (shares.pages, shares.corpus) == (10, 8)
    assert (shares.duplicates, shares.quarantine, shares.pending) == (0, 0, 0)
    assert (shares.duplicate_share, shares.refused_share) == (0.0, 0.0)
