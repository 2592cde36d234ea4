"""The page a document was read from, line by line: what was kept, what was dropped, and by which rule."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from broadsheet.errors import ConfigurationError
from broadsheet.extraction.document import DecodedPage, Trace, trace_pages
from broadsheet.identity import parse_source, source_path
from broadsheet.queries.template_lines import RecurringLine
from broadsheet.reject_reasons import Reason
from broadsheet.settings import Extraction
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.file_reader import Refused, read_bytes
from broadsheet.warehouse.journal import read_journal
from broadsheet.warehouse.layout import Warehouse

State = Literal["as read", "changed", "gone", "unreadable", "no source", "withheld"]
"""Of a source page: the bytes that were read; other bytes; not there; there, but not to be read; its folder is gone; or
its bytes were taken down."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a page, as the rules see it.

    Attributes:
        number: Its number, from 1; lines that hold only space are not counted.
        text: Its characters, mojibake repaired.
        kept: Whether it is part of the article's text.
        rule: Why, in a few words, such as ``prose``, ``menu entry`` or ``repeat of line 4``.
    """

    number: int
    text: str
    kept: bool
    rule: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page of the source as it is now.

    Attributes:
        state: Whether it is there, and the page that was read.
        note: What to know of it in a sentence; empty where it is as read and today's rules are those that read it.
        path: Where it is looked for; empty where its folder is not there.
        encoding: Character encoding it was decoded from; empty where it was not read.
        lines: Its lines; none where it was not read.
    """

    state: State
    note: str
    path: str
    encoding: str
    lines: tuple[SourceLine, ...]


class Reading(NamedTuple):
    """A page of the source, read anew.

    Attributes:
        page: What is shown of it.
        trace: What each rule made of it; null where it could not be read.
    """

    page: SourcePage
    trace: Trace | None


WITHHELD = Reading(SourcePage("withheld", "its bytes were taken down, and are not shown", "", "", ()), None)
"""What there is of a page whose bytes were taken down."""


def source_of(warehouse: Warehouse, prefix: str | None, otherwise: str) -> str:
    """Return the source setting of the last run that read pages of that prefix (null: any), as the journal has it.

    Args:
        warehouse: The warehouse.
        prefix: What stands before the paths of the source's pages: its name and a slash, or nothing.
        otherwise: The setting where the journal has none.
    """
    known = [entry for entry in read_journal(warehouse) if entry.source]
    own = [entry.source for entry in known if prefix is None or entry.prefix == prefix]
    return own[-1] if own else otherwise


def read_source(
    source: str,
    uri: str,
    extraction: Extraction,
    max_bytes: int,
    digest: str | None,
    max_lines: int | None = None,
) -> Reading:
    """Read the page of a source URI; see `read_page`.

    Args:
        source: The source setting.
        uri: The source URI.
        extraction: Settings of the rules.
        max_bytes: The largest page that is read.
        digest: SHA-256 of the bytes that were read once; null where they were not.
        max_lines: The longest page that is read, null for any.
    """
    try:
        path = source_path(uri, parse_source(source))
    except ConfigurationError:
        note = f"The folder {source}, from which the page was read, is not there; {_STORED}"
        return Reading(SourcePage("no source", note, "", "", ()), None)
    return read_page(path, uri, extraction, max_bytes, digest, max_lines)


_STORED = "what is shown was stored when it was read."


def read_page(
    path: bytes,
    uri: str,
    extraction: Extraction,
    max_bytes: int,
    digest: str | None = None,
    max_lines: int | None = None,
) -> Reading:
    """Read a file by today's rules: its lines with the verdict on each, before recurring lines are taken out.

    A page of more than `max_lines` lines is not read.
    """
    opened = read_bytes(path, max_bytes)
    where = os.fsdecode(path)
    if isinstance(opened, Refused):
        gone = opened.reason == Reason.VANISHED
        note = "The page is in the source no more" if gone else f"The page cannot be read now ({opened.detail})"
        return Reading(SourcePage("gone" if gone else "unreadable", f"{note}; {_STORED}", where, "", ()), None)
    changed = digest is not None and hashlib.sha256(opened.data).hexdigest() != digest
    if max_lines is not None and opened.data.count(b"\n") > max_lines:
        note = f"The page has more than {max_lines:,} lines, too many to show; `broadsheet explain` lists them."
        return Reading(SourcePage("unreadable", note, where, "", ()), None)
    decoded = decode(opened.data, extraction.max_replaced_share)
    if not isinstance(decoded, Decoded):
        return Reading(SourcePage("unreadable", f"The page cannot be decoded: {decoded.detail}.", where, "", ()), None)
    (trace,) = trace_pages([DecodedPage(decoded.text, uri, decoded.encoding, decoded.replaced)], extraction)
    note = "The page changed since it was read: its lines are shown as they are now." if changed else ""
    lines = tuple(_lines(trace))
    return Reading(SourcePage("changed" if changed else "as read", note, where, decoded.encoding, lines), trace)


def mark_recurring(reading: Reading, recurring: Sequence[RecurringLine]) -> SourcePage:
    """Return the page with lines dropped that recur across the pages of its outlet."""
    page, trace = reading
    if trace is None or not recurring:
        return page
    lines = []
    for shown, line in zip(page.lines, trace.page.lines, strict=True):
        holding = [one for one in recurring if shown.kept and one.holds(line.start, line.end)]
        lines.append(replace(shown, kept=False, rule=_recurs(holding[0])) if holding else shown)
    return replace(page, lines=tuple(lines))


def _recurs(line: RecurringLine) -> str:
    counted = "pages" if line.pages is None else f"{line.pages} pages"
    return f"recurs on {counted} of {line.outlet}"


def _lines(trace: Trace) -> list[SourceLine]:
    labels = trace.body.labels
    title = trace.title.line if trace.title else -1
    return [
        SourceLine(number + 1, line.text, label.kept, "title" if number == title and not label.kept else label.rule)
        for number, (line, label) in enumerate(zip(trace.page.lines, labels, strict=True))
    ]
