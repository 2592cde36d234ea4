"""Whatever bytes a file holds, it ends in records or in reasons: no format raises."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats import registry
from broadsheet.sources.formats.format import HEAD, BadRecord, Options
from broadsheet.sources.formats.reader import is_one_page, read_file
from broadsheet.sources.formats.registry import FORMATS, recognise

NAMES = ["a.txt", "a", *(f"a{extension}" for one in FORMATS for extension in one.extensions)]
BEGINNINGS = [
    b"",
    b"WARC/1.0\r\n",
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9999\r\n\r\n",
    b"PAR1",
    b"ARROW1\0\0",
    b"%PDF-1.7\n",
    b'{"text": ',
    b'[{"text": "a"}, ',
    b"[" * 5_000,
    b"<?xml version='1.0'?><rss><channel><item>",
    b"From a@b.example Sat Nov 28\n",
    b"From: a@b.example\nSubject: x\n\n",
    b"---\ntitle: x\n",
    b"text,url,title\n",
    b"text,url,title\r",
    b'text,url\n"',
    b"1 of 3 DOCUMENTS\n",
    b"\x1f\x8b\x08\x00",
    b"BZh9",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"PK\x03\x04",
    b"\xff\xfe",
]


@given(
    begin=st.sampled_from(BEGINNINGS),
    rest=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))),
    name=st.sampled_from(NAMES),
)
@settings(max_examples=600, deadline=None)
def test_no_file_stops_a_build(begin: bytes, rest: bytes, name: str) -> None:
    data = begin + rest
    assert isinstance(is_one_page(data[:HEAD], name), bool)
    for record in read_file(io.BufferedReader(io.BytesIO(data)), name, Options()):
        assert isinstance(record.key, str)


@pytest.mark.parametrize("ending", [b"\r", b"\r\n", b"\n", "\u2028".encode(), "\u0085".encode("utf-16-le")])
@pytest.mark.parametrize("name", ["page.txt", "page.csv"])
def test_line_ends_of_any_kind_are_recognised_without_an_error(ending: bytes, name: str) -> None:
    data = ending.join([b"Mayor, baker, and ferry | a day", b'"The quay, he said, "is" open."', b"a,b,c"] * 3)
    list(read_file(io.BufferedReader(io.BytesIO(data)), name, Options()))


def broken(*_: object) -> bool:
    raise ZeroDivisionError("a defect")


def test_a_format_whose_test_fails_does_not_match(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "FORMATS", (replace(FORMATS[0], matches=broken), *FORMATS[1:]))
    found = recognise(b'{"text": "a"}\n{"text": "b"}\n', "a.jsonl")
    assert found is not None
    assert found.name.startswith("JSON")


def test_a_defect_of_a_format_costs_the_file_and_not_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    defective = replace(FORMATS[0], matches=lambda head, name: True, read=broken)
    monkeypatch.setattr(registry, "FORMATS", (defective,))
    (record,) = read_file(io.BufferedReader(io.BytesIO(b"text")), "a.txt", Options())
    assert isinstance(record, BadRecord)
    assert record.reason == Reason.FAILED
