"""Everything known of one document: where it is and why, its text and metadata, and its source page line by line."""

from dataclasses import dataclass
from typing import Literal

from broadsheet.browsing.opening import Corpus
from broadsheet.browsing.source_page import SourcePage
from broadsheet.settings import Settings

Place = Literal["corpus", "duplicates", "quarantine", "pending"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the page says of itself.

    Attributes:
        name: title, published, publisher, authors, agency, dateline, kind, language, url.
        value: What it says; null where it says nothing of it.
        line: The line it stands on, from 1; null where it does not come from one, or that is not known now.
        rule: The rule that found it, with its evidence; empty where there is nothing to tell.
    """

    name: str
    value: str | None
    line: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason why a page was refused.

    Attributes:
        code: Its code (`broadsheet.reasons.Reason`).
        detail: The particulars of this page.
        meaning: What the code means.
        remedy: What to do about it.
    """

    code: str
    detail: str
    meaning: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Repeats:
    """What a left-out document repeats.

    Attributes:
        doc_id: The kept document.
        source_uri: Its page.
        title: Its headline, null where it has none.
        relation: exact, near or contained.
        jaccard: Jaccard similarity to it, 0 to 1.
        containment: Share of the smaller one's shingles found in the other, 0 to 1.
    """

    doc_id: str
    source_uri: str
    title: str | None
    relation: str
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document, whatever became of it.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        place: Where it is.
        said: The place in words: why it is there and what follows.
        lang: Folder key of its partition; null outside corpus and duplicates.
        month: Likewise.
        facts: What the page says of itself, each with its origin; those of the stored row where there is one, else of
            the page as it is now.
        title: The headline, null where there is none.
        language: Code of the text's language, und where not sure.
        paragraphs: The text as stored; none where none is stored (refused before it was read, or pending).
        figures: Counts and signals of quality by name, of the stored text, numbers as numbers.
        refused_by: The stage that refused it; empty where none did.
        refusals: Why it was refused; none where it was not.
        repeats: What it repeats; null where it repeats nothing.
        cluster_id: Its cluster; null outside corpus and duplicates.
        duplicate_count: Left-out documents it stands for.
        extractor: Version of the rules that read it.
        source_digest: SHA-256 of the page's bytes when it was read; null where they were not.
        source: Its page as it is now, line by line.
    """

    doc_id: str
    source_uri: str
    place: Place
    said: str
    lang: str | None
    month: str | None
    facts: tuple[Fact, ...]
    title: str | None
    language: str
    paragraphs: tuple[str, ...]
    figures: dict[str, int | float | str]
    refused_by: str
    refusals: tuple[Refusal, ...]
    repeats: Repeats | None
    cluster_id: str | None
    duplicate_count: int
    extractor: str
    source_digest: str | None
    source: SourcePage


def read_document(corpus: Corpus, doc_id: str, settings: Settings, source: str | None = None) -> DocumentView:
    """Return a document by its id, wherever it is.

    Args:
        corpus: The version.
        doc_id: 24 hex digits.
        settings: Where pages come from if the journal does not say, and how large one may be.
        source: Where its page is looked for; null for the source of the last run that read that source.

    Raises:
        NotFoundError: the version knows no such document.
        DataError: the version is damaged.
    """
    raise NotImplementedError
