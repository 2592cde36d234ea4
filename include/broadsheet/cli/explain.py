"""Prints ``broadsheet explain``: the disposition of a page and the reason, and the label of each line.

The data comes from `broadsheet.queries`, as for the corpus browser.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from broadsheet.errors import ConfigurationError
from broadsheet.extraction.document import Rejected
from broadsheet.identity import wrapped_names
from broadsheet.queries.comparison import match_texts
from broadsheet.queries.document_view import DocumentView, view_page
from broadsheet.queries.metadata import Fact, article_of, facts_of, figures_of
from broadsheet.queries.page_ledger import LedgerRow, find_named
from broadsheet.queries.source_page import SourcePage, last_locations, read_page
from broadsheet.queries.version_handle import Corpus, open_corpus
from broadsheet.settings import Settings
from broadsheet.sources.formats.format import Options
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.tombstones import Tombstones

_MOST_MATCHES = 10
"""Pages that are listed where several match."""
_MOST_PASSAGES = 5
"""Shared passages that are shown, the longest."""
_LABEL = 16
"""Width of the labels."""
_POSITION = 48
"""Width of the position of a passage."""
_QUOTE, _HALF = 100, 48
"""Characters of a passage that are shown; of a longer one its beginning and its end."""


def explain(name: str, settings: Settings, source: str | None = None) -> Iterator[str]:
    """Yield lines that explain one page.

    Args:
        name: A doc_id or its beginning, a source URI or its end, or a file.
        settings: Names the warehouse; its rules read a file that is in no version.
        source: Folder of pages; None for the sources of earlier builds.

    Raises:
        ConfigurationError: there is neither a page nor a file of that name, or several pages match.
    """
    warehouse = Warehouse(settings.warehouse)
    corpus = open_corpus(warehouse)
    if isinstance(corpus, Corpus):
        sources = [source] if source else last_locations(warehouse, settings).values()
        page = _find(corpus, name, sources)
        if page is not None:
            yield from _document(corpus, page, settings, source)
            return
    if Tombstones.read(warehouse).named(name):
        yield _line("page", name)
        yield _line(
            "disposition",
            "taken down: only hashes are stored; `broadsheet take-down PAGE --lift --yes` allows it again",
        )
        return
    path, key = _file_and_key(name)
    if not path.is_file():
        if not isinstance(corpus, Corpus):
            raise ConfigurationError(f"{corpus.message} {corpus.remedy}")
        raise ConfigurationError(
            f"{name} is not a page of the current version, and there is no such file; "
            "give a doc_id, a web address, a source URI or the end of one, or the path of a file"
        )
    yield _line("page", name)
    yield _line("disposition", "not in the current version")
    yield from _unpublished(path, key, name, settings)


def _file_and_key(name: str) -> tuple[Path, str]:
    """Return the file that a name refers to, and the key of the record in it, empty for the file itself."""
    if Path(name).is_file():
        return Path(name), ""
    file, _, key = name.partition("#")
    found = [Path(one) for one in wrapped_names(file) if Path(one).is_file()]
    return (found[0], key) if found else (Path(name), "")


def _find(corpus: Corpus, name: str, sources: Iterable[str]) -> LedgerRow | None:
    pages = find_named(corpus.version, name, sources)
    if len(pages) > 1:
        some = "\n".join(f"  {page.source_uri}" for page in pages[:_MOST_MATCHES])
        raise ConfigurationError(f"{len(pages)} pages match {name}; give the full source URI of one of them:\n{some}")
    return pages[0] if pages else None


def _document(corpus: Corpus, page: LedgerRow, settings: Settings, source: str | None) -> Iterator[str]:
    document = view_page(corpus, page, settings, source)
    yield _line("page", document.source_uri)
    yield _line("doc_id", document.doc_id)
    yield from _disposition(document)
    if document.duplicate_of:
        yield from _passages(corpus, page)
    yield from _metadata(document.facts, document.precision)
    if document.figures:
        yield _figures(document.figures)
    if document.source.note:
        yield _line("note", document.source.note)
    if document.source.state == "no source":
        yield _line("", "pass the folder of its pages with --source")
    if document.source.lines:
        yield from _lines(document.source)
    else:
        yield from _text(document.paragraphs)


def _unpublished(path: Path, key: str, name: str, settings: Settings) -> Iterator[str]:
    """Yield the result of extraction for a file, or a record of one, that is in no version."""
    options = Options.of(settings, "")
    reading = read_page(os.fsencode(path), name, settings.extraction, options, key=key)
    if reading.trace is None:
        yield _line("note", reading.page.note)
        return
    outcome = reading.trace.outcome
    if isinstance(outcome, Rejected):
        yield _line("article", f"none, {outcome.reason}: {outcome.detail}")
    article = article_of(reading.trace)
    if article:
        yield from _metadata(facts_of(article, reading.trace), article["published_precision"])
        yield _figures(figures_of(article))
    yield from _lines(reading.page)


def _disposition(document: DocumentView) -> Iterator[str]:
    if document.place == "quarantine":
        yield _line("disposition", f"refused by {document.refused_by}")
        yield _line("dataset", "quarantine")
        for refusal in document.refusals:
            yield _line("reason", f"{refusal.code}: {refusal.meaning} ({refusal.detail})")
            yield _line("what to do", refusal.remedy)
        return
    if document.place == "pending":
        day = f"published {document.published}" if document.published else "without a date"
        yield _line("disposition", f"pending: {day}; no run has asked for that date yet")
        return
    yield _line("disposition", "accepted")
    yield _line("dataset", f"{document.place}, lang={document.lang}, month={document.month}")
    if document.duplicate_of:
        representative = document.duplicate_of
        yield _line(
            "duplicate of",
            f"{representative.doc_id} (relation {representative.relation}, Jaccard {representative.jaccard:.2f}, "
            f"containment {representative.containment:.2f})",
        )
        yield _line("", representative.source_uri)
        if representative.newer_version:
            yield _line("newer version", representative.newer_version)
    elif count := document.duplicate_count:
        yield _line("represents", f"{count} duplicate{'s' if count > 1 else ''}")
    if count := document.related_count:
        yield _line("related", f"{count} other document{'s' if count > 1 else ''} of the corpus in its cluster")
    yield _line("cluster", document.cluster_id or "-")


def _passages(corpus: Corpus, page: LedgerRow) -> Iterator[str]:
    """Yield the passages that a duplicate shares with its representative."""
    matched = match_texts(corpus, page)
    here, there = len(matched.words), len(matched.representative_words)
    yield _line(
        "shared words",
        f"{matched.shared_words} of {here} in this document, "
        f"{matched.representative_shared_words} of {there} in the representative",
    )
    for passage in matched.passages[:_MOST_PASSAGES]:
        first, last = matched.words[passage.start], matched.words[passage.start + passage.words - 1]
        quote = " ".join(matched.text[first.start : last.end].split())
        position = f"{passage.words} words: from word {passage.start + 1} here, {passage.other_start + 1} there"
        yield f"  {position:<{_POSITION}}  {quote if len(quote) <= _QUOTE else f'{quote[:_HALF]} … {quote[-_HALF:]}'}"
    if len(matched.passages) > _MOST_PASSAGES:
        yield f"  and {len(matched.passages) - _MOST_PASSAGES} shorter passages"


def _metadata(facts: Iterable[Fact], precision: str) -> Iterator[str]:
    for fact in facts:
        value = f"{fact.value} ({precision})" if fact.name == "published" and fact.value else fact.value
        line = f"line {fact.line}" if fact.line is not None else ""
        origin = "; ".join(filter(None, [line, fact.rule])) if value else ""
        yield _line(fact.name, f"{value or '-'}{f'   [{origin}]' if origin else ''}")


def _figures(figures: dict[str, int | float | str]) -> str:
    return _line(
        "text",
        f"{figures['word_count']} words in {figures['paragraph_count']} paragraphs, "
        f"{figures['body_share']:.0%} of the page; {figures['sentence_share']:.0%} of the paragraphs end like "
        f"sentences; decoded as {figures['encoding']}",
    )


def _text(paragraphs: tuple[str, ...]) -> Iterator[str]:
    """Yield a stored text; used if its page cannot be shown line by line."""
    if paragraphs:
        yield "stored text"
    for number, paragraph in enumerate(paragraphs, start=1):
        yield from _cut(f"{number:>5}   ", paragraph)


def _lines(page: SourcePage) -> Iterator[str]:
    column = min(max((len(line.rule) for line in page.lines), default=0), 30)
    if page.changes:
        yield _line("characters", page.changes)
    yield _line("lines", "+ kept, - dropped")
    for line in page.lines:
        yield from _cut(f"{line.number:>5} {'+' if line.kept else '-'} {line.rule:<{column}}  ", line.text)


def _line(label: str, value: str) -> str:
    return f"{label:<{_LABEL}}{value}"


def _cut(start: str, text: str) -> Iterator[str]:
    """Yield a line, cut at the edge of the terminal."""
    room = max(shutil.get_terminal_size((140, 40)).columns, 80) - len(start)
    yield start + (text if len(text) <= room else f"{text[: room - 1]}…")
