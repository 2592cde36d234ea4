"""What became of a page, and why: its place in the current version, its metadata, and the verdict on each line.

The lines are read from the source page by the very rules that extract it
(`broadsheet.extraction.document.trace_pages`).
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.datasets import read_file
from broadsheet.deduplication.passages import covered_words, shared_passages, split_words
from broadsheet.errors import ConfigurationError, DataError
from broadsheet.extraction.document import DecodedPage, Document, Rejected, Trace, trace_pages
from broadsheet.publishing.history import read_history
from broadsheet.publishing.version import Partition, Version
from broadsheet.reasons import EXPLANATIONS, Reason
from broadsheet.recurring.lookup import RecurringLine, find_recurring
from broadsheet.settings import Settings
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.identity import parse_source, source_path, source_uri
from broadsheet.sources.opening import Opened, read_bytes
from broadsheet.warehouse import Warehouse

_FEWEST_DIGITS = 4
"""Hex digits from which the beginning of a doc_id is looked for."""

_PASSAGES = 5
"""Shared passages that are shown, the longest."""
_PLACE_WIDTH = 36
_QUOTE, _HALF = 100, 48
"""Characters of a passage that are shown; a longer one by its beginning and its end."""


def explain(name: str, settings: Settings, source: str | None = None) -> Iterator[str]:
    """Yield lines that tell what became of a page.

    Args:
        name: A doc_id or its beginning, a source URI or its end, or a file.
        settings: Names the warehouse; its rules read the page.
        source: Folder of pages; null for the one of the last build.

    Raises:
        ConfigurationError: nothing of that name is known and no such file is there, or several pages match.
    """
    warehouse = Warehouse(settings.warehouse)
    version = Version.open(warehouse, warehouse.current_id())
    given = source
    source = given or _last_source(warehouse) or settings.source
    known = _find(name, version, source)
    if known is None:
        file = Path(name)
        if not file.is_file():
            raise ConfigurationError(
                f"no page of the current version is called {name}, and no such file is there; "
                "give a doc_id, a source URI or its end, or the path of a file"
            )
        yield f"page        {name}"
        yield "place       not in the current version"
        yield from _page(os.fsencode(file), name, settings, None)
        return
    source = given or _last_source(warehouse, known["source"]) or source
    yield f"page        {known['source_uri']}"
    yield f"doc_id      {known['doc_id']}"
    yield from _place(known, version)
    if known["place"] == "duplicates":
        yield from _passages(known, version, settings)
    path = source_path(known["source_uri"], parse_source(source)) if _is_source(source) else None
    if path is None:
        yield f"lines       the source {source} is not there; name it with --source"
        return
    recurring = find_recurring(version, known["doc_id"])
    yield from _page(path, known["source_uri"], settings, known["source_digest"], recurring)


def _find(name: str, version: Version, source: str) -> dict[str, Any] | None:
    """Return the ledger's row of the page meant; null where the ledger has none."""
    if not name.isascii() and _unprintable(name):
        name = source_uri(os.fsencode(name))
    ledger = version.ledger()
    uris = ledger["source_uri"]
    tests = [pc.equal(ledger["doc_id"], name), pc.equal(uris, name)]
    inside = _inside(name, source)
    if inside is not None:
        tests.append(pc.equal(uris, inside))
    if len(name) >= _FEWEST_DIGITS:
        tests.append(pc.starts_with(ledger["doc_id"], name))
    tests.append(pc.ends_with(uris, f"/{name}"))
    for test in tests:
        rows = ledger.filter(test)
        if rows.num_rows > 1:
            some = "\n".join(f"  {uri}" for uri in rows["source_uri"][:10].to_pylist())
            raise ConfigurationError(f"{rows.num_rows} pages match {name}; name one of them in full:\n{some}")
        if rows.num_rows == 1:
            row: dict[str, Any] = rows.to_pylist()[0]
            return row
    return None


def _unprintable(name: str) -> bool:
    """Whether a name from the command line holds bytes that are not UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return True
    return False


def _inside(name: str, source: str) -> str | None:
    """Return the source URI of a file, where it lies below the source."""
    if not _is_source(source) or not Path(name).exists():
        return None
    parsed = parse_source(source)
    root, path = os.fsencode(parsed.root.resolve()), os.fsencode(Path(name).resolve())
    return source_uri(path[len(root) + 1 :], parsed.prefix) if path.startswith(root + b"/") else None


def _is_source(source: str) -> bool:
    try:
        parse_source(source)
    except ConfigurationError:
        return False
    return True


def _last_source(warehouse: Warehouse, prefix: str | None = None) -> str | None:
    """Return the setting of the last build, or of the last one whose pages have that prefix."""
    entries = [entry for entry in read_history(warehouse.history) if entry.get("source")]
    sources = [entry["source"] for entry in entries if prefix is None or entry.get("prefix") == prefix]
    return sources[-1] if sources else None


def _place(known: dict[str, Any], version: Version) -> Iterator[str]:
    place = known["place"]
    if place == "quarantine":
        (row,) = _rows(version.quarantine(), known["doc_id"])
        yield f"place       quarantine, refused by {row['stage']}"
        for reason in row["reasons"]:
            told = EXPLANATIONS[Reason(reason["code"])]
            yield f"  {reason['code']}: {told.meaning} ({reason['detail']})"
            yield f"    {told.remedy}"
        return
    if place == "pending":
        day = f"published {known['published_date']:%Y-%m-%d}" if known["published_date"] else "no date"
        yield f"place       pending: {day}, not asked for so far"
        return
    row = _published(known, version)
    if place == "duplicates":
        yield (
            f"place       duplicates: {row['relation']}, stands behind {row['duplicate_of']} "
            f"(Jaccard {row['jaccard']:.2f}, containment {row['containment']:.2f})"
        )
    else:
        count = row["duplicate_count"]
        stands = f", stands for {count} left-out document{'s' if count > 1 else ''}" if count else ""
        yield f"place       corpus, lang={known['lang']}, month={known['month']}{stands}"
    yield f"cluster     {row['cluster_id']}"


def _passages(known: dict[str, Any], version: Version, settings: Settings) -> Iterator[str]:
    """Show what a left-out document shares with the kept one."""
    row = _published(known, version)
    (kept,) = _rows(version.ledger(), row["duplicate_of"])
    words, its_words = split_words(row["text"]), split_words(_published(kept, version)["text"])
    passages = shared_passages(words, its_words, settings.deduplication.shingle_words)
    here, there = sum(passage.words for passage in passages), covered_words(passages)
    yield f"kept        {kept['source_uri']}"
    yield f"shared      {here} of its {len(words)} words, {there} of the {len(its_words)} of the kept document"
    for passage in passages[:_PASSAGES]:
        first, last = words[passage.start], words[passage.start + passage.words - 1]
        quote = " ".join(row["text"][first.start : last.end].split())
        place = f"{passage.words} words, {passage.start + 1} here, {passage.other_start + 1} there"
        yield f"  {place:<{_PLACE_WIDTH}}  {quote if len(quote) <= _QUOTE else f'{quote[:_HALF]} … {quote[-_HALF:]}'}"
    if len(passages) > _PASSAGES:
        yield f"  and {len(passages) - _PASSAGES} shorter passages"


def _published(known: dict[str, Any], version: Version) -> dict[str, Any]:
    files = version.partition_files(known["place"], Partition(known["lang"], known["month"]))
    columns = ["doc_id", "cluster_id", "duplicate_count", "text"]
    if known["place"] == "duplicates":
        columns += ["duplicate_of", "relation", "jaccard", "containment"]
    for file in files:
        if _rows(read_file(file, ["doc_id"]), known["doc_id"]):
            return _rows(read_file(file, columns), known["doc_id"])[0]
    raise DataError(
        f"the ledger puts {known['doc_id']} into {known['place']}, but no file holds it; the version is damaged"
    )


def _rows(table: pa.Table, doc: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.filter(pc.equal(table["doc_id"], doc)).to_pylist()
    return rows


def _page(
    path: bytes, uri: str, settings: Settings, digest: str | None, recurring: Sequence[RecurringLine] = ()
) -> Iterator[str]:
    opened = read_bytes(path, settings.discovery.max_page_bytes)
    if not isinstance(opened, Opened):
        yield f"lines       {opened.reason}: {opened.detail}"
        return
    if digest and hashlib.sha256(opened.data).hexdigest() != digest:
        yield "note        the page changed since; what follows reads it as it is now"
        recurring = ()
    decoded = decode(opened.data, settings.extraction.max_replaced_share)
    if not isinstance(decoded, Decoded):
        yield f"lines       {decoded.reason}: {decoded.detail}"
        return
    (read,) = trace_pages([DecodedPage(decoded.text, uri, decoded.encoding, decoded.replaced)], settings.extraction)
    yield from _metadata(read)
    yield from _lines(read, recurring)


def _metadata(read: Trace) -> Iterator[str]:
    document = read.outcome
    if isinstance(document, Rejected):
        yield f"article     none, {document.reason}: {document.detail}"
        return
    day = f"{document.published_date} ({document.published_precision})" if document.published_date else None
    facts = (
        ("title", document.title, read.title),
        ("published", day, read.date),
        ("publisher", document.publisher, read.publisher),
        ("authors", ", ".join(document.authors) or None, read.byline),
        ("agency", document.agency, read.agency),
        ("dateline", document.dateline, read.dateline),
    )
    for name, value, found in facts:
        yield f"{name:<12}{value or '-'}{_origin(found) if value else ''}"
    yield f"kind        {document.kind}"
    yield f"language    {document.language} ({document.language_score:.2f})"
    yield _quality(document)


def _origin(found: object) -> str:
    parts = []
    line = getattr(found, "line", None)
    if line is not None:
        parts.append(f"line {line + 1}")
    origin = getattr(found, "origin", None)
    if origin:
        parts.append(str(origin))
    return f"   [{'; '.join(parts)}]" if parts else ""


def _quality(document: Document) -> str:
    quality = document.quality
    return (
        f"text        {document.word_count} words in {document.paragraph_count} paragraphs, "
        f"{quality.body_share:.0%} of the page; {quality.sentence_share:.0%} of them end like sentences; "
        f"decoded as {quality.encoding}"
    )


def _lines(read: Trace, recurring: Sequence[RecurringLine]) -> Iterator[str]:
    width = max(shutil.get_terminal_size((140, 40)).columns, 80)
    rules = [label.rule for label in read.body.labels]
    if read.title:
        rules[read.title.line] = "title" if not read.body.labels[read.title.line].kept else rules[read.title.line]
    kept = [label.kept for label in read.body.labels]
    for at, line in enumerate(read.page.lines):
        for one in recurring:
            if kept[at] and one.holds(line.start, line.end):
                kept[at], rules[at] = False, f"recurs on {one.pages} pages of {one.outlet}"
    column = min(max((len(rule) for rule in rules), default=0), 30)
    yield "lines       + kept, - dropped"
    for number, (line, stays, rule) in enumerate(zip(read.page.lines, kept, rules, strict=True), start=1):
        start = f"{number:>5} {'+' if stays else '-'} {rule:<{column}}  "
        room = width - len(start)
        yield start + (line.text if len(line.text) <= room else f"{line.text[: room - 1]}…")
