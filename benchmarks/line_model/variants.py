"""Further pages made from gold pages: what crawls hold and the gold folder lacks.

* a short article: the body cut after a few lines, the page around it whole;
* no article: the body taken out, so that only menus, teasers and notices are left.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from broadsheet.extraction.segmentation.context import in_context
from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.page import Line, read_page
from gold import TOKEN, UNKNOWN, UNWANTED, WANTED, GoldPage

Row = tuple[str, int]
"""A line as it is written, with the space before it, and its label."""


def variants(page: GoldPage, seed: int) -> Iterator[GoldPage]:
    """Yield pages made from one whose whole page and body are known."""
    if not page.whole or page.gold["style"] != "full":
        return
    random = np.random.default_rng(seed)
    rows = list(zip(page.page.lines, page.labels.tolist(), strict=True))
    cut = int(random.integers(2, 7))
    yield _made(page, "short", (_written(line, label) for line, label in _shortened(rows, cut)))
    yield _made(page, "none", (_written(line, label) for line, label in rows if label == UNWANTED))


def _shortened(rows: list[tuple[Line, int]], cut: int) -> Iterator[tuple[Line, int]]:
    kept = 0
    for line, label in rows:
        if label == UNWANTED or (label == WANTED and kept < cut):
            kept += label == WANTED
            yield line, label


def _written(line: Line, label: int) -> Row:
    return "\n" * line.gap + " " * line.indent + line.text, label


def _made(page: GoldPage, kind: str, rows: Iterable[Row]) -> GoldPage:
    written = list(rows)
    made = read_page("\n".join(text for text, _ in written))
    labels = np.array([label for _, label in written], np.int8)
    if len(made.lines) != len(labels):  # a line that holds two pieces, or none
        labels = np.full(len(made.lines), UNKNOWN, np.int8)
    counts = np.array([len(TOKEN.findall(line.text)) for line in made.lines], np.float64)
    return GoldPage(f"{page.name}#{kind}", page.gold, made, labels, counts, in_context(line_features([made])))
