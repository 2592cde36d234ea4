"""Evidence is weighed by a sum."""

import pytest

from broadsheet.extraction.log_linear import score, weights


def test_features_count_by_their_weights() -> None:
    assert score({"near": 2.0, "far": 1.0}, {"near": 1.5, "far": -1.0}) == 2.0


def test_unknown_features_count_nothing() -> None:
    assert score({"new": 5.0}, {"near": 1.5}) == 0.0


@pytest.mark.parametrize("name", ["outlet", "byline"])
def test_weights_ship_with_the_package(name: str) -> None:
    found = weights(name)
    assert "any" in found
    assert all(isinstance(weight, float) for weight in found.values())
