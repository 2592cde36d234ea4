"""Reads the overview of a version: its figures, documents by month, shares of duplicates and refused pages over time.

Everything comes from the manifest and the journal; no data file is opened.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from broadsheet.queries.search import corpus_files
from broadsheet.queries.version_handle import Corpus
from broadsheet.reporting.run_summary import most_first
from broadsheet.schema import UNDATED
from broadsheet.warehouse.journal import Entry, read_journal
from broadsheet.warehouse.manifest import Figures


@dataclass(frozen=True, slots=True)
class Month:
    """Documents of the corpus of one month.

    Attributes:
        month: YYYY-MM, or undated.
        documents: Number of documents.
        languages: Number of documents by language, most first.
    """

    month: str
    documents: int
    languages: dict[str, int]


@dataclass(frozen=True, slots=True)
class Shares:
    """What a version held when it became current.

    Attributes:
        at: When it became current, UTC.
        run: The run that made it current; empty where it was none.
        version: The version.
        pages: Pages of the ledger.
        corpus: Documents published.
        duplicates: Documents in duplicates.
        quarantine: Pages refused.
        pending: Pages whose date no run has asked for.
        duplicate_share: Duplicates over accepted documents, 0 to 1.
        refused_share: Refused pages over all pages that are not pending, 0 to 1.
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
    """The overview of a version.

    Attributes:
        version_id: Its id.
        is_current: Whether it is the current version.
        since: When it last became current, UTC; None where the journal does not record it.
        figures: What it holds; publishers and agencies at most 100, most first.
        duplicate_share: Duplicates over accepted documents, 0 to 1.
        refused_share: Refused pages over all pages that are not pending, 0 to 1.
        months: Documents by month and language: every month from the first to the last, also those without documents,
            but without gaps of more than ten years; undated last, if there are any.
        languages: Documents by language, most first: the order of a legend.
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
    """Return the overview of a version."""
    figures = corpus.manifest.figures
    months = _months(corpus)
    languages: Counter[str] = Counter()
    for month in months:
        languages.update(month.languages)
    switches = [entry for entry in read_journal(corpus.warehouse) if entry.switched]
    since = [entry.at for entry in switches if entry.version == corpus.version_id]
    return Overview(
        version_id=corpus.version_id,
        is_current=corpus.is_current,
        since=since[-1] if since else None,
        figures=figures,
        duplicate_share=share(figures.duplicates, figures.corpus + figures.duplicates),
        refused_share=share(figures.quarantine, figures.pages - figures.pending),
        months=months,
        languages=most_first(languages),
        trend=tuple(_shares(entry) for entry in switches if entry.counts)[-_TREND:],
    )


_TREND = 60
_GAP = 120
"""The longest gap, in months without documents, that a chart still shows."""


def share(part: int, whole: int) -> float:
    """Return a part over the whole; 0 if the whole is 0."""
    return part / whole if whole else 0.0


def _months(corpus: Corpus) -> tuple[Month, ...]:
    counts: dict[str, Counter[str]] = {}
    for month, files in corpus_files(corpus).items():
        counts[month] = Counter()
        for entry in files:
            counts[month][entry.path.split("/")[1].removeprefix("lang=")] += entry.rows
    undated = counts.pop("", None)
    shown: list[tuple[str, Counter[str]]] = []
    for month in sorted(counts):
        if shown:
            missing = _between(shown[-1][0], month)
            shown += [(name, Counter[str]()) for name in missing] if len(missing) <= _GAP else []
        shown.append((month, counts[month]))
    if undated:
        shown.append((UNDATED, undated))
    return tuple(Month(month, count.total(), most_first(count)) for month, count in shown)


def _between(one: str, other: str) -> list[str]:
    """Return the months between two months, both exclusive.

    >>> _between("2018-11", "2019-02")
    ['2018-12', '2019-01']
    """
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (one, other))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first + 1, last)]


def _shares(entry: Entry) -> Shares:
    places = {name: entry.counts.get(name, 0) for name in ("pages", "corpus", "duplicates", "quarantine", "pending")}
    return Shares(
        at=entry.at,
        run=entry.run,
        version=entry.version or "",
        **places,
        duplicate_share=share(places["duplicates"], places["corpus"] + places["duplicates"]),
        refused_share=share(places["quarantine"], places["pages"] - places["pending"]),
    )
