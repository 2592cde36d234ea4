"""Records of one web address in a build: the newest counts, and a takedown takes all of them."""

import gzip
from datetime import date

import pandas as pd
import pytest

from broadsheet.cli.explain import explain
from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.operations.takedown import lift_pages, take_down
from broadsheet.operations.targets import find_targets
from broadsheet.queries.comparison import compare_members
from broadsheet.queries.duplicates import find_duplicates
from broadsheet.queries.version_handle import open_corpus
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from input_files import jsonl, warc_record
from newsroom import page, paragraphs

DAY = date(2018, 9, 20)
ADDRESS = "https://courier.example/ferry?id=7"


def html(body: list[str], canonical: str = "") -> bytes:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    title = "<title>Ferry returns to the harbour</title><h1>Ferry returns to the harbour</h1>"
    return f"<!DOCTYPE html><html><head>{link}</head><body><article>{title}{text}</article></body></html>".encode()


def capture(number: int, day: int, body: bytes, url: str = ADDRESS) -> bytes:
    return gzip.compress(warc_record(number, body, url=url, crawled=f"2018-09-{day}T08:00:00Z"))


def uri(number: int, file: str = "crawl.warc") -> str:
    return f"{file}#00000000-0000-0000-0000-{number:012d}"


def record(key: str, number: int, url: str, crawled: str | None = None) -> dict[str, object]:
    return {"id": key, "text": page(number), "url": url, "crawled_at": crawled}


@pytest.fixture
def source(tmp_path):
    return tmp_path / "pages"


def rows(settings, dataset: str) -> pd.DataFrame:
    return pd.read_parquet(settings.warehouse / "current" / dataset).set_index("source_uri")


def places(settings) -> dict[str, str]:
    warehouse = Warehouse(settings.warehouse)
    ledger = Version.open(warehouse, warehouse.current_id()).ledger()
    return dict(zip(ledger["source_uri"].to_pylist(), ledger["place"].to_pylist(), strict=True))


def test_of_two_captures_of_an_address_the_later_counts(source, settings):
    story = paragraphs(1, 8)
    later = [*story[:7], *paragraphs(2, 1)]
    (source / "crawl.warc.gz").write_bytes(capture(1, 12, html(later)) + capture(2, 11, html(story)))
    build(settings, day=DAY)
    (kept,) = rows(settings, "corpus").to_dict("index").values()
    (left_out,) = rows(settings, "duplicates").to_dict("index").values()
    assert kept["doc_id"] == doc_id(uri(1))
    assert kept["crawled_at"] == pd.Timestamp("2018-09-12 08:00", tz="UTC")
    assert left_out["duplicate_of"] == left_out["newer_version"] == kept["doc_id"]
    assert left_out["relation"] == "near"
    assert left_out["cluster_id"] == kept["cluster_id"]


def test_a_page_that_changed_altogether_is_an_older_version_too(source, settings):
    (source / "crawl.warc").write_bytes(
        gzip.decompress(capture(1, 11, html(paragraphs(1))) + capture(2, 12, html(paragraphs(2))))
    )
    build(settings, day=DAY)
    assert places(settings) == {uri(1): "duplicates", uri(2): "corpus"}
    assert set(rows(settings, "duplicates")["relation"]) == {"version"}


def test_the_address_has_a_normal_form_and_a_domain(source, settings):
    stated = "HTTP://www.Courier.co.uk/ferry?id=7&utm_source=feed#top"
    (source / "a.jsonl").write_bytes(jsonl([record("a", 1, stated, "2018-09-11"), record("b", 2, "courier.co.uk")]))
    (source / "b.html").write_bytes(html(paragraphs(3), "https://kai.example/boot"))
    build(settings, day=DAY)
    corpus = rows(settings, "corpus")
    names = ["url", "url_origin", "url_normalized", "url_domain"]
    normal = "http://www.courier.co.uk/ferry?id=7"
    assert corpus.loc["a.jsonl#a", names].tolist() == [stated, "JSON record", normal, "courier.co.uk"]
    assert corpus.loc["b.html", names].tolist() == [
        *["https://kai.example/boot", "canonical link"],
        *corpus.loc["b.html", names[2:]],
    ]
    assert corpus.loc["b.html", "url_normalized"] == "https://kai.example/boot"
    assert corpus.loc["a.jsonl#b", names].isna().all()
    assert corpus["crawled_at"].count() == 1


def test_records_with_other_forms_of_the_address_are_versions(source, settings):
    stated = [
        record("a", 1, "https://courier.example/ferry?utm_source=feed&id=7", "2018-09-11"),
        record("b", 2, "http://www.courier.example/ferry/?id=7", "2018-09-13"),
        record("c", 3, "https://courier.example/ferry?id=7#comments"),
        record("d", 4, "https://courier.example/ferry?id=8"),
        record("e", 5, "https://courier.example/"),
        record("f", 6, "https://courier.example/"),
    ]
    (source / "a.jsonl").write_bytes(jsonl(stated))
    build(settings, day=DAY)
    found = {name.partition("#")[2]: place for name, place in places(settings).items()}
    assert found == {"a": "duplicates", "b": "corpus", "c": "duplicates", "d": "corpus", "e": "corpus", "f": "corpus"}


def test_an_address_that_only_the_page_claims_makes_no_versions(source, settings):
    for number in (1, 2):
        (source / f"{number}.html").write_bytes(html(paragraphs(number), "https://courier.example/ferry"))
    build(settings, day=DAY)
    assert set(places(settings).values()) == {"corpus"}
    assert set(rows(settings, "corpus")["url_origin"]) == {"canonical link"}


def test_a_later_error_page_does_not_replace_the_article(source, settings):
    error = html(["Error 404", "The page you asked for was not found."])
    (source / "crawl.warc.gz").write_bytes(capture(1, 11, html(paragraphs(1))) + capture(2, 12, error))
    build(settings, day=DAY)
    assert places(settings) == {uri(1): "corpus", uri(2): "quarantine"}


def test_a_later_run_and_one_build_give_the_same_version(source, settings, tmp_path):
    first, second = (capture(number, 10 + number, html(paragraphs(number))) for number in (1, 2))
    (source / "a.warc.gz").write_bytes(first)
    build(settings, day=DAY)
    assert places(settings) == {uri(1, "a.warc"): "corpus"}
    (source / "b.warc.gz").write_bytes(second)
    summary = build(settings, day=DAY)
    assert places(settings) == {uri(1, "a.warc"): "duplicates", uri(2, "b.warc"): "corpus"}
    at_once = build(settings.model_copy(update={"warehouse": tmp_path / "at once"}), day=DAY)
    assert at_once.version == summary.version


def test_the_newest_version_gives_way_when_it_is_gone(source, settings):
    (source / "a.jsonl").write_bytes(jsonl([record("a", 1, ADDRESS, "2018-09-11")]))
    (source / "b.jsonl").write_bytes(jsonl([record("b", 2, ADDRESS, "2018-09-12"), record("c", 3, "")]))
    build(settings, day=DAY)
    assert places(settings)["a.jsonl#a"] == "duplicates"
    (source / "b.jsonl").write_bytes(jsonl([record("b", 2, "https://courier.example/moved"), record("c", 3, "")]))
    build(settings, day=DAY)
    assert set(places(settings).values()) == {"corpus"}


def test_the_setting_takes_all_versions(source, settings):
    (source / "a.jsonl").write_bytes(jsonl([record(key, n, ADDRESS) for n, key in enumerate("ab")]))
    chosen = settings.deduplication.model_copy(update={"one_version_per_address": False})
    build(settings.model_copy(update={"deduplication": chosen}), day=DAY)
    assert set(places(settings).values()) == {"corpus"}
    build(settings, day=DAY)
    assert sorted(places(settings).values()) == ["corpus", "duplicates"]


@pytest.fixture
def two_versions(source, settings):
    """A page crawled twice with other texts, a reprint of its first text, and another page of the site."""
    (source / "crawl.warc.gz").write_bytes(
        capture(1, 11, html(paragraphs(1)))
        + capture(2, 12, html(paragraphs(2)))
        + capture(3, 12, html(paragraphs(3)), "https://courier.example/ferry?id=8")
    )
    (source / "reprint.txt").write_text(page(1))
    build(settings, day=DAY)
    return settings


def test_an_older_version_is_shown_with_the_newer_one(two_versions):
    corpus = open_corpus(Warehouse(two_versions.warehouse))
    (row,) = find_duplicates(corpus.version, relation="version").rows
    assert (row.source_uri, row.representative_uri) == (uri(1), uri(2))
    first = compare_members(corpus, row.doc_id).criteria[0]
    assert (first.name, first.representative, first.decides) == ("page version", "the newest", True)
    lines = "\n".join(explain(row.doc_id, two_versions))
    assert "relation version" in lines
    assert f"newer version   {doc_id(uri(2))}" in lines


@pytest.mark.parametrize("name", [uri(2), doc_id(uri(1)), "http://www.courier.example/ferry?utm_medium=x&id=7"])
def test_a_takedown_of_one_version_takes_all(two_versions, name):
    warehouse = Warehouse(two_versions.warehouse)
    targets = find_targets(warehouse, [name])
    assert {target.source_uri for target in targets.pages} == {uri(1), uri(2)}
    if "://" not in name:
        assert sorted(target.why for target in targets.pages) == ["named", "same page"]
    take_down(two_versions, targets)
    assert set(places(two_versions)) == {uri(3), "reprint.txt"}


def test_a_later_capture_of_a_page_that_was_taken_down_stays_out(two_versions, source):
    warehouse = Warehouse(two_versions.warehouse)
    take_down(two_versions, find_targets(warehouse, [uri(2)]))
    (source / "later.warc.gz").write_bytes(
        capture(4, 15, html(paragraphs(4)), "http://courier.example/ferry?id=7&fbclid=1")
        + capture(5, 15, html(paragraphs(5)), "http://courier.example/ferry?id=9")
    )
    build(two_versions, day=DAY)
    assert places(two_versions)[uri(4, "later.warc")] == "quarantine"
    assert places(two_versions)[uri(5, "later.warc")] == "corpus"
    (refused,) = rows(two_versions, "quarantine").to_dict("records")
    assert [reason["code"] for reason in refused["reasons"]] == ["taken_down"]
    assert "another version" in refused["reasons"][0]["detail"]
    version = warehouse.current_id()
    assert build(two_versions, day=DAY).version == version


MENU = b"<!DOCTYPE html><html><body><ul><li>Home</li><li>News</li></ul></body></html>"


def test_a_capture_without_an_article_has_its_address_and_goes_with_its_page(source, settings):
    (source / "crawl.warc.gz").write_bytes(capture(1, 11, MENU) + capture(2, 12, html(paragraphs(2))))
    build(settings, day=DAY)
    (refused,) = rows(settings, "quarantine").to_dict("records")
    assert (refused["url"], refused["url_origin"]) == (ADDRESS, "WARC header")
    assert refused["crawled_at"] == pd.Timestamp("2018-09-11 08:00", tz="UTC")
    assert ADDRESS in "\n".join(explain(doc_id(uri(1)), settings))
    targets = find_targets(Warehouse(settings.warehouse), [ADDRESS])
    assert {target.source_uri for target in targets.pages} == {uri(1), uri(2)}
    take_down(settings, targets)
    (source / "later.warc.gz").write_bytes(capture(4, 15, MENU))
    build(settings, day=DAY)
    (again,) = rows(settings, "quarantine").to_dict("records")
    assert [reason["code"] for reason in again["reasons"]] == ["taken_down"]
    assert pd.isna(again["url"])


def test_lifting_by_the_address_brings_all_versions_back(two_versions, source):
    warehouse = Warehouse(two_versions.warehouse)
    before = warehouse.current_id()
    take_down(two_versions, find_targets(warehouse, [uri(2)]))
    (source / "later.warc.gz").write_bytes(capture(4, 10, html(paragraphs(4))))
    build(two_versions, day=DAY)
    lifted = lift_pages(warehouse, ["https://courier.example/ferry?id=7"])
    assert set(lifted) == {doc_id(uri(1)), doc_id(uri(2))}
    build(two_versions, day=DAY)
    assert places(two_versions)[uri(4, "later.warc")] == "duplicates"
    (source / "later.warc.gz").unlink()
    assert before != warehouse.current_id()
    assert places(two_versions)[uri(2)] == "corpus"
