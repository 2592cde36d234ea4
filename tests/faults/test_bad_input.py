"""Bad files in a source: the run continues, each page is counted once, and published files do not change."""

import os
import socket
from datetime import date

import pandas as pd
import pytest

from broadsheet.extraction import extract as module
from broadsheet.operations.build import build
from broadsheet.sources import file_reader as opening
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from newsroom import page, write_pages

DAY = date(2018, 9, 11)
GOOD = {"good.txt": page(1, DAY)}


@pytest.fixture
def source(tmp_path, settings):
    write_pages(tmp_path / "pages", GOOD)
    return tmp_path / "pages"


def places(settings):
    warehouse = Warehouse(settings.warehouse)
    ledger = Version.open(warehouse, warehouse.current_id()).ledger()
    rows = zip(*(ledger[name].to_pylist() for name in ("source_uri", "place", "codes")), strict=True)
    return {uri: codes[0] if codes else place for uri, place, codes in rows}


def huge(path):
    with path.open("wb") as file:
        file.truncate(200_000_000)


def listen(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


BAD = {
    "empty": (lambda path: path.touch(), "empty"),
    "only space": (lambda path: path.write_text(" \n\t\n\u00a0\n"), "empty"),
    "zeros": (lambda path: path.write_bytes(bytes(5_000)), "binary"),
    "image": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40), "binary"),
    "200 MB": (huge, "too_large"),
    "link to a page": (lambda path: path.symlink_to("good.txt"), "not_a_file"),
    "link to nothing": (lambda path: path.symlink_to("nothing"), "not_a_file"),
    "link to a device": (lambda path: path.symlink_to("/dev/zero"), "not_a_file"),
    "pipe": (os.mkfifo, "not_a_file"),
    "socket": (listen, "not_a_file"),
    "menu": (lambda path: path.write_text("Home\nNews\nSport\nContact\n" * 20), "no_article"),
    "one word": (lambda path: path.write_text("Hello"), "no_article"),
}


@pytest.mark.parametrize(("make", "code"), BAD.values(), ids=BAD)
def test_a_bad_page_is_refused_with_its_reason_and_the_good_one_published(source, settings, make, code):
    make(source / "bad")
    summary = build(settings)
    assert places(settings) == {"good.txt": "corpus", "bad": code}
    assert (summary.figures.pages, summary.figures.corpus, summary.figures.quarantine) == (2, 1, 1)


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        pytest.param(b"with spaces.txt", "with spaces.txt", id="spaces"),
        pytest.param(b"new\nline.txt", "new%0Aline.txt", id="newline"),
        pytest.param(b"..\\..\\up.txt", "..\\..\\up.txt", id="backslashes"),
        pytest.param(b"..up..txt", "..up..txt", id="dots"),
        pytest.param(b"lang=de", "lang=de", id="like a folder key"),
        pytest.param(b"not \xff utf-8.txt", "not %FF utf-8.txt", id="not UTF-8"),
        pytest.param(b"'; drop table pages; --.txt", "'; drop table pages; --.txt", id="quotes"),
        pytest.param(b"x" * 250, "x" * 250, id="long"),
    ],
)
def test_a_page_of_any_name_is_published(source, settings, name, uri):
    with open(os.path.join(os.fsencode(source), name), "w") as file:  # noqa: PTH118, PTH123  # bytes
        file.write(page(2, DAY))
    build(settings)
    assert places(settings) == {"good.txt": "corpus", uri: "corpus"}


def test_unreadable_pages_are_published_once_they_can_be_read(public_folder, settings, ordinary_user):
    source, data = public_folder / "pages", public_folder / "data"
    source.mkdir()
    data.mkdir()
    data.chmod(0o777)
    write_pages(source, {"open.txt": page(1, DAY), "closed.txt": page(2, DAY), "folder/inside.txt": page(3, DAY)})
    own = settings.model_copy(update={"source": (str(source),), "warehouse": data})
    (source / "closed.txt").chmod(0)
    (source / "folder").chmod(0)
    with ordinary_user():
        build(own)
        assert places(own) == {"open.txt": "corpus", "closed.txt": "unreadable", "folder": "unreadable"}
    (source / "closed.txt").chmod(0o644)
    (source / "folder").chmod(0o755)
    with ordinary_user():
        build(own)
    assert places(own) == {"open.txt": "corpus", "closed.txt": "corpus", "folder/inside.txt": "corpus"}


def test_a_page_that_vanishes_between_listing_and_reading_is_refused_and_later_removed(source, settings, monkeypatch):
    write_pages(source, {"brief.txt": page(2, DAY)})
    read = module.read_bytes

    def vanish(path, limit, root):
        (source / "brief.txt").unlink(missing_ok=True)
        return read(path, limit, root)

    monkeypatch.setattr(module, "read_bytes", vanish)
    build(settings)
    assert places(settings) == {"good.txt": "corpus", "brief.txt": "vanished"}
    monkeypatch.undo()
    build(settings)
    assert places(settings) == {"good.txt": "corpus"}


def test_a_page_that_grows_while_it_is_read_is_refused_and_read_by_the_next_run(source, settings, monkeypatch):
    write_pages(source, {"growing.txt": page(2, DAY)})
    read = opening._read

    def grow(handle, size):
        data = read(handle, size)
        if b"date" in data and len(data) == (source / "growing.txt").stat().st_size:
            with (source / "growing.txt").open("a") as file:
                file.write("One more sentence is written.\n")
        return data

    monkeypatch.setattr(opening, "_read", grow)
    build(settings)
    assert places(settings) == {"good.txt": "corpus", "growing.txt": "vanished"}
    monkeypatch.undo()
    build(settings)
    assert places(settings) == {"good.txt": "corpus", "growing.txt": "corpus"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("word " * 400_000, id="one line of two megabytes"),
        pytest.param("x" * 2_000_000, id="one word of two megabytes"),
        pytest.param("\n" * 500_000 + "end", id="half a million empty lines"),
        pytest.param("Menu\n" * 200_000, id="two hundred thousand equal lines"),
        pytest.param("( " * 300_000, id="open brackets"),
        pytest.param("1 " * 300_000, id="numbers"),
        pytest.param("A sentence that ends here. " * 40_000, id="a long paragraph"),
    ],
)
def test_a_very_large_page_is_counted_once(source, settings, text):
    (source / "monster").write_text(text)
    summary = build(settings)
    assert places(settings)["good.txt"] == "corpus"
    assert summary.figures.pages == 2


def test_a_defect_in_a_rule_rejects_one_page_with_the_name_of_the_error(source, settings, monkeypatch):
    write_pages(source, {"cursed.txt": page(2, DAY)})
    extract_pages = module.extract_pages

    def fail(pages, settings, day):
        if any(page.source_uri == "cursed.txt" for page in pages):
            raise ZeroDivisionError("made up")
        return extract_pages(pages, settings, day)

    monkeypatch.setattr(module, "extract_pages", fail)
    build(settings)
    assert places(settings) == {"good.txt": "corpus", "cursed.txt": "extraction_failed"}
    quarantine = pd.read_parquet(settings.warehouse / "current" / "quarantine")
    assert "ZeroDivisionError: made up" in quarantine.loc[0, "reasons"][0]["detail"]


def test_later_runs_do_not_change_published_files(source, settings):
    build(settings)
    corpus = (settings.warehouse / "current" / "corpus").resolve()
    before = {path: path.read_bytes() for path in corpus.rglob("*.parquet")}
    for make, _ in BAD.values():
        make(source / f"bad {len(list(source.iterdir()))}")
    build(settings)
    assert {path: path.read_bytes() for path in corpus.rglob("*.parquet")} == before
