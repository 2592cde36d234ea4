"""Several named sources in one build, each with settings of its own."""

import json
from datetime import date

import pyarrow as pa
import pytest

from broadsheet.corpus import open_corpus
from broadsheet.discovery import discover as discover_module
from broadsheet.discovery.discover import discover
from broadsheet.errors import ConfigurationError
from broadsheet.extraction.extract import extract
from broadsheet.operations.audit import audit
from broadsheet.operations.build import build
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.queries.source_page import last_locations
from broadsheet.runs.run import Run
from broadsheet.schema import PAGES
from broadsheet.settings import Settings, load_settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse
from newsroom import page, paragraphs, write_pages

DAY = date(2026, 1, 1)
SEPTEMBER = date(2018, 9, 11)


@pytest.fixture
def folders(tmp_path):
    """Two sources: pages of a wire, and records of a newspaper under names of its own."""
    write_pages(tmp_path / "wire", {"a.txt": page(1, SEPTEMBER), "b.txt": page(2, SEPTEMBER), "notes.md": page(3)})
    rows = [{"key": f"r{number}", "story": "\n\n".join(paragraphs(number)), "head": "Of sheep"} for number in (4, 5)]
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def settings_of(folders, *chosen: str, **sources: dict[str, object]) -> Settings:
    """Return settings of both sources, with more settings for each."""
    tables = {
        "wire": {"path": str(folders / "wire"), "exclude": ["*.md"], **sources.get("wire", {})},
        "paper": {
            "path": str(folders / "paper"),
            "columns": {"text": "story", "title": "head", "id": "key"},
            "clean": True,
            **sources.get("paper", {}),
        },
    }
    return Settings(warehouse=folders / "data", workers=1, sources=tables, source=chosen, gate={"min_rows": 1000})


def listed(run: Run) -> dict[str, str]:
    table = pa.concat_tables([PAGES.empty_table(), *(run.store.pages.read(number) for number in range(run.shards))])
    return dict(zip(table["source_uri"].to_pylist(), table["source"].to_pylist(), strict=True))


def corpus(settings: Settings) -> dict[str, dict[str, object]]:
    rows = open_corpus(settings.warehouse).to_arrow().to_pylist()
    return {row["source_uri"]: row for row in rows}


def test_a_build_reads_all_sources_and_each_row_names_its_own(folders):
    settings = settings_of(folders)
    run = discover(settings, day=DAY)
    assert listed(run) == {
        "wire/a.txt": "wire",
        "wire/b.txt": "wire",
        "paper/news.jsonl#r4": "paper",
        "paper/news.jsonl#r5": "paper",
    }
    assert {name: source.found.new for name, source in run.sources.items()} == {"wire": 2, "paper": 2}
    build(settings, day=DAY)
    rows = corpus(settings)
    assert {uri: row["source"] for uri, row in rows.items()} == listed(run)
    assert rows["paper/news.jsonl#r4"]["title"] == "Of sheep"
    manifest = VersionCatalog(Warehouse(settings.warehouse)).current().manifest()
    assert manifest is not None
    assert manifest.figures.sources == {"paper": 2, "wire": 2}


def test_a_build_of_one_source_leaves_the_pages_of_the_others_alone(folders):
    build(settings_of(folders), day=DAY)
    (folders / "wire" / "a.txt").unlink()
    write_pages(folders / "wire", {"c.txt": page(6)})
    run = discover(settings_of(folders, "paper"), day=DAY)
    assert (run.found.unchanged, run.found.gone, run.found.new) == (2, 0, 0)
    run = discover(settings_of(folders, "wire"), day=DAY)
    assert (run.found.unchanged, run.found.gone, run.found.new) == (1, 1, 1)


def test_two_orders_of_builds_give_the_same_version(folders, tmp_path):
    first = settings_of(folders)
    build(first, day=DAY)
    second = first.model_copy(update={"warehouse": tmp_path / "other"})
    for name in ("wire", "paper"):
        build(second.model_copy(update={"source": (name,)}), day=DAY)
    assert Warehouse(first.warehouse).current_id() == Warehouse(second.warehouse).current_id()


def test_a_source_that_cannot_be_read_is_reported_and_the_others_are_read(folders):
    settings = settings_of(folders, paper={"path": str(folders / "nowhere")})
    summary = build(settings, day=DAY)
    assert summary.found.new == 2
    assert list(summary.unread) == ["paper"]
    assert "does not exist" in summary.unread["paper"]
    (finding,) = audit(settings).findings
    assert "source paper could not be read" in finding.message


def test_documents_of_an_unreadable_source_stay_and_are_not_gone(folders):
    build(settings_of(folders), day=DAY)
    away = settings_of(folders, paper={"path": str(folders / "nowhere")})
    assert build(away, day=DAY).found.gone == 0
    assert len(corpus(away)) == 4


def test_a_build_without_any_readable_source_is_an_error_that_names_all(folders):
    nowhere = {"path": str(folders / "nowhere")}
    with pytest.raises(ConfigurationError, match=r"nowhere does not exist[\s\S]*nowhere does not exist"):
        discover(settings_of(folders, wire=nowhere, paper=nowhere), day=DAY)


def test_a_misspelt_source_is_told_from_the_known_ones(folders):
    with pytest.raises(ConfigurationError, match="one of the sources wire, paper"):
        discover(settings_of(folders, "wirre"), day=DAY)


@pytest.mark.parametrize(
    ("patterns", "uris"),
    [
        pytest.param({"include": ["*.md"], "exclude": []}, {"wire/notes.md"}, id="include"),
        pytest.param({"exclude": ["a*"]}, {"wire/b.txt", "wire/notes.md"}, id="exclude"),
        pytest.param({"include": ["deep/*"], "exclude": []}, {"wire/deep/er/d.txt"}, id="* matches slashes"),
    ],
)
def test_patterns_choose_the_files_of_a_source(folders, patterns, uris):
    write_pages(folders / "wire", {"deep/er/d.txt": page(7)})
    chosen = set(listed(discover(settings_of(folders, "wire", wire=patterns), day=DAY)))
    assert chosen - {"wire/deep/er/d.txt"} == uris - {"wire/deep/er/d.txt"}
    assert uris & {"wire/deep/er/d.txt"} <= chosen


def test_a_declared_format_is_taken_without_looking(folders):
    as_pages = settings_of(folders, "paper", paper={"format": "page"})
    assert set(listed(discover(as_pages, day=DAY))) == {"paper/news.jsonl"}
    with pytest.raises(ConfigurationError, match="there is no format jsonn; choose one of auto, page, warc"):
        discover(settings_of(folders, "paper", paper={"format": "jsonn"}), day=DAY)


def test_what_a_source_declares_is_in_its_documents(folders):
    settings = settings_of(
        folders, wire={"publisher": "Quay Wire"}, paper={"publisher": "The Courier", "language": "cy"}
    )
    build(settings, day=DAY)
    rows = corpus(settings)
    assert {(row["source"], row["publisher"]) for row in rows.values()} == {
        ("wire", "Quay Wire"),
        ("paper", "The Courier"),
    }
    assert {row["publisher_origin"] for row in rows.values()} == {"settings of the source"}
    assert {row["language"] for row in rows.values()} == {"en"}, "these texts leave no doubt about their language"


def test_a_declared_language_is_taken_where_the_text_leaves_it_uncertain(folders):
    changes = {"extraction": {"min_language_score": 1.0}}
    settings = settings_of(folders, "wire", wire={"language": "cy"})
    doubtful = Settings(**{**settings.model_dump(), **changes})
    build(doubtful, day=DAY)
    assert {row["language"] for row in corpus(doubtful).values()} == {"cy"}


def test_a_change_of_a_source_reads_its_pages_again_and_no_others(folders):
    build(settings_of(folders), day=DAY)
    changed = settings_of(folders, paper={"publisher": "The Courier"})
    assert set(listed(discover(changed, day=DAY))) == {"paper/news.jsonl#r4", "paper/news.jsonl#r5"}
    with pytest.raises(ConfigurationError, match="run once without dates"):
        discover(changed, since=SEPTEMBER, until=SEPTEMBER, day=DAY)
    discover(changed.model_copy(update={"source": ("wire",)}), since=SEPTEMBER, day=DAY)
    build(changed, day=DAY)
    assert listed(discover(changed, day=DAY)) == {}


def test_another_source_beside_a_corpus_reads_nothing_again(folders):
    build(settings_of(folders, "wire"), day=DAY)
    assert set(listed(discover(settings_of(folders), day=DAY))) == {"paper/news.jsonl#r4", "paper/news.jsonl#r5"}


@pytest.mark.parametrize(("wire", "paper", "kept"), [(0, 1, "paper"), (1, 0, "wire"), (-1, -2, "wire")])
def test_of_two_copies_the_source_of_higher_priority_has_the_representative(folders, wire, paper, kept):
    write_pages(folders / "paper", {"copy.txt": page(1, SEPTEMBER)})
    settings = settings_of(folders, wire={"priority": wire}, paper={"priority": paper, "clean": None})
    build(settings, day=DAY)
    assert {uri for uri in corpus(settings) if uri.endswith(".txt")} - {"wire/b.txt"} == {
        {"paper": "paper/copy.txt", "wire": "wire/a.txt"}[kept]
    }


def test_a_change_of_a_priority_alone_moves_the_representative(folders):
    write_pages(folders / "paper", {"copy.txt": page(1, SEPTEMBER)})
    paper = {"clean": None, "exclude": ["*.jsonl"]}
    for first, wire in (("wire/a.txt", 1), ("paper/copy.txt", -1)):
        settings = settings_of(folders, wire={"priority": wire}, paper=paper)
        build(settings, day=DAY)
        assert first in corpus(settings)
    assert len(VersionCatalog(Warehouse(settings.warehouse)).ids()) == 2


def test_a_change_of_a_licence_alone_is_a_new_version_with_the_same_files(folders):
    catalog = VersionCatalog(Warehouse(folders / "data"))
    manifests = []
    for licence in ("CC0", "CC BY 4.0"):
        build(settings_of(folders, wire={"license": licence}), day=DAY)
        manifests.append(catalog.current().manifest())
    one, other = manifests
    assert one is not None
    assert other is not None
    assert one.version != other.version
    assert one.files == other.files
    assert other.sources["wire"] == {"license": "CC BY 4.0"}


def test_a_takedown_keeps_the_settings_of_the_sources(folders):
    settings = settings_of(folders, wire={"license": "CC0", "priority": 3})
    build(settings, day=DAY)
    warehouse = Warehouse(settings.warehouse)
    take_down(Settings(warehouse=settings.warehouse), find_targets(warehouse, ["wire/a.txt"]))
    manifest = VersionCatalog(warehouse).current().manifest()
    assert manifest is not None
    assert manifest.sources["wire"] == {"license": "CC0", "priority": 3}
    assert listed(discover(settings, day=DAY)) == {}


def test_the_last_place_of_each_source_is_remembered(folders):
    settings = settings_of(folders)
    build(settings, day=DAY)
    found = last_locations(Warehouse(settings.warehouse), Settings(warehouse=settings.warehouse))
    assert found.items() >= {"wire": f"wire={folders / 'wire'}", "paper": f"paper={folders / 'paper'}"}.items()


def test_the_audit_names_a_source_that_was_never_read_and_one_that_is_silent(folders):
    build(settings_of(folders, "wire"), day=DAY)
    both = settings_of(folders)
    assert [finding.message for finding in audit(both).findings] == ["source paper was never read"]


@pytest.mark.parametrize("stage", ["after discovery", "after the listing"])
def test_a_folder_that_is_exchanged_for_a_link_leads_nowhere(folders, monkeypatch, stage):
    write_pages(folders / "wire", {"deep/er/d.txt": page(7)})
    write_pages(folders / "secret", {"er/d.txt": page(8)})
    settings = settings_of(folders, "wire")

    def exchange() -> None:
        (folders / "wire" / "deep").rename(folders / "aside")
        (folders / "wire" / "deep").symlink_to(folders / "secret")

    if stage == "after the listing":
        listing = discover_module.list_files
        monkeypatch.setattr(discover_module, "list_files", lambda root: iter([*listing(root), exchange()][:-1]))
    run = discover(settings, day=DAY)
    if stage == "after discovery":
        exchange()
    for shard in range(run.shards):
        extract(run, shard)
    rows = [row for shard in range(run.shards) for row in run.store.documents.read(shard).to_pylist()]
    (refused,) = [row for row in rows if row["source_uri"] == "wire/deep/er/d.txt"]
    assert [reason["code"] for reason in refused["reasons"]] == ["unreadable"]
    assert "symbolic link" in refused["reasons"][0]["detail"]
    assert refused["text"] is None
    assert sum(row["text"] is not None for row in rows) == len(rows) - 1


def test_an_address_is_reported_like_a_missing_folder_and_the_others_are_read(folders):
    (folders / "broadsheet.toml").write_text(
        f"[sources.wire]\npath = '{folders / 'wire'}'\n[sources.far]\npath = 's3://bucket/pages'\n"
    )
    settings = load_settings(folders, warehouse=folders / "data", workers=1)
    run = discover(settings, day=DAY)
    assert "copy or mount the pages" in run.sources["far"].problem
    assert run.sources["wire"].found.new == 3


@pytest.mark.parametrize("declared", ["warc", "csv"])
def test_what_a_declared_format_cannot_read_names_that_setting(folders, declared):
    settings = settings_of(folders, "paper", paper={"format": declared})
    run = discover(settings, day=DAY)
    rows = [row for shard in range(run.shards) for row in run.store.pages.read(shard).to_pylist()]
    assert rows
    assert all("which the settings declare" in row["detail"] or f"format = {declared}" in row["detail"] for row in rows)
