"""The first page: what the version holds, and how the shares of duplicates and rejects went over the runs.

Everything comes from the manifest and the journal; no data file is opened.
"""

from dataclasses import dataclass
from datetime import datetime

from broadsheet.browsing.opening import Corpus
from broadsheet.publishing.manifest import Figures


@dataclass(frozen=True, slots=True)
class Month:
    """Documents of the corpus of one month.

    Attributes:
        month: YYYY-MM, or undated.
        documents: How many there are.
        languages: How many of each language, most first.
    """

    month: str
    documents: int
    languages: dict[str, int]


@dataclass(frozen=True, slots=True)
class Shares:
    """What one version of the past held.

    Attributes:
        at: When it was put in place, UTC.
        run: The run that did it; empty where none did.
        version: The version.
        pages: Pages in all places.
        corpus: Documents published.
        duplicates: Documents left out as repeats.
        quarantine: Pages refused.
        pending: Pages whose date was not asked for.
        duplicate_share: Duplicates over accepted documents, 0 to 1.
        refused_share: Refused pages over all but the pending, 0 to 1.
    """

    at: datetime
    run: str
    version: str
    pages: int
    corpus: int
    duplicates: int
    quarantine: int
    pending: int
    duplicate_share: float
    refused_share: float


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page shows.

    Attributes:
        version_id: The version shown.
        is_current: Whether readers see it now.
        since: When it was put in place (the last time), UTC; null where the journal does not say.
        figures: What it holds; publishers and agencies at most 100, most first.
        duplicate_share: Duplicates over accepted documents, 0 to 1.
        refused_share: Refused pages over all but the pending, 0 to 1.
        months: Documents by month and language: every month from the first to the last, those without a document too;
            undated last, if there are any. Gaps of more than ten years are left out.
        languages: The languages of `months`, most documents first: the order of a legend.
        trend: What versions held over time, oldest first, at most the latest 60.
    """

    version_id: str
    is_current: bool
    since: datetime | None
    figures: Figures
    duplicate_share: float
    refused_share: float
    months: tuple[Month, ...]
    languages: dict[str, int]
    trend: tuple[Shares, ...]


def read_overview(corpus: Corpus) -> Overview:
    """Return what the first page shows of a version."""
    raise NotImplementedError
