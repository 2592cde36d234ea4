"""What a run found and what readers see now, for terminals and logs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from broadsheet.runs.run import Found
from broadsheet.warehouse.manifest import Figures

_REASONS = 3
_DATES = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcome of a run. No clock: how long it took is not part of it.

    Attributes:
        found: Pages of the source by what discover saw.
        version: Id of the current version.
        is_new: Whether the run made it.
        dates: Dates of publication (ISO) whose documents changed, in order.
        waiting: Published pages whose new content waits for a run that asks for its date.
        figures: What the version holds, over all runs.
        warnings: What the gate let pass but flagged, one line each.
        report: Path of the validation report, empty where there is none.
        path: What to read: the corpus behind `current`.
        moved_from: The source of the run before, where it was another folder under the same name.
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

    def lines(self) -> list[str]:
        """Return a short aligned table in plain text."""
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        figures = self.figures
        yield f"found       {_found(self.found)}"
        if self.moved_from:
            yield f"note        the last build read {self.moved_from}: pages of the same path replace one another;"
            yield "            to keep sources apart, name them: NAME=FOLDER"
        yield f"version     {self.version} ({'new' if self.is_new else 'nothing changed'}{_dates(self.dates)})"
        width = len(f"{figures.pages:,}")
        for name, count, note in (
            ("corpus", figures.corpus, f"{figures.words:,} words, {figures.undated:,} without a date"),
            ("duplicates", figures.duplicates, _counted(figures.relations)),
            ("quarantine", figures.quarantine, _counted(figures.reasons)),
            ("pending", figures.pending, "their date was not asked for so far" if figures.pending else ""),
            ("pages", figures.pages, ""),
        ):
            yield f"{name:<12}{count:>{width},}   {note}".rstrip()
        if self.waiting:
            yield f"waiting     {self.waiting:,} published pages changed; a run for their new date takes them up"
        for warning in self.warnings:
            yield f"warning     {warning}"
        if self.warnings:
            yield f"report      {self.report}"
        yield f'read it     pandas.read_parquet("{self.path}")'


def most_first(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts ordered by count, then name: a manifest read back has them by name.

    >>> most_first({"de": 1, "en": 5, "ar": 1})
    {'en': 5, 'ar': 1, 'de': 1}
    """
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _found(found: Found) -> str:
    parts = {
        "new": found.new,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "gone": found.gone,
        "pending taken up": found.waiting,
        "taken down": found.taken_down,
    }
    told = ", ".join(f"{count:,} {name}" for name, count in parts.items() if count)
    return f"{found.total:,} pages" + (f": {told}" if told else "")


def _dates(dates: tuple[str, ...]) -> str:
    if not dates:
        return ""
    if len(dates) <= _DATES:
        return f", changed {', '.join(dates)}"
    return f", changed {len(dates):,} dates from {dates[0]} to {dates[-1]}"


def _counted(counts: Mapping[str, int]) -> str:
    told = [f"{count:,} {name}" for name, count in list(most_first(counts).items())[:_REASONS]]
    return ", ".join([*told, "…"] if len(counts) > _REASONS else told)
