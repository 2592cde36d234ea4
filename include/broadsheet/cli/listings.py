"""Versions, what lies between two of them, and what a takedown does, told on a terminal and in logs."""

from collections.abc import Iterator

from broadsheet.errors import ConfigurationError
from broadsheet.operations.takedown import TakenDown
from broadsheet.operations.targets import Target, Targets
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.journal import Entry, read_journal
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.version_diff import Differences

_FIGURES = ("pages", "corpus", "duplicates", "quarantine", "pending", "words")
_MOST = 10
_PAGES = 50
_SWITCHES = ("publish", "take_down", "roll_back")
"""Actions of the journal after which readers see another version."""


def versions_lines(warehouse: Warehouse) -> Iterator[str]:
    """Yield the kept versions, newest first, with when and how each came to be seen.

    Raises:
        ConfigurationError: there is none.
    """
    kept = VersionCatalog(warehouse).ids()
    if not kept:
        raise ConfigurationError(f"nothing was published under {warehouse.root} so far; build the corpus first")
    seen: dict[str, Entry] = {}
    for entry in read_journal(warehouse):
        if entry.action in _SWITCHES and entry.version:
            seen.pop(entry.version, None)  # what was rolled back to is the newest again
            seen[entry.version] = entry
    order = list(seen)
    kept.sort(key=lambda version: order.index(version) if version in seen else -1, reverse=True)
    current = warehouse.current_id()
    for version in kept:
        figures = Manifest.read(warehouse.version(version)).figures
        made = seen.get(version)
        at = f"{made.at:%Y-%m-%d %H:%M:%S} UTC" if made else ""
        how = f"{'current' if version == current else '':<8} {at:<24}{made.action if made else '':<10}"
        held = f"{_counted(figures.corpus, 'document')}, {_counted(figures.duplicates, 'duplicate')}"
        yield f"{version}  {how}  {held}"


def differences_lines(differences: Differences) -> Iterator[str]:
    """Yield what lies between two versions."""
    yield f"from        {differences.old}"
    yield f"to          {differences.new}"
    for name in _FIGURES:
        before, after = (getattr(figures, name) for figures in differences.figures)
        change = f" -> {after:>12,}  {after - before:+,}" if before != after else ""
        yield f"{name:<12}{before:>12,}{change}"
    for name, before, after in differences.settings:
        yield f"setting     {name}: {before} -> {after}"
    if differences.rules[0] != differences.rules[1]:
        yield f"rules       {differences.rules[0]} -> {differences.rules[1]}"
    for kind, count in differences.counts.items():
        yield f"{kind:<12}{count:>12,} {'page' if count == 1 else 'pages'}"
        own = [page for page in differences.pages if page.kind == kind]
        for page in own[:_MOST]:
            places = " -> ".join(dict.fromkeys(place for place in (page.before, page.after) if place))
            yield f"  {page.doc_id}  {places:<24}{page.source_uri}"
        if count > _MOST:
            yield f"  and {count - min(len(own), _MOST):,} more"
    if not differences.counts:
        yield "no page differs"
    if differences.dates:
        bounds = " to ".join(dict.fromkeys([differences.dates[0], differences.dates[-1]]))
        yield f"dates       {len(differences.dates):,}: {bounds}"
    yield f"partitions  {len(differences.partitions):,} written otherwise"


def targets_lines(targets: Targets) -> Iterator[str]:
    """Yield what a takedown would take, and what it would leave."""
    for page in targets.pages[:_PAGES]:
        yield from _target(page)
    if len(targets.pages) > _PAGES:
        yield f"and {len(targets.pages) - _PAGES:,} more"
    for name in targets.buried:
        yield f"{name}  was taken down before; nothing is left of it"
    if targets.pages:
        go = "page goes" if len(targets.pages) == 1 else "pages go"
        yield f"{len(targets.pages):,} {go}, from {_counted(len(targets.versions), 'kept version')}"
    if targets.copies:
        yield f"copies that stay, unless you ask for them too: {len(targets.copies):,}"
        for page in targets.copies[:_MOST]:
            yield from _target(page)


def taken_down_lines(outcome: TakenDown) -> Iterator[str]:
    """Yield what a takedown did."""
    yield f"taken down  {_counted(outcome.pages, 'page')}"
    if outcome.published:
        figures = outcome.published.figures
        held = f"{_counted(figures.corpus, 'document')}, {_counted(figures.duplicates, 'duplicate')}"
        yield f"version     {outcome.published.version}: {held}"
    for old, new in outcome.versions.items():
        yield f"rewritten   {old} -> {new}"
    if outcome.runs:
        cleared = _counted(outcome.runs, "working folder")
        yield f"runs        {cleared} cleared; a run under way has to be started again"
    if outcome.results:
        yield f"results     removed what named them: {_counted(outcome.results, 'file')} of validation"


def _target(page: Target) -> Iterator[str]:
    yield f"{page.doc_id}  {page.place:<10}  {page.why:<10}  {page.source_uri}"
    if page.title:
        yield f"{'':26}{page.title}"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
