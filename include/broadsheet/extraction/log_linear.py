"""A log-linear model that weighs evidence; its weights are small files in the package.

The candidates of a page compete with each other and with *none of them*, whose score is 0 (McFadden, "Conditional logit
analysis of qualitative choice behavior", 1974). ``benchmarks/name_weights.py`` learns the weights.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from math import exp
from pathlib import Path


def score(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the log odds of a candidate against *none of them*; features without a weight are ignored."""
    return sum([weights.get(name, 0.0) * value for name, value in features.items() if value])


def chances(candidates: Iterable[Mapping[str, float]], weights: Mapping[str, float]) -> list[float]:
    """Return the probability that each candidate of a page, given by its features, is the right one.

    They add up to 1 with the probability that none of them is.

    >>> [round(chance, 2) for chance in chances([{"label": 1.0}, {}], {"label": 2.0})]
    [0.79, 0.11]
    """
    scores = [score(features, weights) for features in candidates]
    top = max(scores, default=0.0)
    odds = [exp(one - top) for one in scores]
    every = sum(odds) + exp(-top)
    return [one / every for one in odds]


@cache
def weights(name: str) -> dict[str, float]:
    """Return the learned weights of a question, one of `WEIGHTS`."""
    read: dict[str, float] = json.loads(WEIGHTS[name].read_text(encoding="utf-8"))
    return read


WEIGHTS = {
    "outlet": Path(__file__).with_name("publisher") / "outlet_weights.json",
    "byline": Path(__file__).with_name("byline") / "byline_weights.json",
    "title": Path(__file__).with_name("evidence") / "title_weights.json",
    "date": Path(__file__).with_name("evidence") / "date_weights.json",
    "claimed byline": Path(__file__).with_name("evidence") / "byline_weights.json",
}
"""File of the weights, by question."""
