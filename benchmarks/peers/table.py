"""The table that people read."""

from collections.abc import Sequence

from copies import KINDS
from peers.results import Result

_TITLES = (
    *("tool", "version", "CPU s", "median", "start-up", "docs/CPU s", "wall s", "peak MB"),
    *KINDS,
    *("precision", "x ours", "x without start-up"),
)
LEGEND = """\
CPU s: user and system, children too, of the cheapest round, start-up included; median: of the middle round.
start-up: CPU s of the same process on ten documents. docs/CPU s: without start-up, in the middle round.
exact to contained: share of copies in one cluster with their original. precision: share of pairs in one cluster that
have the same story. x ours: CPU s over Broadsheet's; below 1 the tool is cheaper. Long runs are not repeated."""


def table(results: Sequence[Result], ours: Result | None) -> str:
    """Return results as lines of columns, the first of them the titles.

    Args:
        results: In the order to print.
        ours: What the others are compared with, null if it was not run.
    """
    rows = [_TITLES, *(_row(result, ours) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_TITLES))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(result: Result, ours: Result | None) -> tuple[str, ...]:
    recall = result.found.recall
    with_start_up, without = (None, None) if ours is None else result.times(ours)
    return (
        result.tool.name,
        result.version,
        f"{result.cpu_s:.2f}",
        f"{result.median_cpu_s:.2f}",
        f"{result.start_up_s:.2f}",
        _shown(result.rate, ",.0f"),
        f"{result.wall_s:.2f}",
        f"{result.peak_mb:.0f}",
        *(f"{recall[kind]:.3f}" if kind in recall else "-" for kind in KINDS),
        f"{result.found.precision:.4f}",
        _shown(with_start_up, ".2f"),
        _shown(without, ".2f"),
    )


def _shown(figure: float | None, form: str) -> str:
    return "-" if figure is None else format(figure, form)
