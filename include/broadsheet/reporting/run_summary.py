"""The outcome of a run as data: what it found, and what the current version holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from broadsheet.runs.run import Found, SourceRead
from broadsheet.warehouse.manifest import Figures


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcome of a run. It holds no time, so equal runs have equal summaries.

    Attributes:
        found: Pages of the source by state: new, changed, unchanged and so on.
        version: Id of the current version.
        is_new: Whether the run published it.
        dates: Dates of publication (ISO) whose documents changed, in order.
        waiting: Published pages whose new content waits for a run that asks for its date.
        figures: What the version holds, over all runs.
        warnings: Warnings of the gate, one line each.
        report: Path of the validation report, empty where there is none.
        path: Path of the corpus of the current version.
        moved_from: The source of the previous run if it was another folder with the same name, else empty.
        sources: The sources of the run, by name.
        read: Pages that the run read: new and changed ones, and pending ones whose date it asked for.
        refused: Pages among these that went to quarantine.
        reasons: Refused pages of the run by reason code, most frequent first.
        index_problem: Why the full-text index could not be updated; empty if it was, or if there is none.
        examples: Of each reason a page and what was found there, where most pages were refused.
    """

    found: Found
    version: str
    is_new: bool
    dates: tuple[str, ...]
    waiting: int
    figures: Figures
    warnings: tuple[str, ...]
    report: str
    path: str
    moved_from: str = ""
    sources: Mapping[str, SourceRead] = field(default_factory=dict)
    read: int = 0
    refused: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    index_problem: str = ""

    @property
    def unread(self) -> dict[str, str]:
        """The sources that could not be read, by name, with the reason."""
        return {name: source.problem for name, source in self.sources.items() if source.problem}

    @property
    def mostly_refused(self) -> bool:
        """Whether half or more of the pages that the run read were refused: usually the source is of the wrong kind."""
        return 2 * self.refused >= self.read > 0

    @property
    def failure(self) -> str:
        """Why the run is of no use, in a sentence; empty where it is: nothing, or nearly nothing, came into the corpus.

        A few refused pages beside a corpus of earlier runs are none.
        """
        if self.found.total == 0:
            return "the source holds no page"
        accepted = self.figures.corpus + self.figures.duplicates + self.figures.pending
        if self.refused > accepted and self.refused >= _NEARLY_ALL * self.read:
            if self.read == 1:
                return "the only page that was read was refused"
            share = "all" if self.refused == self.read else f"{self.refused:,} of"
            return f"{share} {self.read:,} pages that were read were refused"
        return ""


_NEARLY_ALL = 0.9


def most_first(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts in descending order, equal ones by name.

    >>> most_first({"de": 1, "en": 5, "ar": 1})
    {'en': 5, 'ar': 1, 'de': 1}
    """
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
