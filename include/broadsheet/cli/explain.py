"""What ``broadsheet explain`` prints: what became of a page, and why, down to each of its lines.

What it tells is read by `broadsheet.queries`, as for the pages of the corpus browser.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from broadsheet.errors import ConfigurationError
from broadsheet.extraction.document import Rejected
from broadsheet.queries.comparison import match_texts
from broadsheet.queries.document import DocumentView, view_page
from broadsheet.queries.metadata import Fact, article_of, facts_of, figures_of
from broadsheet.queries.page_ledger import LedgerRow, find_named
from broadsheet.queries.source_page import SourcePage, read_page, source_of
from broadsheet.queries.version_handle import Corpus, open_corpus
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.tombstones import Tombstones

_NAMED = 10
"""Pages that are named where several match."""
_PASSAGES = 5
"""Shared passages that are shown, the longest."""
_PLACE_WIDTH = 36
_QUOTE, _HALF = 100, 48
"""Characters of a passage that are shown; a longer one by its beginning and its end."""


def explain(name: str, settings: Settings, source: str | None = None) -> Iterator[str]:
    """Yield lines that tell what became of a page.

    Args:
        name: A doc_id or its beginning, a source URI or its end, or a file.
        settings: Names the warehouse; its rules read a file that is in no version.
        source: Folder of pages; null for the one of the last build.

    Raises:
        ConfigurationError: nothing of that name is known and no such file is there, or several pages match.
    """
    warehouse = Warehouse(settings.warehouse)
    corpus = open_corpus(warehouse)
    if isinstance(corpus, Corpus):
        page = _find(corpus, name, source or source_of(warehouse, None, settings.source))
        if page is not None:
            yield from _document(corpus, page, settings, source)
            return
    if Tombstones.read(warehouse).named(name):
        yield f"page        {name}"
        yield "place       taken down, nothing of it is kept; `broadsheet take-down --lift` lets it in again"
        return
    if not Path(name).is_file():
        raise ConfigurationError(
            f"no page of the current version is called {name}, and no such file is there; "
            "give a doc_id, a source URI or its end, or the path of a file"
        )
    yield f"page        {name}"
    yield "place       not in the current version"
    yield from _loose(name, settings)


def _find(corpus: Corpus, name: str, source: str) -> LedgerRow | None:
    pages = find_named(corpus.version, name, source)
    if len(pages) > 1:
        some = "\n".join(f"  {page.source_uri}" for page in pages[:_NAMED])
        raise ConfigurationError(f"{len(pages)} pages match {name}; name one of them in full:\n{some}")
    return pages[0] if pages else None


def _document(corpus: Corpus, page: LedgerRow, settings: Settings, source: str | None) -> Iterator[str]:
    document = view_page(corpus, page, settings, source)
    yield f"page        {document.source_uri}"
    yield f"doc_id      {document.doc_id}"
    yield from _place(document)
    if document.repeats:
        yield from _passages(corpus, page, document.repeats.source_uri)
    yield from _metadata(document.facts, document.precision)
    if document.figures:
        yield _figures(document.figures)
    if document.source.note:
        yield f"note        {document.source.note}"
    if document.source.state == "no source":
        yield "            name the folder with --source"
    if document.source.lines:
        yield from _lines(document.source)
    else:
        yield from _text(document.paragraphs)


def _loose(name: str, settings: Settings) -> Iterator[str]:
    """Tell of a file that is in no version what would become of it."""
    reading = read_page(os.fsencode(name), name, settings.extraction, settings.discovery.max_page_bytes)
    if reading.trace is None:
        yield f"note        {reading.page.note}"
        return
    outcome = reading.trace.outcome
    if isinstance(outcome, Rejected):
        yield f"article     none, {outcome.reason}: {outcome.detail}"
    article = article_of(reading.trace)
    if article:
        yield from _metadata(facts_of(article, reading.trace), article["published_precision"])
        yield _figures(figures_of(article))
    yield from _lines(reading.page)


def _place(document: DocumentView) -> Iterator[str]:
    if document.place == "quarantine":
        yield f"place       quarantine, refused by {document.refused_by}"
        for reason in document.refusals:
            yield f"  {reason.code}: {reason.meaning} ({reason.detail})"
            yield f"    {reason.remedy}"
        return
    if document.place == "pending":
        day = f"published {document.published}" if document.published else "no date"
        yield f"place       pending: {day}, not asked for so far"
        return
    if document.repeats:
        kept = document.repeats
        yield (
            f"place       duplicates: {kept.relation}, stands behind {kept.doc_id} "
            f"(Jaccard {kept.jaccard:.2f}, containment {kept.containment:.2f})"
        )
    else:
        count = document.duplicate_count
        stands = f", stands for {count} left-out document{'s' if count > 1 else ''}" if count else ""
        yield f"place       corpus, lang={document.lang}, month={document.month}{stands}"
    yield f"cluster     {document.cluster_id}"


def _passages(corpus: Corpus, page: LedgerRow, kept_uri: str) -> Iterator[str]:
    """Show what a left-out document shares with the kept one."""
    matched = match_texts(corpus, page)
    here, there = len(matched.words), len(matched.kept_words)
    yield f"kept        {kept_uri}"
    yield (
        f"shared      {matched.shared_words} of its {here} words, "
        f"{matched.kept_shared_words} of the {there} of the kept document"
    )
    for passage in matched.passages[:_PASSAGES]:
        first, last = matched.words[passage.start], matched.words[passage.start + passage.words - 1]
        quote = " ".join(matched.text[first.start : last.end].split())
        place = f"{passage.words} words, {passage.start + 1} here, {passage.other_start + 1} there"
        yield f"  {place:<{_PLACE_WIDTH}}  {quote if len(quote) <= _QUOTE else f'{quote[:_HALF]} … {quote[-_HALF:]}'}"
    if len(matched.passages) > _PASSAGES:
        yield f"  and {len(matched.passages) - _PASSAGES} shorter passages"


def _metadata(facts: Iterable[Fact], precision: str) -> Iterator[str]:
    for fact in facts:
        value = f"{fact.value} ({precision})" if fact.name == "published" and fact.value else fact.value
        line = f"line {fact.line}" if fact.line is not None else ""
        origin = "; ".join(filter(None, [line, fact.rule])) if value else ""
        yield f"{fact.name:<12}{value or '-'}{f'   [{origin}]' if origin else ''}"


def _figures(figures: dict[str, int | float | str]) -> str:
    return (
        f"text        {figures['word_count']} words in {figures['paragraph_count']} paragraphs, "
        f"{figures['body_share']:.0%} of the page; {figures['sentence_share']:.0%} of them end like sentences; "
        f"decoded as {figures['encoding']}"
    )


def _text(paragraphs: tuple[str, ...]) -> Iterator[str]:
    """Show a stored text, where its page is not there to be shown line by line."""
    if paragraphs:
        yield "stored"
    for number, paragraph in enumerate(paragraphs, start=1):
        yield from _cut(f"{number:>5}   ", paragraph)


def _lines(page: SourcePage) -> Iterator[str]:
    column = min(max((len(line.rule) for line in page.lines), default=0), 30)
    yield "lines       + kept, - dropped"
    for line in page.lines:
        yield from _cut(f"{line.number:>5} {'+' if line.kept else '-'} {line.rule:<{column}}  ", line.text)


def _cut(start: str, text: str) -> Iterator[str]:
    """Yield a line, cut at the edge of the terminal."""
    room = max(shutil.get_terminal_size((140, 40)).columns, 80) - len(start)
    yield start + (text if len(text) <= room else f"{text[: room - 1]}…")
