import subprocess
import sys

import pytest

from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.html_detection import declared_charset, is_html, python_codec, read_envelope, saved_from

STORY = "<p>The ferry sailed out of the harbour on Monday.</p>" * 3


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(f"<!DOCTYPE html><html><body>{STORY}", id="document type"),
        pytest.param(f"\ufeff\n<HTML>\n<BODY>{STORY}</BODY></HTML>", id="capitals behind a mark"),
        pytest.param(f'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">{STORY}</html>', id="XHTML"),
        pytest.param(f"<!-- saved from url=(0020)http://kai.example/ -->\n<html>{STORY}</html>", id="saved page"),
        pytest.param(f"<div>{STORY}</div>", id="fragment"),
        pytest.param(f"Warning: no cache\n<html><head></head><body>{STORY}</body></html>", id="behind a warning"),
        pytest.param(f'<doc id="7"><html><body>{STORY}</body></html></doc>', id="in an element of a collection"),
    ],
)
def test_html_is_known_by_its_content(page: str) -> None:
    assert is_html(page)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The ferry sailed.\nIt was late.", id="text"),
        pytest.param("To make text bold, write <b>rain</b>; for a line, <br>.\n" + "It rained. " * 60, id="a few tags"),
        pytest.param("<b>Ferry sails again</b>\n" + "The ferry sailed out of the harbour. " * 60, id="a bold headline"),
        pytest.param('<rss version="2.0"><channel><item><title>Ferry</title></item></channel></rss>', id="feed"),
        pytest.param("< 5 degrees on Monday, > 9 on Tuesday", id="signs"),
    ],
)
def test_a_text_is_not_html(text: str) -> None:
    assert not is_html(text)


def test_an_http_header_is_taken_off_and_its_charset_read() -> None:
    header = b"HTTP/1.1 200 OK\r\nServer: kai\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n"
    data = header + "<html><body><p>Паром вышел из гавани в понедельник утром.</p></body></html>".encode("koi8-r")
    assert read_envelope(data) == (len(header), "koi8-r")
    decoded = decode(data, 0.01)
    assert isinstance(decoded, Decoded)
    assert decoded.text == "Паром вышел из гавани в понедельник утром."


def test_a_text_that_begins_like_a_header_keeps_it() -> None:
    assert read_envelope(b"Ferry: late again\nQuay: shut\n\nThe ferry sailed.") == (0, None)


@pytest.mark.parametrize(
    ("declaration", "codec"),
    [
        (b'<meta charset="shift_jis">', "cp932"),
        (b'<META http-equiv=Content-Type content="text/html; charset=windows-1251">', "cp1251"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>', "cp1252"),
        (b"<meta charset=made-up>", None),
        (b"no tag, charset=koi8-r", None),
    ],
)
def test_a_page_declares_its_charset(declaration: bytes, codec: str | None) -> None:
    assert declared_charset(declaration) == codec


@pytest.mark.parametrize("label", ["hex", "rot13", "unicode_escape", "idna", "utf-7"])
def test_no_codec_that_pages_do_not_use(label: str) -> None:
    assert python_codec(label) is None


def test_the_charset_that_the_input_declares_comes_before_detection() -> None:
    data = "Łódka wypłynęła z portu o świcie.".encode("iso8859-2")
    decoded = decode(data, 0.01, charset="iso-8859-2")
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.encoding) == ("Łódka wypłynęła z portu o świcie.", "iso8859-2")


@pytest.mark.parametrize("charset", ["ISO-8859-1", '"latin1"', "us-ascii", "utf-8"])
def test_a_charset_that_servers_name_by_default_does_not_come_before_detection(charset: str) -> None:
    text = "Łódka wypłynęła z portu o świcie, choć rybacy ostrzegali, że wieczorem nadejdzie burza i zamkną śluzę."
    decoded = decode(text.encode("cp1250"), 0.01, charset=charset)
    assert isinstance(decoded, Decoded)
    assert decoded.text == text


def test_valid_utf8_stays_utf8_whatever_is_declared() -> None:
    page = '<html><meta charset="iso-8859-1"><body><p>Łódka wypłynęła z portu.</p></body></html>'
    decoded = decode(page.encode(), 0.01, charset="latin1")
    assert isinstance(decoded, Decoded)
    assert decoded.text == "Łódka wypłynęła z portu."


def test_the_note_of_the_browser() -> None:
    assert saved_from("<!-- saved from url=(0024)https://kai.example/boot -->") == "https://kai.example/boot"
    assert saved_from("<!-- saved -->") is None


@pytest.mark.parametrize("start", ["", "HTTP/1.1 200 OK\\n"], ids=["lines", "HTTP"])
def test_many_lines_like_a_header_without_its_end_are_no_header(start: str) -> None:
    page = f"b'{start}' + b'Q: a\\r\\n' * 5_000 + b'<html>'"
    program = f"from broadsheet.sources.html_detection import *; print(read_envelope({page}) == NO_ENVELOPE)"
    # in a process of its own, which can be stopped: a pattern that tries everything would never end
    read = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert read.stdout == "True\n"
