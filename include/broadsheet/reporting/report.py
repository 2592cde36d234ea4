"""The seventh stage: writes the card and the description of a version, and sums up the run."""

from pathlib import Path

from broadsheet.reporting.card import card
from broadsheet.reporting.croissant import croissant
from broadsheet.reporting.run_summary import Summary
from broadsheet.runs.run import Run
from broadsheet.runs.state import Published
from broadsheet.warehouse.journal import read_journal
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.version import Version

CARD = "README.md"
DESCRIPTION = "croissant.json"


def report(run: Run, published: Published) -> Summary:
    """Describe the version that a run published; return the summary of the run."""
    describe_version(run.warehouse, published.version)
    state = run.store.validation.read()
    verdict = state.verdict if state else None
    read, refused = _pages_read(run)
    return Summary(
        found=run.found,
        version=published.version,
        is_new=published.is_new,
        dates=published.dates,
        waiting=published.waiting,
        figures=published.figures,
        warnings=tuple(one.message for one in verdict.failures if one.severity != "info") if verdict else (),
        report=verdict.report if verdict else "",
        path=str(run.warehouse.version(published.version) / "corpus"),
        moved_from=_moved_from(run),
        sources=run.sources,
        read=read,
        refused=refused,
        reasons=verdict.reasons if verdict else {},
        examples=_examples(run) if 2 * refused >= read > 0 else {},
    )


def describe_version(warehouse: Warehouse, version_id: str) -> None:
    """Write the card README.md and croissant.json of a version, unless they are there as they should be.

    Each is a function of the manifest. So the next run completes an interrupted report, even if it changes nothing, and
    replaces a damaged file.
    """
    version = Version.open(warehouse, version_id)
    manifest = version.manifest()
    assert manifest is not None
    present = warehouse.storage.children(version.key)
    for name, content in descriptions(manifest).items():
        key = f"{version.key}/{name}"
        if name in present and warehouse.storage.read(key) != content:
            warehouse.storage.path(key).unlink(missing_ok=True)
            present.remove(name)
        if name not in present:
            warehouse.storage.create(key, content)


def descriptions(manifest: Manifest) -> dict[str, bytes]:
    """Return the files that describe a version, by name."""
    return {CARD: card(manifest).encode(), DESCRIPTION: croissant(manifest).encode()}


def _pages_read(run: Run) -> tuple[int, int]:
    """Return how many pages a run read, and how many of these were refused; zeros if its datasets were removed.

    The verdict of the gate counts documents of the base version as well, if the run changed their template lines.
    """
    shards = range(run.shards)
    try:
        return sum(map(run.store.pages.rows, shards)), sum(map(run.store.quarantined.rows, shards))
    except FileNotFoundError:
        return 0, 0


def _examples(run: Run) -> dict[str, str]:
    """Return of each reason code the first page by source URI, with what was found there."""
    found: dict[str, tuple[str, str]] = {}
    for number in range(run.shards):
        for row in run.store.quarantined.read(number, ["source_uri", "reasons"]).to_pylist():
            for reason in row["reasons"]:
                example = (row["source_uri"], reason["detail"])
                found[reason["code"]] = min(found.get(reason["code"], example), example)
    return {code: f"{uri}: {detail}" for code, (uri, detail) in found.items()}


def _moved_from(run: Run) -> str:
    """Return where an earlier run last read one of the sources, if that was another folder, else an empty text."""
    before: dict[str, str] = {}
    for entry in read_journal(run.warehouse):
        if entry.run != run.run_id:
            before |= {name: source.location for name, source in entry.sources.items() if not source.problem}
    for name, source in run.sources.items():
        if name in before and not source.problem and _folder(before[name], name) != _folder(source.location, name):
            return before[name]
    return ""


def _folder(location: str, name: str) -> Path:
    return Path(location.removeprefix(f"{name}=") if name else location).absolute()
