"""What ``broadsheet show`` prints: the figures of the current version, and how to read it."""

from collections.abc import Iterator
from pathlib import Path

from broadsheet.corpus import corpus_path
from broadsheet.reject_reasons import EXPLANATIONS, Reason
from broadsheet.schema import UNDATED
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.journal import read_journal
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Figures, Manifest

_MOST = 10


def version_lines(root: Path) -> Iterator[str]:
    """Yield the current version of the warehouse in `root` as lines of text.

    Raises:
        ConfigurationError: nothing has been published there yet.
    """
    path = corpus_path(root)
    warehouse = Warehouse(root)
    manifest = Manifest.read(path.parent)
    figures = manifest.figures
    yield f"version     {manifest.version}{_published(warehouse, manifest.version)}"
    yield f"built with  extraction rules {manifest.extractor}, settings {manifest.settings_digest}, {manifest.writer}"
    yield f"pages       {figures.pages:,}"
    for name, count, note in _datasets(figures):
        yield f"  {name:<10}{count:>9,}{note}"
    yield from _table("languages", figures.languages)
    yield from _table("months", dict(sorted(figures.months.items(), key=_latest_first, reverse=True)))
    yield from _table("publishers", figures.publishers)
    if any(figures.sources):
        yield from _table("sources", {name or "(no name)": count for name, count in figures.sources.items()})
    yield from _table("duplicates", figures.relations)
    yield from _table("quarantine", figures.reasons, {str(r): EXPLANATIONS[r].meaning for r in Reason})
    yield from _versions(warehouse)
    yield "read with"
    yield f'  pandas.read_parquet("{warehouse.current.resolve() / "corpus"}")'


def _datasets(figures: Figures) -> Iterator[tuple[str, int, str]]:
    yield "corpus", figures.corpus, f"   {figures.words:,} words, {figures.undated:,} without a date"
    yield "duplicates", figures.duplicates, ""
    yield "quarantine", figures.quarantine, ""
    yield "pending", figures.pending, "   no run has asked for their date yet" if figures.pending else ""


def _latest_first(month: tuple[str, int]) -> str:
    return "" if month[0] == UNDATED else month[0]


def _table(title: str, counts: dict[str, int], meanings: dict[str, str] | None = None) -> Iterator[str]:
    if not counts:
        return
    yield title
    for name, count in list(counts.items())[:_MOST]:
        meaning = f"   {meanings[name]}" if meanings and name in meanings else ""
        yield f"  {name:<24}{count:>9,}{meaning}"
    if len(counts) > _MOST:
        yield f"  and {len(counts) - _MOST} more"


def _published(warehouse: Warehouse, version: str) -> str:
    times = [entry.at for entry in read_journal(warehouse) if entry.version == version]
    return f", published {times[0]:%Y-%m-%d %H:%M:%S} UTC" if times else ""


def _versions(warehouse: Warehouse) -> Iterator[str]:
    retained = VersionCatalog(warehouse).ids()
    if len(retained) > 1:
        yield f"retained    {len(retained)} versions in {warehouse.versions}"
