"""The work of finding a body grows no faster than the page, whatever the page holds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("counted_work.py")
PAGES = [
    "blank",
    "one word",
    "one line",
    "many lines",
    "no-break spaces",
    "one sentence",
    "quotes",
    "equal openings",
    "overlapping lines",
]


@pytest.fixture(scope="module")
def work() -> dict[str, list[int]]:
    """Return the lines of source that run for each page at one, two and four times its length."""
    done = subprocess.run([sys.executable, str(PROGRAM)], check=True, capture_output=True, text=True)
    counted: dict[str, list[int]] = json.loads(done.stdout)
    return counted


def test_every_page_is_measured(work: dict[str, list[int]]) -> None:
    assert sorted(work) == sorted(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_twice_the_page_takes_at_most_twice_the_work(work: dict[str, list[int]], page: str) -> None:
    once, twice, four_times = work[page]
    assert once < twice < four_times, "the work is counted at all"
    assert twice - once <= 1.05 * once
    assert four_times - twice <= 1.05 * 2 * (twice - once), "what a further piece of the page takes stays the same"
