"""A log-linear model that weighs evidence; its weights are small files in the package.

The candidates of a page compete with each other and with *none of them*, whose score is 0 (McFadden, "Conditional logit
analysis of qualitative choice behavior", 1974). ``benchmarks/name_weights.py`` learns the weights.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path


def score(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the log odds of a candidate against *none of them*; features without a weight are ignored."""
    return sum([weights.get(name, 0.0) * value for name, value in features.items()])


@cache
def weights(name: str) -> dict[str, float]:
    """Return the learned weights of a question: ``outlet`` or ``byline``."""
    read: dict[str, float] = json.loads(WEIGHTS[name].read_text(encoding="utf-8"))
    return read


WEIGHTS = {
    "outlet": Path(__file__).with_name("publisher") / "outlet_weights.json",
    "byline": Path(__file__).with_name("byline") / "byline_weights.json",
}
"""File of the weights, by question."""
