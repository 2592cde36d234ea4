"""The last stage: writes a version's card and description beside its data, and returns the summary of the run."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet.reporting.card import card
from broadsheet.reporting.croissant import croissant
from broadsheet.reporting.run_summary import Summary
from broadsheet.runs.run import Run
from broadsheet.validation.results import NAME, Verdict
from broadsheet.warehouse.journal import read_history
from broadsheet.warehouse.manifest import Manifest

if TYPE_CHECKING:
    from broadsheet.publishing.publish import Published

CARD = "README.md"
DESCRIPTION = "croissant.json"


def report(run: Run, published: "Published") -> Summary:
    """Write README.md and croissant.json into the version's folder, unless they exist, and return the run's summary.

    Both are functions of the manifest, are put in place by one rename and never change. If a report is interrupted, the
    next one completes it, even if its run changed nothing. The run's working datasets are removed.
    """
    folder = run.warehouse.version(published.version)
    manifest = Manifest.read(folder)
    for name, write in ((CARD, card), (DESCRIPTION, croissant)):
        if not (folder / name).exists():
            _put(folder / name, write(manifest))
    verdict = _verdict(run)
    run.clear()
    return Summary(
        found=run.found,
        version=published.version,
        is_new=published.is_new,
        dates=published.dates,
        waiting=published.waiting,
        figures=published.figures,
        warnings=tuple(one.message for one in verdict.failures if one.severity != "info") if verdict else (),
        report=verdict.report if verdict else "",
        path=str(run.warehouse.current / "corpus"),
        moved_from=_moved_from(run),
    )


def _moved_from(run: Run) -> str:
    """Return the source of the run before under the same name, if it was another folder; else an empty string."""
    entries = [entry for entry in read_history(run.warehouse.history) if entry.get("prefix") == run.prefix]
    before = next((entry["source"] for entry in reversed(entries) if entry.get("run") != run.run_id), None)
    if before is None or _folder(before, run.prefix) == _folder(run.settings.source, run.prefix):
        return ""
    return str(before)


def _folder(source: str, prefix: str) -> Path:
    """Return the folder of a source setting; ``NAME=`` is as long as the prefix ``NAME/``."""
    return Path(source[len(prefix) :]).absolute()


def _verdict(run: Run) -> Verdict | None:
    try:
        return Verdict.read(run.folder / NAME)
    except FileNotFoundError:
        return None


def _put(path: Path, text: str) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
