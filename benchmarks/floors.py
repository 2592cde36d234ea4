"""The floors under each measure: pinned in ``floors.json``, and only ever lifted."""

import json
import math
from collections.abc import Mapping
from pathlib import Path

from measures import MEASURES, Measure

FLOORS = Path(__file__).with_name("floors.json")
_STEPS = 1000
"""Floors are thousandths: room for a page or two."""

Bounds = dict[str, float]


def read_floors(file: Path = FLOORS) -> Bounds:
    """Return the floor of each measure that has one."""
    floors: Bounds = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return floors


def write_floors(floors: Bounds, file: Path = FLOORS) -> None:
    """Pin floors."""
    file.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")


def fallen(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[Measure]:
    """Return the measures whose figure is worse than its floor."""
    return [
        measure
        for measure in MEASURES
        if measure.key in floors
        and measure.key in figures
        and not measure.reached(figures[measure.key], floors[measure.key])
    ]


def lifted(figures: Mapping[str, float], floors: Mapping[str, float]) -> Bounds:
    """Return floors just under the figures, and none worse than it was.

    Where less is better the floor is a ceiling, just above the figure.
    """
    new = dict(floors)
    for measure in (measure for measure in MEASURES if measure.key in figures):
        bound = just_under(figures[measure.key], less=measure.less)
        old = floors.get(measure.key, bound)
        new[measure.key] = min(old, bound) if measure.less else max(old, bound)
    return new


def just_under(figure: float, *, less: bool = False) -> float:
    """Return the bound in thousandths that is next to a figure and worse than it.

    >>> just_under(0.9731), just_under(0.973), just_under(0.0521, less=True), just_under(0.0, less=True)
    (0.973, 0.972, 0.053, 0.001)
    """
    steps = round(figure * _STEPS, 6)  # 0.57 * 1000 is a hair under 570
    return (math.floor(steps) + 1 if less else math.ceil(steps) - 1) / _STEPS
