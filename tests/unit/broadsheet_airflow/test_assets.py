"""Assets do not depend on settings; each run reports its folders as lineage."""

import pytest

from broadsheet.runs.run import SourceRead
from broadsheet_airflow import assets
from broadsheet_airflow.corpora import MAIN, Corpus
from factories import new_run


def test_assets_do_not_depend_on_settings():
    found = [*assets.source_assets(MAIN, []), assets.corpus_asset(MAIN)]
    assert [(asset.name, asset.uri) for asset in found] == [("pages", "pages"), ("corpus", "corpus")]


@pytest.fixture
def collector(monkeypatch):
    """A collector as a lineage provider switches it on."""
    from airflow.sdk.lineage import HookLineageCollector

    collector = HookLineageCollector()
    monkeypatch.setattr(assets, "get_hook_lineage_collector", lambda: collector)
    return collector


def test_lineage_contains_the_folders_of_the_run(settings, tmp_path, collector):
    run = new_run(tmp_path / "run", settings, 0, sources={"": SourceRead(*settings.source)})
    assets.report_lineage(run, object())
    told = collector.collected_assets
    assert [one.asset.uri for one in told.inputs] == [f"file://{tmp_path}/pages"]
    assert [one.asset.uri for one in told.outputs] == [f"file://{tmp_path}/data/current"]


def test_a_removed_source_does_not_fail_lineage(settings, tmp_path, collector):
    (tmp_path / "pages").rmdir()
    run = new_run(tmp_path / "run", settings, 0, sources={"": SourceRead(*settings.source)})
    assets.report_lineage(run, object())
    assert collector.collected_assets.inputs == []


def test_an_announcement_leaves_out_the_rows_of_more_than_a_year_of_dates():
    days = [f"day {number}" for number in range(367)]
    assert len(assets.announcement("v", days[:366], dict.fromkeys(days[:366], 1))["rows"]) == 366
    more = assets.announcement("v", days, dict.fromkeys(days, 1))
    assert (more["rows"], len(more["dates"])) == ({}, 367)


def test_each_source_of_the_settings_is_an_asset():
    found = assets.source_assets(MAIN, ["wire", "press"])
    assert [asset.name for asset in found] == ["source wire", "source press"]


def test_the_assets_of_another_corpus_have_its_name():
    law = Corpus("law")
    found = [*assets.source_assets(law, ["wire"]), *assets.source_assets(law, []), assets.corpus_asset(law)]
    assert [asset.name for asset in found] == ["source wire of law", "pages of law", "corpus law"]
