"""Makes documents of decoded pages: all columns of an article, or the reason why a page has none.

Each rule runs over all pages before the next rule: its tables and patterns stay in the processor's cache, which is
about twice as fast as page by page. A rule never sees more than one page.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from broadsheet.extraction.agency import Agency, find_agency
from broadsheet.extraction.article import read_article
from broadsheet.extraction.byline.find import Byline, find_byline
from broadsheet.extraction.dateline import Dateline, find_dateline
from broadsheet.extraction.dates.find import PublicationDate, find_date
from broadsheet.extraction.language import detect_languages
from broadsheet.extraction.page_type.find import find_page_type
from broadsheet.extraction.publisher.find import Publisher, find_publisher
from broadsheet.extraction.quality import Quality, measure
from broadsheet.extraction.segmentation.body import Body, find_bodies, without_headlines
from broadsheet.extraction.segmentation.page import Page, read_pages
from broadsheet.extraction.title import Title, find_titles
from broadsheet.reject_reasons import Reason
from broadsheet.settings import Extraction
from broadsheet.sources.file_reader import Refused


class DecodedPage(NamedTuple):
    """A page before extraction.

    Attributes:
        text: Its characters.
        source_uri: Where it came from; a folder or file name may give its date.
        encoding: Character encoding it was decoded from.
        replaced_bytes: Undecodable bytes replaced.
        url: Its web address, where the input carries one.
    """

    text: str
    source_uri: str
    encoding: str
    replaced_bytes: int
    url: str | None = None


class Document(NamedTuple):
    """An article: the columns of `broadsheet.schema.ARTICLE`, by name; see there."""

    url: str | None
    title: str | None
    text: str
    kind: str
    published_date: date | None
    published_precision: str
    published_at: datetime | None
    published_origin: str | None
    publisher: str | None
    publisher_domain: str | None
    publisher_origin: str | None
    authors: tuple[str, ...]
    agency: str | None
    dateline: str | None
    language: str
    language_score: float
    word_count: int
    paragraph_count: int
    quality: Quality
    spans: tuple[tuple[int, int], ...]


class Rejected(NamedTuple):
    """A page without a document.

    Attributes:
        reason: Its code.
        detail: The particulars, in a sentence.
    """

    reason: Reason
    detail: str


class Trace(NamedTuple):
    """The outcome of each rule on a page, with the line of each.

    Attributes:
        source: The page before any rule saw it.
        page: The page and its lines.
        body: The body, with a label for each line.
        title: The headline.
        page_type: The type of the page, or why it holds no article.
        language: Language of the body and the confidence.
        date: The date of publication.
        publisher: The outlet.
        byline: The authors.
        agency: The wire service.
        dateline: The opening of the first paragraph.
        text: The body's paragraphs joined by a blank line.
    """

    source: DecodedPage
    page: Page
    body: Body
    title: Title | None
    page_type: str | Refused
    language: tuple[str, float]
    date: PublicationDate | None
    publisher: Publisher | None
    byline: Byline | None
    agency: Agency | None
    dateline: Dateline | None
    text: str

    @property
    def outcome(self) -> Document | Rejected:
        """The document or the reason why there is none; computed at each call."""
        return _outcome(self)


def extract_pages(pages: Sequence[DecodedPage], settings: Extraction) -> list[Document | Rejected]:
    """Return for each decoded page, in order, its document or the reason why there is none."""
    return [read.outcome for read in trace_pages(pages, settings)]


def trace_pages(sources: Sequence[DecodedPage], settings: Extraction) -> list[Trace]:
    """Return for each decoded page, in order, the outcome of every rule."""
    if not sources:
        return []
    pages = read_pages([source.text for source in sources])
    bodies = find_bodies(pages)
    titles = find_titles(pages, bodies)
    bodies = without_headlines(pages, bodies, [title.line if title else None for title in titles])
    page_types = [
        find_page_type(page, body, title.text if title else None)
        for page, body, title in zip(pages, bodies, titles, strict=True)
    ]
    texts = ["\n\n".join([paragraph.text for paragraph in body.paragraphs]) for body in bodies]
    languages = detect_languages(texts, settings)
    articles = [
        read_article(page, body, title, language, source.source_uri, source.url) if isinstance(found, str) else None
        for source, page, body, title, found, (language, _) in zip(
            sources, pages, bodies, titles, page_types, languages, strict=True
        )
    ]
    dates = [find_date(article) if article else None for article in articles]
    publishers = [find_publisher(article) if article else None for article in articles]
    bylines = [find_byline(article) if article else None for article in articles]
    agencies = [find_agency(article) if article else None for article in articles]
    datelines = [
        find_dateline(body.paragraphs[0].text, language) if body.paragraphs else None
        for body, (language, _) in zip(bodies, languages, strict=True)
    ]
    outcomes = (pages, bodies, titles, page_types, languages, dates, publishers, bylines, agencies, datelines, texts)
    return [Trace(*read) for read in zip(sources, *outcomes, strict=True)]


def _outcome(read: Trace) -> Document | Rejected:
    source, page, body, published = read.source, read.page, read.body, read.date
    if isinstance(read.page_type, Refused):
        return Rejected(*read.page_type)
    quality, words = measure(page, body, read.text, encoding=source.encoding, replaced_bytes=source.replaced_bytes)
    return Document(
        url=source.url,
        title=read.title.text if read.title else None,
        text=read.text,
        kind=read.page_type,
        published_date=published.day if published else None,
        published_precision=published.precision if published else "none",
        published_at=published.at if published else None,
        published_origin=published.origin if published else None,
        publisher=read.publisher.name if read.publisher else None,
        publisher_domain=read.publisher.domain if read.publisher else None,
        publisher_origin=read.publisher.origin if read.publisher else None,
        authors=read.byline.authors if read.byline else (),
        agency=read.agency.name if read.agency else None,
        dateline=read.dateline.place if read.dateline else None,
        language=read.language[0],
        language_score=read.language[1],
        word_count=words,
        paragraph_count=len(body.paragraphs),
        quality=quality,
        spans=tuple([(paragraph.start, paragraph.end) for paragraph in body.paragraphs]),
    )
