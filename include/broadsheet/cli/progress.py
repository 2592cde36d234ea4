"""Telling a person how far a build is: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WORDS = {
    "discover": "finding pages",
    "extract": "extracting articles",
    "boilerplate": "removing boilerplate",
    "validate": "validating",
    "deduplicate": "finding duplicates",
    "publish": "publishing",
    "report": "reporting",
}

_QUIET_SECONDS = 10.0
"""Plain lines of one stage come no closer together than this."""


@contextmanager
def shown() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to be told of each step, as `broadsheet.pipeline.Progress`; it writes to standard error."""
    if not sys.stderr.isatty():
        yield _Lines().tell
        return
    from rich.console import Console  # noqa: PLC0415  # only a terminal pays for it
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description:<20}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[parts]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, object] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(WORDS[stage], total=None, parts="")
            parts = f"{done}/{total}" if total > 1 else ""
            # One part of one is drawn as a moving bar until it ends, for nobody knows how far it is.
            known = total if total > 1 or done == total else None
            bars.update(tasks[stage], completed=done if total else 1, total=known if total else 1, parts=parts)  # type: ignore[arg-type]

        yield tell


class _Lines:
    def __init__(self) -> None:
        self._started: dict[str, float] = {}
        self._last = 0.0

    def tell(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage not in self._started:
            self._started[stage] = self._last = now
            if done < total:
                return
        if done >= total:
            elapsed = now - self._started[stage]
            print(f"{WORDS[stage]}: done in {elapsed:.1f} s", file=sys.stderr, flush=True)  # noqa: T201
        elif now - self._last >= _QUIET_SECONDS:
            self._last = now
            print(f"{WORDS[stage]}: {done} of {total}", file=sys.stderr, flush=True)  # noqa: T201
