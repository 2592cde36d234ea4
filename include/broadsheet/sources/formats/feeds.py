"""Reads feeds, RSS and Atom, whose entries hold the whole text."""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO
from xml.etree.ElementTree import ParseError, tostring  # parsed by defusedxml

from broadsheet.reject_reasons import Reason
from broadsheet.settings import MEBIBYTE
from broadsheet.sources.formats.columns import Columns
from broadsheet.sources.formats.format import BadRecord, Format, Options, UnreadableError
from broadsheet.sources.record import Fields, Record

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?><\?xml[^>]*\?>\s*)?"
    rb"(?>(?:<!--(?>.*?-->)\s*|<\?xml-stylesheet[^>]*\?>\s*|<!DOCTYPE[^\[>]*(?>\[.*?\])?\s*>\s*)*)"
    rb"<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL,
)
"""The groups do not go back, so that many comments at the top of a page cost no time."""
_MOST = 64 * MEBIBYTE
"""Bytes of a feed, whose entries are held in memory one at a time."""
_TAG = re.compile(r"<[a-zA-Z/!]")
_FULL_WORDS = 50
"""Words from which on a description is the text of an entry, and not its teaser."""


def _matches(head: bytes, _: str) -> bool:
    return any(root in head for root in (b"<rss", b"<feed", b"<rdf:RDF")) and _BEGINS.match(head) is not None


def _read(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415  # needed by this format alone
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415

    data = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise UnreadableError(Reason.TOO_LARGE, f"a feed of more than {_MOST:,} bytes")
    columns = Columns(options, "feed entry")
    publisher = language = None
    depth = number = 0
    try:
        for event, node in iterparse(io.BytesIO(data), ("start", "end")):
            depth += 1 if event == "start" else -1
            name = _local(node)
            if event == "start":
                continue
            if name in ("item", "entry"):
                number += 1
                yield _entry(node, columns, number, options, (publisher, language))
                node.clear()
            elif name == "title" and publisher is None and number == 0 and depth <= 2:
                publisher = _words(node)
            elif name == "language" and depth <= 2:
                language = _words(node)
    except (ParseError, DefusedXmlException) as error:
        raise UnreadableError(Reason.DAMAGED, f"XML that cannot be read: {error or type(error).__name__}") from error


def _entry(
    node: "Element", columns: Columns, number: int, options: Options, of_feed: tuple[str | None, str | None]
) -> Record | BadRecord:
    parts: dict[str, Element] = {}
    for child in node:
        parts.setdefault(_local(child), child)
    link = next(
        (
            child.get("href")
            for child in node
            if _local(child) == "link" and child.get("rel", "alternate") == "alternate" and child.get("href")
        ),
        None,
    )
    url = link or _words(parts.get("link"))
    key = columns.key(_words(parts.get("guid")) or _words(parts.get("id")) or url, number)
    content = _content(parts)
    if content is None:
        where = f"; crawl {url}" if url else ""
        return BadRecord(key, Reason.NOT_A_PAGE, f"the entry holds no more than a teaser{where}")
    data = content.encode("utf-8", "replace")
    if len(data) > options.max_page_bytes:
        return BadRecord(key, Reason.TOO_LARGE, f"{len(data)} bytes, at most {options.max_page_bytes} are read")
    authors = [
        _words(child) or _words(child.find("{*}name")) for child in node if _local(child) in ("creator", "author")
    ]
    fields = Fields(
        url=url,
        title=_words(parts.get("title")),
        date=_words(parts.get("pubDate")) or _words(parts.get("published")) or _words(parts.get("date")),
        updated=_words(parts.get("updated")),
        authors=tuple(author for author in authors if author and "@" not in author),
        publisher=of_feed[0],
        language=of_feed[1],
        origin="feed entry",
    )
    return Record(key, data, fields, None, options.clean)


def _content(parts: "dict[str, Element]") -> str | None:
    """Return the whole text of an entry, as an HTML document if it has markup; None where there is only a teaser."""
    node = parts.get("encoded")
    if node is None:
        node = parts.get("content")
    if node is None or not (node.text or len(node)):
        node = next((parts[name] for name in ("description", "summary") if name in parts), None)
        if node is None or len(re.sub("<[^<>]*>", " ", node.text or "").split()) < _FULL_WORDS:
            return None
    text = "".join(tostring(child, "unicode") for child in node) if len(node) else node.text or ""
    return f"<!DOCTYPE html><html><body>{text}</body></html>" if _TAG.search(text) else text


def _local(node: "Element") -> str:
    return str(node.tag).rpartition("}")[2]


def _words(node: "Element | None") -> str | None:
    return (" ".join((node.text or "").split()) or None) if node is not None else None


FORMAT = Format("feed", "RSS, Atom", "feeds", (".rss", ".atom", ".xml"), _matches, _read)
