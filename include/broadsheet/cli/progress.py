"""Shows the progress of a build on standard error: bars on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LABELS = {
    "discover": "finding pages",
    "start": "starting Spark",
    "extract": "extracting articles",
    "boilerplate": "removing template lines",
    "validate": "validating",
    "deduplicate": "finding duplicates",
    "publish": "publishing",
    "report": "reporting",
}
"""What is shown for each stage."""

UNITS = {"discover": "MiB read"}
"""What the parts of a stage are, where they are not parts of the work."""

_QUIET_SECONDS = 10.0
"""The least time between two plain lines of one stage."""


@contextmanager
def shown() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that reports a step, as `broadsheet.pipeline.Progress`: stage, parts done, parts in all."""
    if not sys.stderr.isatty():
        yield _Lines().report
        return
    from rich.console import Console  # noqa: PLC0415  # only a terminal needs it
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description:<24}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[parts]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, object] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(LABELS.get(stage, stage), total=None, parts="")
            parts = f"{done}/{total} {UNITS.get(stage, '')}".rstrip() if total > 1 else ""
            # A stage of a single part is drawn as a moving bar until it ends: how far it is, is not known.
            known = total if total > 1 or done == total else None
            bars.update(tasks[stage], completed=done if total else 1, total=known if total else 1, parts=parts)  # type: ignore[arg-type]

        yield report


class _Lines:
    def __init__(self) -> None:
        self._started: dict[str, float] = {}
        self._last = 0.0

    def report(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        label = LABELS.get(stage, stage)
        if stage not in self._started:
            self._started[stage] = self._last = now
            if done < total:
                return
        if done >= total:
            elapsed = now - self._started[stage]
            print(f"{label}: done in {elapsed:.1f} s", file=sys.stderr, flush=True)  # noqa: T201
        elif now - self._last >= _QUIET_SECONDS:
            self._last = now
            state = f"{done} of {total} {UNITS.get(stage, 'parts done')}" if total > 1 else "running"
            print(f"{label}: {state}", file=sys.stderr, flush=True)  # noqa: T201
