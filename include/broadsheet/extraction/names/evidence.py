"""Weighing evidence: a log-linear model whose weights ship as small files.

The candidates of a page compete with each other and with *none of them*, whose score is 0 (McFadden, "Conditional logit
analysis of qualitative choice behavior", 1974). ``benchmarks/name_weights.py`` learns the weights.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def score(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the log odds of a candidate against *none of them*; features without a weight count nothing."""
    return sum([weights.get(name, 0.0) * value for name, value in features.items()])


@cache
def weights(name: str) -> dict[str, float]:
    """Return the learned weights of a question: ``outlet`` or ``byline``."""
    read: dict[str, float] = json.loads(files(__package__).joinpath(f"{name}_weights.json").read_text(encoding="utf-8"))
    return read
