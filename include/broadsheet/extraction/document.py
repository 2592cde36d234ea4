"""Makes documents of decoded pages: all columns of an article, or the reason why a page has none.

Each rule runs over all pages before the next rule: its tables and patterns stay in the processor's cache, which is
about twice as fast as page by page. A rule never sees more than one page.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from broadsheet.extraction.agency import Agency, find_agency
from broadsheet.extraction.article import Article, read_article
from broadsheet.extraction.byline.find import Byline, describe_lines, find_byline
from broadsheet.extraction.clean_text import take_whole
from broadsheet.extraction.dateline import Dateline, find_dateline
from broadsheet.extraction.dates.find import (
    NumberOrder,
    Precision,
    PublicationDate,
    ScoredDates,
    choose_date,
    dateline_day,
    score_dates,
)
from broadsheet.extraction.evidence.authors import weigh_byline
from broadsheet.extraction.evidence.claims import Claims, claims_of
from broadsheet.extraction.evidence.dates import weigh_date
from broadsheet.extraction.evidence.publisher import weigh_publisher
from broadsheet.extraction.evidence.titles import weigh_titles
from broadsheet.extraction.language import detect_languages
from broadsheet.extraction.page_type.find import PageType, find_page_types
from broadsheet.extraction.publisher.find import Publisher, find_publisher
from broadsheet.extraction.publisher.hosts import host_of, registered_domain
from broadsheet.extraction.quality import Quality, measure
from broadsheet.extraction.segmentation.body import Body, find_bodies, without_headlines
from broadsheet.extraction.segmentation.page import Page, read_pages
from broadsheet.extraction.title import Title, find_titles, score_lines
from broadsheet.reject_reasons import Reason
from broadsheet.schema import UNKNOWN_LANGUAGE
from broadsheet.settings import Extraction
from broadsheet.sources.addresses import GIVEN, normal_address, page_address
from broadsheet.sources.decoding import Decoded
from broadsheet.sources.dump_formats import NOTHING, ORIGIN, Stated
from broadsheet.sources.file_reader import Refused
from broadsheet.sources.markup import Markup
from broadsheet.sources.normalization import UNCHANGED, Changes
from broadsheet.sources.record import NO_FIELDS, NOTHING_DECLARED, Declared, Fields, Record, crawl_time

_NO_RECORD = Record("", b"")


class DecodedPage(NamedTuple):
    """A page before extraction.

    Attributes:
        text: Its characters, normalised.
        source_uri: Where it came from; a folder or file name may give its date.
        encoding: Character encoding it was decoded from.
        replaced_bytes: Undecodable bytes replaced.
        url: Its web address, where the input carries one.
        changes: What normalisation changed.
        stated: What the form of the dump states of the page.
        markup: What the markup knows of its lines, None for plain text.
        fields: What the input states of the page beside its text.
        clean: Whether the text is an article already: its body is taken as it is.
        declared: What the settings declare of all pages of its source.
    """

    text: str
    source_uri: str
    encoding: str
    replaced_bytes: int
    url: str | None = None
    changes: Changes = UNCHANGED
    stated: Stated = NOTHING
    markup: Markup | None = None
    fields: Fields = NO_FIELDS
    clean: bool = False
    declared: Declared = NOTHING_DECLARED


def decoded_page(
    decoded: Decoded, source_uri: str, record: Record = _NO_RECORD, declared: Declared = NOTHING_DECLARED
) -> DecodedPage:
    """Return the page of a decoded text, with what its file and the settings of its source state of it."""
    return DecodedPage(
        decoded.text,
        source_uri,
        decoded.encoding,
        decoded.replaced,
        record.fields.url,
        decoded.changes,
        decoded.stated,
        decoded.markup,
        record.fields,
        record.clean or declared.clean,
        declared,
    )


class Document(NamedTuple):
    """An article: the columns of `broadsheet.schema.ARTICLE`, by name; see there.

    Attributes:
        order: The order of day and month in its date; see `PublicationDate.order`.
        other: Its date in the other order, if the page leaves doubt; see `PublicationDate.other`.
    """

    url: str | None
    url_origin: str | None
    url_normalized: str | None
    url_domain: str | None
    crawled_at: datetime | None
    title: str | None
    text: str
    page_type: str
    page_type_score: float
    published_date: date | None
    published_precision: str
    published_at: datetime | None
    published_origin: str | None
    updated_at: date | None
    updated_origin: str | None
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
    order: NumberOrder | None = None
    other: PublicationDate | None = None


class Rejected(NamedTuple):
    """A page without a document.

    Attributes:
        reason: Its code.
        detail: The particulars, in a sentence.

    The others are columns of `broadsheet.schema.ARTICLE` that do not depend on a text, None where they are not known.
    """

    reason: Reason
    detail: str
    url: str | None = None
    url_origin: str | None = None
    url_normalized: str | None = None
    url_domain: str | None = None
    crawled_at: datetime | None = None

    @classmethod
    def unread(cls, reason: Reason, detail: str, fields: Fields) -> "Rejected":
        """Return the rejection of a page that could not be read, with what its input states of it."""
        stated = page_address((), fields.url, fields.origin or GIVEN)
        return cls(reason, detail, *_address(*(stated or (None, None))), crawl_time(fields.crawled_at))


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
        claims: What is claimed of the page, None where nothing is.
    """

    source: DecodedPage
    page: Page
    body: Body
    title: Title | None
    page_type: PageType | Refused
    language: tuple[str, float]
    date: PublicationDate | None
    publisher: Publisher | None
    byline: Byline | None
    agency: Agency | None
    dateline: Dateline | None
    text: str
    claims: Claims | None

    @property
    def outcome(self) -> Document | Rejected:
        """The document or the reason why there is none; computed at each call."""
        return _outcome(self)


def extract_pages(
    pages: Sequence[DecodedPage], settings: Extraction, day: date | None = None
) -> list[Document | Rejected]:
    """Return for each decoded page, in order, its document or the reason why there is none.

    Args:
        pages: The pages.
        settings: Settings of extraction.
        day: The run's day: a date after it is weak evidence. None where dates may be of any day.
    """
    return [read.outcome for read in trace_pages(pages, settings, day)]


def trace_pages(sources: Sequence[DecodedPage], settings: Extraction, day: date | None = None) -> list[Trace]:
    """Return for each decoded page, in order, the outcome of every rule; for the arguments see `extract_pages`."""
    if not sources:
        return []
    pages = read_pages([source.text for source in sources])
    claims = [
        claims_of(page, source.markup, source.fields, source.url) for source, page in zip(sources, pages, strict=True)
    ]
    bodies = find_bodies(pages, markups=[claim.line_markup if claim else None for claim in claims])
    scored_lines = score_lines(pages, bodies)
    found_titles = [
        Title(source.stated.title, 0, ORIGIN) if source.stated.title else None if source.clean else found
        for source, found in zip(sources, find_titles(pages, bodies, scored_lines), strict=True)
    ]
    titles = weigh_titles(pages, bodies, found_titles, claims, scored_lines)
    bodies = [
        take_whole(page, body) if source.clean else cut
        for source, page, body, cut in zip(
            sources,
            pages,
            bodies,
            without_headlines(pages, bodies, [title.line if title else None for title in titles]),
            strict=True,
        )
    ]
    page_types = _page_types(sources, pages, bodies, titles, settings)
    texts = ["\n\n".join([paragraph.text for paragraph in body.paragraphs]) for body in bodies]
    languages = [
        _language(source, *found) for source, found in zip(sources, detect_languages(texts, settings), strict=True)
    ]
    articles = [
        read_article(page, body, title, language, source.source_uri, claim.url if claim else source.url)
        if isinstance(found, PageType)
        else None
        for source, page, body, title, found, (language, _), claim in zip(
            sources, pages, bodies, titles, page_types, languages, claims, strict=True
        )
    ]
    scored_dates = iter(score_dates([article for article in articles if article], day))
    dates = [
        _date(source, article, next(scored_dates), claim, day) if article else None
        for source, article, claim in zip(sources, articles, claims, strict=True)
    ]
    publishers = [
        _find_publisher(source, article, claim) if article else None
        for source, article, claim in zip(sources, articles, claims, strict=True)
    ]
    bylines = [
        _find_byline(source, article, claim) if article else None
        for source, article, claim in zip(sources, articles, claims, strict=True)
    ]
    agencies = [find_agency(article) if article else None for article in articles]
    datelines = [
        find_dateline(body.paragraphs[0].text, language) if body.paragraphs else None
        for body, (language, _) in zip(bodies, languages, strict=True)
    ]
    outcomes = (pages, bodies, titles, page_types, languages, dates, publishers, bylines, agencies, datelines, texts)
    return [Trace(*read) for read in zip(sources, *outcomes, claims, strict=True)]


def _page_types(
    sources: Sequence[DecodedPage],
    pages: Sequence[Page],
    bodies: Sequence[Body],
    titles: Sequence[Title | None],
    settings: Extraction,
) -> list[PageType | Refused]:
    """Return the type of each page; clean texts are articles, and are not looked at unless they are empty."""
    open_pages = [place for place, source in enumerate(sources) if not (source.clean and bodies[place].paragraphs)]
    found: list[PageType | Refused] = [PageType("article", 1.0)] * len(sources)
    if open_pages:
        of_open = find_page_types(
            [pages[place] for place in open_pages],
            [bodies[place] for place in open_pages],
            [titles[place] for place in open_pages],
            settings.page_types,
        )
        for place, one in zip(open_pages, of_open, strict=True):
            found[place] = one
    return found


def _language(source: DecodedPage, language: str, score: float) -> tuple[str, float]:
    """Return the language of a text; where the text leaves it uncertain, the one that the settings or the input state.

    The language of a document's markup does not count: templates state it, and many state a wrong one.
    """
    if language != UNKNOWN_LANGUAGE:
        return language, score
    stated = re.fullmatch(r"([a-z]{2})(?:[-_].*)?", (source.fields.language or "").strip().lower())
    return source.declared.language or (stated[1] if stated else language), score


def _date(
    source: DecodedPage, article: Article, scored: ScoredDates, claims: Claims | None, day: date | None
) -> PublicationDate | None:
    """Return the date that the dump states, else the one found, weighed against the claimed ones.

    A month or a year that the dump states is completed by a day that is found in it, else by one that the dateline
    names in it. Of a clean text only claims count: a date in it is of its story.
    """
    found = None if source.clean else choose_date(scored)
    if claims is not None:
        found = weigh_date(article, found, claims, day, scored)
    _, year, month, day_of_month, _, _ = source.stated
    if year is None:
        return found
    within = found is not None and found.day.year == year and month in (None, found.day.month)
    if day_of_month is None and found and within and found.precision == "day":
        return found._replace(origin=f"{ORIGIN}; day from: {found.origin}", order=None, other=None)
    updated = (found.updated, found.updated_origin) if found else (None, None)
    named = dateline_day(article, year, month) if day_of_month is None else None
    if named is not None:
        return PublicationDate(named, "day", None, f"{ORIGIN}; day from the dateline", 0, *updated)
    precision: Precision = "day" if day_of_month else "month" if month else "year"
    return PublicationDate(date(year, month or 1, day_of_month or 1), precision, None, ORIGIN, 0, *updated)


def _find_publisher(source: DecodedPage, article: Article, claims: Claims | None) -> Publisher | None:
    """Return the outlet that the settings declare, else the one that the dump states.

    Else it is the one that the page names, weighed against the claimed ones.
    """
    if source.declared.publisher:
        site = registered_domain(host_of(article.url)) if article.url else None
        return Publisher(source.declared.publisher, "settings of the source", None, site)
    name, at = source.stated.publisher, source.stated.date_at
    if name is None or at is None:
        found = None if source.clean and not article.url else find_publisher(article)
        return weigh_publisher(found, claims) if claims is not None else found
    line = next((number for number, line in enumerate(article.page.lines) if line.start <= at < line.end), None)
    return Publisher(name, "published-in line", line, registered_domain(name))


def _find_byline(source: DecodedPage, article: Article, claims: Claims | None) -> Byline | None:
    """Return the authors that the page names, weighed against the claimed ones; of a clean text, the claimed ones."""
    if source.clean and (claims is None or not claims.named("author")):
        return None
    lines = describe_lines(article)
    found = None if source.clean else find_byline(article, lines)
    return weigh_byline(article, found, claims, lines) if claims is not None else found


class _Address(NamedTuple):
    url: str | None
    url_origin: str | None
    url_normalized: str | None
    url_domain: str | None


def _address(url: str | None, origin: str | None) -> _Address:
    normalized = normal_address(url) if url else None
    return _Address(url, origin, normalized, registered_domain(host_of(normalized)) if normalized else None)


def _outcome(read: Trace) -> Document | Rejected:
    source, body, published = read.source, read.body, read.date
    url, url_origin = source.url, GIVEN if source.url else None
    if read.claims:
        url, url_origin = read.claims.url, read.claims.url_origin
    address, crawled_at = _address(url, url_origin), crawl_time(source.fields.crawled_at)
    if isinstance(read.page_type, Refused):
        return Rejected(*read.page_type, *address, crawled_at)
    quality, words = measure(
        body,
        read.text,
        encoding=source.encoding,
        replaced_bytes=source.replaced_bytes,
        repaired_lines=source.changes.repaired_lines,
    )
    return Document(
        *address,
        crawled_at=crawled_at,
        title=read.title.text if read.title else None,
        text=read.text,
        page_type=read.page_type.name,
        page_type_score=read.page_type.score,
        published_date=published.day if published else None,
        published_precision=published.precision if published else "none",
        published_at=published.at if published else None,
        published_origin=published.origin if published else None,
        updated_at=published.updated if published else None,
        updated_origin=published.updated_origin if published else None,
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
        order=published.order if published else None,
        other=published.other if published else None,
    )
