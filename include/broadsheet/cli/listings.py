"""Results as lines of plain text, for terminals and for the logs of DAGs: one function for each kind of result."""

from collections.abc import Iterator, Mapping

from broadsheet.operations.audit import Audit
from broadsheet.operations.takedown import TakenDown
from broadsheet.operations.targets import Target, Targets
from broadsheet.queries.duplicates import DuplicateList
from broadsheet.reject_reasons import EXPLANATIONS, Reason
from broadsheet.reporting.run_summary import Summary, most_first
from broadsheet.runs.run import Found
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.journal import Entry, read_journal
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.version_diff import ClusterChange, VersionDiff

_MOST = 10
_MOST_TARGETS = 50
_MOST_REASONS = 3
_MOST_DATES = 3
_FIGURES = ("pages", "corpus", "duplicates", "quarantine", "pending", "words")
_CHANGES = {"came": "added", "left": "removed"}
"""Words for the changes of a version diff whose stored names differ."""
_SWITCHES = ("publish", "take_down", "roll_back")
"""Journal actions that change the current version."""


def summary_lines(summary: Summary) -> Iterator[str]:
    """Yield what a run found and what the current version holds; a warning first if most pages were refused."""
    figures = summary.figures
    if summary.mostly_refused:
        yield from _refusals(summary)
    for name, problem in summary.unread.items():
        yield f"NOT READ    {name}: {problem}"
    yield f"found       {_found(summary.found)}"
    if len(summary.sources) > 1:
        width = max(map(len, summary.sources))
        read = {name: source for name, source in summary.sources.items() if not source.problem}
        yield from (f"  {name:<{width}}  {_found(source.found)}" for name, source in read.items())
    if summary.moved_from:
        yield f"note        the previous build read {summary.moved_from}; pages with the same path replace each other."
        yield "            To keep sources apart, name them: NAME=FOLDER"
    yield f"version     {summary.version} ({'new' if summary.is_new else 'nothing changed'}{_dates(summary.dates)})"
    width = len(f"{figures.pages:,}")
    for name, count, note in (
        ("corpus", figures.corpus, f"{figures.words:,} words, {figures.undated:,} without a date"),
        ("duplicates", figures.duplicates, _most(figures.relations)),
        ("quarantine", figures.quarantine, _most(figures.reasons)),
        ("pending", figures.pending, "no run has asked for their date yet" if figures.pending else ""),
        ("pages", figures.pages, ""),
    ):
        yield f"{name:<12}{count:>{width},}   {note}".rstrip()
    if summary.waiting:
        yield f"waiting     {summary.waiting:,} published pages have a new date; a run for that date updates them"
    for warning in summary.warnings:
        yield f"warning     {warning}"
    if summary.index_problem:
        yield f"warning     {summary.index_problem}"
    if summary.warnings:
        yield f"report      {summary.report}"
    yield f'read with   pandas.read_parquet("{summary.path}")'


def versions_lines(warehouse: Warehouse) -> Iterator[str]:
    """Yield the retained versions, newest first, with the time and the action that last made each of them current.

    Raises:
        ConfigurationError: there is none.
    """
    versions = VersionCatalog(warehouse).ids()
    if not versions:
        raise VersionCatalog(warehouse).nothing_yet()
    switches: dict[str, Entry] = {}
    for entry in read_journal(warehouse):
        if entry.action in _SWITCHES and entry.version:
            switches.pop(entry.version, None)  # after a rollback to it a version is the newest again
            switches[entry.version] = entry
    order = list(switches)
    versions.sort(key=lambda version: order.index(version) if version in switches else -1, reverse=True)
    current = warehouse.current_id()
    for version in versions:
        figures = Manifest.read(warehouse.version(version)).figures
        made = switches.get(version)
        at = f"{made.at:%Y-%m-%d %H:%M:%S} UTC" if made else ""
        how = f"{'current' if version == current else '':<8} {at:<24}{made.action if made else '':<10}"
        held = f"{_counted(figures.corpus, 'document')}, {_counted(figures.duplicates, 'duplicate')}"
        yield f"{version}  {how}  {held}"


def differences_lines(diff: VersionDiff) -> Iterator[str]:
    """Yield the diff of two versions."""
    yield f"from        {diff.old}"
    yield f"to          {diff.new}"
    for name in _FIGURES:
        before, after = (getattr(figures, name) for figures in diff.figures)
        change = f" -> {after:>12,}  {after - before:+,}" if before != after else ""
        yield f"{name:<12}{before:>12,}{change}"
    for name, before, after in diff.settings:
        yield f"setting     {name}: {before} -> {after}"
    if diff.rules[0] != diff.rules[1]:
        yield f"rules       {diff.rules[0]} -> {diff.rules[1]}"
    for kind, count in diff.counts.items():
        yield f"{_CHANGES.get(kind, kind):<12}{count:>12,} {'page' if count == 1 else 'pages'}"
        examples = [page for page in diff.pages if page.kind == kind]
        for page in examples[:_MOST]:
            datasets = " -> ".join(dict.fromkeys(name for name in (page.before, page.after) if name))
            yield f"  {page.doc_id}  {datasets:<24}{page.source_uri}"
        if count > _MOST:
            yield f"  and {count - min(len(examples), _MOST):,} more"
    if not diff.counts:
        yield "no page differs"
    if diff.dates:
        bounds = " to ".join(dict.fromkeys([diff.dates[0], diff.dates[-1]]))
        yield f"dates       {len(diff.dates):,}: {bounds}"
    yield from _cluster_lines(diff.clusters)
    yield f"partitions  {len(diff.partitions):,} changed"


def _cluster_lines(clusters: tuple[ClusterChange, ...]) -> Iterator[str]:
    for change in clusters[:_MOST]:
        yield f"cluster     {change.before} -> {change.after}  {_counted(change.documents, 'document')}"
    if len(clusters) > _MOST:
        yield f"  and {len(clusters) - _MOST:,} more clusters with another id"


def duplicates_lines(duplicates: DuplicateList) -> Iterator[str]:
    """Yield each representative, and below it its duplicates with relation, Jaccard similarity and containment."""
    representative = None
    for row in duplicates.rows:
        if row.duplicate_of != representative:
            representative = row.duplicate_of
            yield f"{representative}  {row.representative_uri}"
        similarity = f"{row.relation:<10}{row.jaccard:>5.2f}{row.containment:>6.2f}"
        yield f"  {row.doc_id}  {similarity}  {row.source_uri}"
        yield f"  {'':24}  {' | '.join(filter(None, [row.publisher, row.title])) or '-'}"
    shown = len(duplicates.rows)
    more = f", {shown:,} of them shown; --limit 0 shows all" if shown < duplicates.total else ""
    yield f"{_counted(duplicates.total, 'duplicate')}{more}"


def targets_lines(targets: Targets) -> Iterator[str]:
    """Yield the pages that a takedown removes, and the duplicates of them that it leaves in the corpus."""
    for page in targets.pages[:_MOST_TARGETS]:
        yield from _target(page)
    if len(targets.pages) > _MOST_TARGETS:
        yield f"and {len(targets.pages) - _MOST_TARGETS:,} more"
    for name in targets.buried:
        yield f"{name}  was taken down before; no retained version holds it"
    if targets.pages:
        pages, versions = _counted(len(targets.pages), "page"), _counted(len(targets.versions), "retained version")
        yield f"{pages} to take down, from {versions}"
    if targets.copies:
        yield f"copies that stay, unless you choose to take down copies too: {len(targets.copies):,}"
        for page in targets.copies[:_MOST]:
            yield from _target(page)


def taken_down_lines(result: TakenDown) -> Iterator[str]:
    """Yield what a takedown did."""
    yield f"taken down  {_counted(result.pages, 'page')}"
    if result.published:
        figures = result.published.figures
        held = f"{_counted(figures.corpus, 'document')}, {_counted(figures.duplicates, 'duplicate')}"
        yield f"version     {result.published.version}: {held}"
    for old, new in result.versions.items():
        yield f"rewritten   {old} -> {new}"
    if result.runs:
        removed = _counted(result.runs, "working folder")
        yield f"runs        {removed} removed; start any run that was in progress again"
    if result.results:
        yield f"validation  {_counted(result.results, 'file')} that named the pages removed"


def audit_lines(result: Audit) -> Iterator[str]:
    """Yield the findings of an audit, each with its remedy."""
    others = _counted(result.versions - 1, "other retained version")
    yield f"audited     version {result.version} and {others}"
    if not result.findings:
        yield "no problems found"
    for finding in result.findings:
        yield f"{finding.severity:<12}{finding.check}: {finding.message}"
        yield f"{'':12}{finding.remedy}"


def _refusals(summary: Summary) -> Iterator[str]:
    """Yield a warning that most pages of a run were refused: the share, the commonest reasons, and what to do."""
    share = f"{summary.refused:,} of {_counted(summary.read, 'page')} that this run read"
    verb = "was" if summary.read == 1 else "were"
    yield f"WARNING     {share} {verb} refused ({summary.refused / summary.read:.0%}); the corpus does not hold them"
    shown = list(most_first(summary.reasons).items())[:_MOST_REASONS]
    for code, count in shown:
        explanation = EXPLANATIONS[Reason(code)]
        yield f"  {count:>8,}  {code}: {explanation.meaning}"
        if code in summary.examples:
            yield f"{'':12}for example {summary.examples[code]}"
        yield f"{'':12}what to do: {explanation.remedy}"
    if others := len(summary.reasons) - len(shown):
        yield f"{'':12}and {_counted(others, 'more reason')}; `broadsheet show` lists them"
    yield f"{'':12}`broadsheet explain PAGE` shows line by line why a page was refused"


def _found(found: Found) -> str:
    parts = {
        "new": found.new,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "gone": found.gone,
        "gone before": found.gone_before,
        "no longer pending": found.waiting,
        "taken down": found.taken_down,
    }
    counts = ", ".join(f"{count:,} {name}" for name, count in parts.items() if count)
    return _counted(found.total, "page") + (f": {counts}" if counts else "")


def _dates(dates: tuple[str, ...]) -> str:
    if not dates:
        return ""
    if len(dates) <= _MOST_DATES:
        return f"; documents of {', '.join(dates)} changed"
    return f"; documents of {len(dates):,} dates changed, from {dates[0]} to {dates[-1]}"


def _most(counts: Mapping[str, int]) -> str:
    shown = [f"{count:,} {name}" for name, count in list(most_first(counts).items())[:_MOST_REASONS]]
    others = len(counts) - len(shown)
    return ", ".join([*shown, f"{others:,} more reason{'s' * (others > 1)}"] if others else shown)


def _target(page: Target) -> Iterator[str]:
    yield f"{page.doc_id}  {page.place:<10}  {page.why:<10}  {page.source_uri}"
    if page.title:
        yield f"{'':26}{page.title}"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
