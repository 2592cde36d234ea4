"""From a decoded page to a document: every column of an article, or the reason why the page holds none."""

from dataclasses import dataclass
from datetime import date, datetime

from broadsheet.extraction.agencies import Agency, find_agency
from broadsheet.extraction.article import Article
from broadsheet.extraction.body import Body, find_body, without_headline
from broadsheet.extraction.byline import Byline, find_byline
from broadsheet.extraction.dateline import Dateline, find_dateline
from broadsheet.extraction.dates import PublicationDate, find_date
from broadsheet.extraction.language import detect_languages
from broadsheet.extraction.page import Page, read_page
from broadsheet.extraction.publisher import Publisher, find_publisher
from broadsheet.extraction.quality import Quality, measure
from broadsheet.extraction.title import Title, find_title
from broadsheet.reasons import Reason
from broadsheet.settings import Extraction


@dataclass(frozen=True, slots=True)
class Document:
    """An article: the columns of `broadsheet.schema.ARTICLE`, by name; see there."""

    url: str | None
    title: str | None
    text: str
    published_date: date | None
    published_precision: str
    published_at: datetime | None
    published_origin: str | None
    publisher: str | None
    authors: tuple[str, ...]
    agency: str | None
    dateline: str | None
    language: str
    language_score: float
    word_count: int
    paragraph_count: int
    quality: Quality
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page that became no document.

    Attributes:
        reason: Its code.
        detail: The particulars, in a sentence.
    """

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Trace:
    """How a page was read: each rule's outcome with the line it stands on.

    Attributes:
        page: The page and its lines.
        body: The body, with a label for each line.
        title: The headline.
        language: Language of the body and the confidence.
        date: The date of publication.
        publisher: The outlet.
        byline: The authors.
        agency: The wire service.
        dateline: The opening of the first paragraph.
        outcome: What the page became.
    """

    page: Page
    body: Body
    title: Title | None
    language: tuple[str, float]
    date: PublicationDate | None
    publisher: Publisher | None
    byline: Byline | None
    agency: Agency | None
    dateline: Dateline | None
    outcome: Document | Rejected


def extract_page(
    text: str,
    *,
    source_uri: str,
    encoding: str,
    replaced_bytes: int,
    settings: Extraction,
    url: str | None = None,
) -> Document | Rejected:
    """Read a decoded page.

    Args:
        text: The page.
        source_uri: Where it came from; a folder or file name may tell its date.
        encoding: Character encoding it was decoded from.
        replaced_bytes: Undecodable bytes replaced.
        settings: The settings of extraction.
        url: Its web address, where the input carries one.
    """
    return trace(
        text, source_uri=source_uri, encoding=encoding, replaced_bytes=replaced_bytes, settings=settings, url=url
    ).outcome


def trace(
    text: str,
    *,
    source_uri: str,
    encoding: str,
    replaced_bytes: int,
    settings: Extraction,
    url: str | None = None,
) -> Trace:
    """Read a decoded page and return every rule's outcome; arguments as for `extract_page`."""
    page = read_page(text)
    body = find_body(page)
    if not body.paragraphs:
        reason = Reason.NO_ARTICLE if page.lines else Reason.EMPTY
        return _without_article(page, body, Rejected(reason, body.reason or ""))
    title = find_title(page, body)
    if title:
        body = without_headline(page, body, title.line)
    body_text = "\n\n".join(paragraph.text for paragraph in body.paragraphs)
    language, score = detect_languages([body_text], settings)[0]
    article = Article(
        page=page,
        kept=body.kept,
        title=title.text if title else None,
        title_line=title.line if title else None,
        language=language,
        source_uri=source_uri,
        values=body.matrix,
        url=url,
    )
    published = find_date(article)
    publisher = find_publisher(article)
    byline = find_byline(article)
    agency = find_agency(article)
    dateline = find_dateline(body.paragraphs[0].text, language)
    quality, words = measure(page, body, body_text, encoding=encoding, replaced_bytes=replaced_bytes)
    document = Document(
        url=url,
        title=title.text if title else None,
        text=body_text,
        published_date=published.day if published else None,
        published_precision=published.precision if published else "none",
        published_at=published.at if published else None,
        published_origin=published.origin if published else None,
        publisher=publisher.name if publisher else None,
        authors=byline.authors if byline else (),
        agency=agency.name if agency else None,
        dateline=dateline.place if dateline else None,
        language=language,
        language_score=score,
        word_count=words,
        paragraph_count=len(body.paragraphs),
        quality=quality,
        spans=tuple((paragraph.start, paragraph.end) for paragraph in body.paragraphs),
    )
    return Trace(page, body, title, (language, score), published, publisher, byline, agency, dateline, document)


def _without_article(page: Page, body: Body, outcome: Rejected) -> Trace:
    return Trace(page, body, None, ("und", 0.0), None, None, None, None, None, outcome)
