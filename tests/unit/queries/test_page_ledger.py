"""Looking pages up in the ledger."""

import pytest

from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.queries.page_ledger import find_beginning, find_named, find_page
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from newsroom import paragraphs, write_pages


def test_a_page_is_found_by_its_id_in_one_row_group(archive, reads):
    for entry in (0, 1_234, 3_449):
        uri = f"{entry // 1000:05d}/{entry:08d}.txt"
        reads.groups.clear()
        page = find_page(archive.version, doc_id(uri))
        assert page is not None
        assert page.source_uri == uri
        assert len({number for _, number, _ in reads.groups}) == 1


def test_the_beginning_of_an_id_matches_all_ids_that_start_with_it(archive):
    ids = archive.version.ledger(["doc_id"])["doc_id"].to_pylist()
    for digits in ("0", "7f", "fff", "abcd", ids[0][:6], ids[-1]):
        assert [page.doc_id for page in find_beginning(archive.version, digits)] == [
            one for one in ids if one.startswith(digits)
        ]


@pytest.mark.parametrize("name", ["0" * 24, "f" * 24, "", "undated.tx"])
def test_an_unknown_page_is_not_found(built, name):
    assert find_page(built.version, name) is None
    assert find_named(built.version, name) == []


@pytest.mark.parametrize(
    ("name", "uris"),
    [
        pytest.param("undated.txt", ["undated.txt"], id="its source URI"),
        pytest.param(doc_id("quay/3.txt"), ["quay/3.txt"], id="its doc_id"),
        pytest.param(doc_id("quay/3.txt")[:8], ["quay/3.txt"], id="the beginning of its doc_id"),
        pytest.param("3.txt", ["quay/3.txt"], id="the end of its source URI"),
        pytest.param(doc_id("quay/3.txt")[:3], [], id="too few digits"),
    ],
)
def test_a_name_matches_one_page(built, name, uris):
    assert [page.source_uri for page in find_named(built.version, name)] == uris


def test_a_file_below_the_source_is_its_page(built, newsroom, monkeypatch):
    source = newsroom.settings.source
    (page,) = find_named(built.version, str(newsroom.pages / "quay" / "3.txt"), source)
    assert page.source_uri == "quay/3.txt"
    monkeypatch.chdir(newsroom.pages / "quay")
    (page,) = find_named(built.version, "./4.txt", source)
    assert page.source_uri == "quay/4.txt"
    assert find_named(built.version, "./5.txt", ["no such folder"]) == []


def test_only_the_end_of_a_path_is_searched_in_all_sources(archive, reads):
    find_named(archive.version, "00001/00001234.txt")
    assert len({number for _, number, _ in reads.groups}) == 1
    (page,) = find_named(archive.version, "00001234.txt")
    assert page.source_uri == "00001/00001234.txt"


SHORT = "The mayor opened the exhibition on Monday, and the baker said that he agreed.\n"


@pytest.fixture(scope="module")
def with_addresses(tmp_path_factory):
    """Pages with web addresses: one page twice, one that validation refused, and one without an article."""
    folder = tmp_path_factory.mktemp("addresses")
    head = "---\nurl: {}\ndate: 2018-09-11\ntitle: The harbour opens\n---\n\n"
    addresses = {
        "kai.md": "https://www.kai.example/2018/kai?utm_source=feed",
        "again.md": "http://kai.example/2018/kai/",
    }
    pages = {name: head.format(url) + "\n\n".join(paragraphs(len(name))) for name, url in addresses.items()}
    pages["short.md"] = head.format("https://kai.example/short") + f"{SHORT}\n{SHORT}"
    pages["menu.md"] = head.format("https://kai.example/menu") + "Home\n\nNews\n\nSport\n"
    write_pages(folder / "pages", pages)
    settings = Settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1)
    build(settings)
    warehouse = Warehouse(settings.warehouse)
    return Version.open(warehouse, warehouse.current_id())


@pytest.mark.parametrize(
    ("address", "uris"),
    [
        ("https://www.kai.example/2018/kai?utm_source=feed", {"kai.md", "again.md"}),
        ("http://kai.example/2018/kai#top", {"kai.md", "again.md"}),
        ("https://kai.example/short", {"short.md"}),
        ("http://www.kai.example/menu?utm_source=feed", {"menu.md"}),
        ("https://kai.example/", set()),
        ("https://kai.example/2018/ka", set()),
        ("https://other.example/2018/kai", set()),
    ],
)
def test_a_web_address_finds_all_pages_that_were_at_it(with_addresses, address, uris):
    assert {page.source_uri for page in find_named(with_addresses, address)} == uris
