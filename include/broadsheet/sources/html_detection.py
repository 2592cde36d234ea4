"""Recognises HTML by its content, and reads the character encoding that it declares.

A page is HTML if it begins as a document (document type, ``html``, ``head`` or ``body``, perhaps behind an HTTP header,
an XML declaration, comments or a note of the browser), or if it is a fragment that begins with a tag and is full of
them. A text that only mentions tags is not.
"""

import codecs
import re
from typing import NamedTuple


class Envelope(NamedTuple):
    """What is around the document in a file.

    Attributes:
        start: Offset of the document, behind an HTTP header.
        charset: Encoding that the header declares, None where it declares none.
    """

    start: int
    charset: str | None


NO_ENVELOPE = Envelope(0, None)

_HEADER = re.compile(  # possessive: lines that look like a header, without an end of it, are read once
    rb"\s*(?:HTTP/[0-9.]+ [0-9]{3}[^\n]*\n)?(?:[A-Za-z][A-Za-z0-9-]{0,60}+:[^\n]{0,8000}+\n){1,200}+\r?\n(?=\s*<)"
)
_HEADER_START = re.compile(rb"\s*(?:HTTP/[0-9.]+ [0-9]{3}|[A-Za-z-]{3,40}:[ \t])")
_CONTENT_TYPE = re.compile(rb"^content-type:[^\n]*?charset=[\"']?([\w.:-]{2,40})", re.IGNORECASE | re.MULTILINE)
_META = re.compile(
    rb"""<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 8_192
"""Bytes of a document in which its declaration is looked for: browsers look at fewer, but pages put scripts first."""


def read_envelope(data: bytes) -> Envelope:
    """Return where the document begins in the bytes of a file, and the encoding that an HTTP header before it declares.

    >>> read_envelope(b"HTTP/1.1 200 OK\\nContent-Type: text/html; charset=utf-8\\n\\n<html>")
    Envelope(start=56, charset='utf-8')
    """
    if not _HEADER_START.match(data):
        return NO_ENVELOPE
    header = _HEADER.match(data)
    if header is None:
        return NO_ENVELOPE
    declared = _CONTENT_TYPE.search(header[0])
    return Envelope(header.end(), declared[1].decode("ascii") if declared else None)


def declared_charset(data: bytes) -> str | None:
    """Return the encoding that a document declares of itself, as Python calls it; None where it names none."""
    head = data[:_DECLARED_WITHIN]
    found = _META.search(head) if b"<" in head else None
    return python_codec((found[1] or found[2]).decode("ascii")) if found else None


def python_codec(label: str) -> str | None:
    """Return Python's name of an encoding label as browsers read it; None for one that Python does not know.

    Browsers read several labels as a larger encoding (https://encoding.spec.whatwg.org/#names-and-labels).

    >>> python_codec("ISO-8859-1"), python_codec("gb2312"), python_codec("x-none")
    ('cp1252', 'gb18030', None)
    """
    name = label.strip().lower().replace("_", "-")
    name = _AS_BROWSERS_READ.get(name, name)
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return codec if codec in _CODECS else None


_CODEC_NAMES = """
    utf-8 utf-16 utf-16-le utf-16-be cp866 cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8-r
    koi8-u iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14
    iso8859-15 iso8859-16 mac-roman mac-cyrillic gb18030 cp950 big5hkscs cp932 euc_jp iso2022_jp cp949 hz
"""
_CODECS = frozenset(_CODEC_NAMES.split())
"""The encodings of pages. Python knows others, which no page means."""

_AS_BROWSERS_READ = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks-c-5601-1987": "cp949",
    "x-euc-jp": "euc_jp",
    "utf8": "utf-8",
    "unicode": "utf-16",
    "x-mac-cyrillic": "mac_cyrillic",
}

_LEADING = re.compile(r"(?:\s|\ufeff|<\?xml[^>]{0,400}>|<!--.{0,4000}?-->|<\?[^>]{0,400}\?>)+", re.DOTALL)
"""What may come before a document: a declaration, comments such as ``saved from url``."""
_DOCUMENT = re.compile(r"<(?:!doctype\s+(?:html|\[)|html[\s>]|head[\s>]|body[\s>])", re.IGNORECASE)
_TAG_NAMES = (
    "a|abbr|address|article|aside|b|blockquote|br|button|center|code|dd|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]"
    "|header|hr|i|iframe|img|li|link|main|meta|nav|noscript|ol|p|pre|script|section|small|span|strong|style|sub|sup|table|tbody"
    "|td|th|thead|time|title|tr|u|ul"
)
_FRAGMENT = re.compile(rf"<(?:{_TAG_NAMES})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_TAG_NAMES})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_WRAPPER = re.compile(r"<[a-z][a-z0-9:-]{0,30}(?:\s[^<>]{0,2000})?>\s*<", re.IGNORECASE)
"""An element of another vocabulary around a page, as collections put one."""
_FEED = re.compile(r"<(?:rss|feed|rdf:rdf|urlset|sitemapindex|opml|svg|math|plist)\b", re.IGNORECASE)
_CLOSING = re.compile(rf"</(?:{_TAG_NAMES})\s*>", re.IGNORECASE)

_HEAD = 4_096
"""Characters in which a document must begin, where something else is before it."""
_FEWEST_TAGS = 4
_DENSEST_TEXT = 400
"""Characters of a fragment for one tag, at most; and for one tag of a document that begins behind other text."""
_SAMPLE = 65_536


def is_html(text: str) -> bool:
    """Return whether a decoded file is an HTML document or a fragment of one.

    >>> is_html("<!-- saved from url=(0022)http://flussbote.de/ -->\\n<html><p>Rain.")
    True
    >>> is_html("The tag <b> makes text bold, as in <b>rain</b>.")
    False
    """
    if "<" not in text[:_HEAD]:
        return False
    leading = _LEADING.match(text)
    start = leading.end() if leading else 0
    if _DOCUMENT.match(text, start):
        return True
    sample = text[start : start + _SAMPLE]
    if _FRAGMENT.match(sample) or (_WRAPPER.match(sample) and not _FEED.match(sample)):
        return _is_full_of_tags(sample)
    document = _DOCUMENT.search(text[:_HEAD])
    return document is not None and _is_full_of_tags(text[document.start() : document.start() + _SAMPLE])


def _is_full_of_tags(text: str) -> bool:
    closing = _CLOSING.search(text) is not None
    tags = sum(1 for _ in _TAG.finditer(text))
    return closing and tags >= _FEWEST_TAGS and tags * _DENSEST_TEXT >= len(text)


_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{4,2000}?)\s*-->", re.IGNORECASE)


def saved_from(text: str) -> str | None:
    """Return the address that a browser noted when it saved a page, None where it did not.

    >>> saved_from("<!-- saved from url=(0022)http://flussbote.de/ -->")
    'http://flussbote.de/'
    """
    found = _SAVED_FROM.search(text[:_HEAD])
    return found[1] if found else None
