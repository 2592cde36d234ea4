import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import ConfigurationError
from broadsheet.identity import (
    Source,
    absolute_source,
    container_uri,
    doc_id,
    parse_source,
    record_uri,
    source_path,
    source_uri,
    wrapped_names,
)


def test_a_plain_path_is_its_own_uri():
    assert source_uri(b"2018/09/Kim & Trump.txt") == "2018/09/Kim & Trump.txt"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        pytest.param(b"two\nlines.txt", "two%0Alines.txt", id="newline"),
        pytest.param(b"caf\xe9.txt", "caf%E9.txt", id="not UTF-8"),
        pytest.param("café.txt".encode(), "café.txt", id="UTF-8 stays readable"),
        pytest.param(b"100%.txt", "100%25.txt", id="per cent sign"),
        pytest.param(b"..page..txt", "..page..txt", id="dots are no parent folder"),
    ],
)
def test_names_that_are_not_valid_text_are_escaped(path, uri):
    assert source_uri(path) == uri


@given(st.binary(min_size=1), st.binary(min_size=1))
def test_two_files_never_share_a_uri(one, other):
    assert (source_uri(one) == source_uri(other)) == (one == other)


def test_a_file_is_a_source_whose_page_has_its_name(tmp_path):
    (tmp_path / "news.jsonl").touch()
    assert parse_source(f"wire={tmp_path / 'news.jsonl'}") == Source(tmp_path, "wire", "news.jsonl")


@pytest.mark.parametrize("source", ["s3://bucket/pages", "wire=gs://bucket", "https://a.example/news.jsonl"])
def test_addresses_are_refused(tmp_path, source):
    with pytest.raises(ConfigurationError, match="copy or mount"):
        absolute_source(source, tmp_path)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_records_have_the_same_names_however_their_file_is_compressed(name):
    assert container_uri(name.encode())[1] == "a.jsonl"
    assert name in wrapped_names("a.jsonl")


def test_the_first_mark_in_the_name_of_a_record_ends_that_of_its_file():
    base = container_uri(b"a#b.tar.gz", "wire/")[1]
    assert record_uri(base, "c.txt").partition("#") == ("wire/a%23b.tar", "#", "c.txt")


def test_the_id_is_the_same_on_every_machine():
    assert doc_id("000_41923d0410d12d71.txt") == "05d1157688b61351360d4569"


def test_a_named_source_keeps_its_pages_apart(tmp_path):
    named = parse_source(f"wire={tmp_path}")
    assert (named.root, named.prefix) == (tmp_path, "wire/")
    assert source_uri(b"a.txt", named.prefix) != source_uri(b"a.txt", parse_source(str(tmp_path)).prefix)


def test_a_folder_whose_name_holds_an_equals_sign_is_a_folder(tmp_path):
    folder = tmp_path / "day=1"
    folder.mkdir()
    assert parse_source(str(folder)).root == folder


def test_a_relative_source_starts_at_the_base_directory(tmp_path):
    (tmp_path / "a=b").mkdir()
    assert absolute_source("pages", tmp_path) == str(tmp_path / "pages")
    assert absolute_source("wire=pages", tmp_path) == f"wire={tmp_path / 'pages'}"
    assert absolute_source("a=b", tmp_path) == str(tmp_path / "a=b")
    assert parse_source(absolute_source("a=b", tmp_path)).prefix == ""


@pytest.mark.parametrize("missing", [True, False], ids=["missing", "a pipe"])
def test_a_source_that_is_neither_a_folder_nor_a_file_is_an_error(tmp_path, missing):
    path = tmp_path / "pages"
    if not missing:
        os.mkfifo(path)
    with pytest.raises(ConfigurationError, match=str(path)):
        parse_source(str(path))


@given(st.binary(min_size=1).filter(lambda path: b"/" not in path and b"\0" not in path))
def test_a_uri_leads_back_to_its_file(path):
    source = Source(Path("/pages"), "wire")
    assert source_path(source_uri(path, source.prefix), source) == b"/pages/" + path


def test_a_missing_source_is_named_by_the_absolute_path_that_was_looked_at(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for setting in ("crawl", "wire=crawl"):
        with pytest.raises(ConfigurationError, match=f"source {tmp_path}/crawl does not exist"):
            parse_source(setting)
