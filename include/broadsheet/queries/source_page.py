"""Reads the source page of a document line by line: which lines are kept, which are dropped, and by which rule."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from broadsheet.errors import ConfigurationError
from broadsheet.extraction.document import Trace, decoded_page, trace_pages
from broadsheet.identity import parse_source, source_path, wrapped_names
from broadsheet.queries.template_lines import TemplateLine
from broadsheet.reject_reasons import Reason
from broadsheet.settings import MEBIBYTE, Extraction, Settings
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.file_reader import Opened, Refused, read_bytes
from broadsheet.sources.formats.format import BadRecord, Options
from broadsheet.sources.formats.lookup import find_record
from broadsheet.sources.record import NOTHING_DECLARED, Declared, Record, record_digest
from broadsheet.warehouse.journal import read_journal
from broadsheet.warehouse.layout import Warehouse

State = Literal["as read", "changed", "gone", "unreadable", "no source", "withheld"]
"""State of a source page: its bytes are those that were read; they are others; there is no such file; it cannot be
read; the folder of the source does not exist; or its bytes were taken down."""


SHOWN_SCAN = 64 * MEBIBYTE
"""Bytes of a file in which the browser looks for a record: more would keep the server busy."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a page.

    Attributes:
        number: Its number, from 1; blank lines are not counted.
        text: Its characters, normalised.
        kept: Whether it is part of the document's text.
        rule: The reason in a few words, such as ``prose``, ``menu entry`` or ``repeat of line 4``.
    """

    number: int
    text: str
    kept: bool
    rule: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page of the source as it is now.

    Attributes:
        state: Whether it exists, and is the page that was read.
        note: How it differs from the page that was read, in a sentence; empty where it does not.
        path: Its path; empty where the folder of the source does not exist.
        encoding: Its character encoding; empty where it was not read.
        lines: Its lines; empty where it was not read.
        changes: What normalisation changed in its characters; empty where nothing.
    """

    state: State
    note: str
    path: str
    encoding: str
    lines: tuple[SourceLine, ...]
    changes: str = ""


class Reading(NamedTuple):
    """A source page that was read again.

    Attributes:
        page: Its state and lines.
        trace: The result of each rule; None where it could not be read.
    """

    page: SourcePage
    trace: Trace | None


WITHHELD = Reading(SourcePage("withheld", "Not shown: a page with the same bytes was taken down.", "", "", ()), None)
"""The reading of a page whose bytes were taken down."""


def last_locations(warehouse: Warehouse, settings: Settings) -> dict[str, str]:
    """Return where each source was read by its last run in the journal, else where the settings have it, by name."""
    locations: dict[str, str] = {}
    with suppress(ConfigurationError):
        locations = settings.locations()
    for entry in read_journal(warehouse):
        locations |= {name: source.location for name, source in entry.sources.items()}
    return locations


def read_source(
    source: str,
    uri: str,
    extraction: Extraction,
    options: Options,
    digest: str | None,
    max_lines: int | None = None,
    declared: Declared = NOTHING_DECLARED,
) -> Reading:
    """Read the page of a source URI; see `read_page`.

    Args:
        source: The source setting.
        uri: The source URI.
        extraction: Settings of extraction.
        options: How records are read, and the largest page.
        digest: Digest of the page when it was read; None where it was not.
        max_lines: Number of lines of the longest page that is read, None for no limit. With a limit, a record is
            looked for in the first `SHOWN_SCAN` bytes of its file only.
        declared: What the settings of the source declare of its pages.
    """
    try:
        parsed = parse_source(source)
    except ConfigurationError:
        note = f"The source folder {source} does not exist."
        return Reading(SourcePage("no source", note, "", "", ()), None)
    path, key = source_path(uri, parsed), ""
    if not os.path.lexists(path):
        base, _, key = uri.partition("#")
        found = [name for name in wrapped_names(os.fsdecode(source_path(base, parsed))) if os.path.lexists(name)]
        path, key = (os.fsencode(found[0]), key) if found else (path, "")
    return read_page(path, uri, extraction, options, digest, max_lines, key=key, declared=declared)


def read_page(
    path: bytes,
    uri: str,
    extraction: Extraction,
    options: Options,
    digest: str | None = None,
    max_lines: int | None = None,
    *,
    key: str = "",
    declared: Declared = NOTHING_DECLARED,
) -> Reading:
    """Read a page with the current rules; return its lines and the label of each, before template lines are removed.

    The page is a file, or the record with the key `key` of a file that holds several. A page of more than `max_lines`
    lines is not read.
    """
    where = os.fsdecode(path)
    record = _record(path, key, options, SHOWN_SCAN if max_lines else None)
    if isinstance(record, Refused):
        gone = record.reason == Reason.VANISHED
        note = "The page is no longer in the source." if gone else f"Not shown: {record.detail}."
        return Reading(SourcePage("gone" if gone else "unreadable", note, where, "", ()), None)
    changed = digest is not None and record_digest(record) != digest
    if max_lines is not None and record.data.count(b"\n") > max_lines:
        note = f"The page has more than {max_lines:,} lines, too many to show; `broadsheet explain` lists them."
        return Reading(SourcePage("unreadable", note, where, "", ()), None)
    decoded = decode(record.data, extraction.max_replaced_share, record.charset)
    if not isinstance(decoded, Decoded):
        return Reading(SourcePage("unreadable", f"The page cannot be decoded: {decoded.detail}.", where, "", ()), None)
    if decoded.text.count("\n") >= extraction.max_lines:
        note = f"The page has more lines than extraction.max_lines ({extraction.max_lines:,}) allows."
        return Reading(SourcePage("unreadable", note, where, decoded.encoding, ()), None)
    (trace,) = trace_pages([decoded_page(decoded, uri, record, declared)], extraction)
    note = "The page has changed since it was read; its current lines are shown." if changed else ""
    lines = tuple(_lines(trace))
    state: State = "changed" if changed else "as read"
    return Reading(SourcePage(state, note, where, decoded.encoding, lines, str(decoded.changes)), trace)


def _record(path: bytes, key: str, options: Options, most: int | None) -> Record | Refused:
    """Return a page of the source as a record, or why it cannot be read."""
    found = find_record(path, key, options, most)
    if isinstance(found, BadRecord):
        return Refused(found.reason, found.detail)
    if found is not None:
        return found
    opened = read_bytes(path, options.max_page_bytes)
    return Record("", opened.data) if isinstance(opened, Opened) else opened


def mark_template_lines(reading: Reading, template: Sequence[TemplateLine]) -> SourcePage:
    """Return the page with its template lines marked as dropped."""
    page, trace = reading
    if trace is None or not template:
        return page
    lines = []
    for shown, line in zip(page.lines, trace.page.lines, strict=True):
        holding = [one for one in template if shown.kept and one.holds(line.start, line.end)]
        lines.append(replace(shown, kept=False, rule=_rule(holding[0])) if holding else shown)
    return replace(page, lines=tuple(lines))


def _rule(line: TemplateLine) -> str:
    counted = "pages" if line.pages is None else f"{line.pages} pages"
    return f"template line on {counted} of {line.outlet}"


def _lines(trace: Trace) -> list[SourceLine]:
    labels = trace.body.labels
    title = trace.title.line if trace.title else None
    return [
        SourceLine(number + 1, line.text, label.kept, "title" if number == title and not label.kept else label.rule)
        for number, (line, label) in enumerate(zip(trace.page.lines, labels, strict=True))
    ]
