"""Where the article is: which lines of a page are its body, and the paragraphs they make.

Each line is judged by its own form and its surroundings (`features`, `context`, `line_model`); the best path through
the page decides; picture galleries and repeats are taken out (`galleries`, `repeats`); sentences broken over lines are
joined (`paragraphs`).
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from broadsheet.compiled import compiled
from broadsheet.extraction.lines.context import in_context
from broadsheet.extraction.lines.edges import drop_buttons, drop_ending, drop_opening
from broadsheet.extraction.lines.features import Feature, LineFeatures, line_features
from broadsheet.extraction.lines.galleries import drop_galleries
from broadsheet.extraction.lines.line_model import LineModel, line_model
from broadsheet.extraction.lines.paragraphs import Paragraph, join_lines
from broadsheet.extraction.lines.repeats import find_repeats
from broadsheet.extraction.lines.verdicts import LineLabel, label_lines
from broadsheet.extraction.page import Page


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a page.

    Attributes:
        kept: For each line of the page, whether it belongs to the body.
        paragraphs: The article's paragraphs, in order; empty where the page holds no article.
        reason: Why there is no article, null where there is one.
        share: Share of the page's non-space characters that the kept lines hold, 0 to 1.
        repeat_of: For each line, the line of the body that it repeats and for which it was dropped, else -1: int64.
        features: What each line looks like.
        matrix: What is known of each line, from which the headline is judged too: float32, (lines, columns of
            `broadsheet.extraction.lines.context`).
    """

    kept: tuple[bool, ...]
    paragraphs: tuple[Paragraph, ...]
    reason: str | None
    share: float
    repeat_of: NDArray[np.int64] = field(compare=False, repr=False)
    features: LineFeatures = field(compare=False, repr=False)
    matrix: NDArray[np.float32] = field(compare=False, repr=False)

    @property
    def first(self) -> int:
        """Index of the first kept line; the number of lines where none is kept."""
        return self.kept.index(True) if self.paragraphs else len(self.kept)

    @property
    def repeats(self) -> int:
        """Lines of the body that were dropped because they repeat others."""
        return int((self.repeat_of >= 0).sum())

    @property
    def labels(self) -> tuple[LineLabel, ...]:
        """What became of each line, and by which rule; made anew at each call."""
        return label_lines(self.matrix, np.array(self.kept, np.bool_), self.repeat_of)


def find_body(page: Page, model: LineModel | None = None) -> Body:
    """Find the body of a page, in any language. Time is linear in the page's length.

    Args:
        page: The page.
        model: The judge of lines; the one that ships with the package where none is given.
    """
    lines = line_features(page)
    matrix = in_context(lines)
    model = model or line_model()
    judged = model.path(model.scores(matrix))
    drop_galleries(lines.values, lines.digests, judged)
    drop_ending(lines.values, judged)
    drop_buttons(lines.values, judged)
    _drop_captions(lines.values, judged)
    repeat_of = find_repeats(lines, page.lines, judged)
    kept = judged & (repeat_of < 0)
    paragraphs = join_lines(page.lines, kept, lines.values)
    return Body(
        kept=tuple(kept.tolist()),
        paragraphs=paragraphs,
        reason=None if paragraphs else _reason(page, lines.values),
        share=_share(lines.values, kept),
        repeat_of=repeat_of,
        features=lines,
        matrix=matrix,
    )


def without_headline(page: Page, body: Body, headline: int) -> Body:
    """Return the body without its headline, what was kept above it and the dates, bylines and buttons that open it.

    Only a headline at the body's start counts: further down its words may well come back in the story.
    """
    before = np.array(body.kept, np.bool_)
    kept = before.copy()
    if before[: headline + 1].sum() <= 3:
        kept[: headline + 1] = False
        for line in range(headline + 1, min(headline + 3, len(kept))):
            row = body.matrix[line]
            if row[Feature.FINISHED] or row[Feature.WORDS] > 14 or not (row[Feature.DIGITS] or row[Feature.INTERFACE]):
                break
            kept[line] = False
    drop_opening(body.matrix, kept)
    if not kept.any() or kept.sum() == before.sum():
        return body
    return replace(
        body,
        kept=tuple(kept.tolist()),
        paragraphs=join_lines(page.lines, kept, body.matrix),
        share=_share(body.matrix, kept),
    )


@compiled
def _drop_captions(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> None:
    """Drop a few words on a picture and who took it; and all, where no line is a sentence.

    Headlines and figures alone make no article.
    """
    sentences = 0
    for line in range(len(kept)):
        row = values[line]
        words = row[Feature.WORDS]
        kept[line] &= row[Feature.PICTURE] < 0.2 or words >= 15
        sentences += kept[line] and ((row[Feature.FINISHED] > 0 and words >= 5) or words >= 20)
    if sentences == 0:
        kept[:] = False


@compiled
def _share(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> float:
    """Return the share of the page's characters that stands in kept lines."""
    inside = whole = 0.0
    for line in range(len(kept)):
        whole += values[line, Feature.CHARACTERS]
        inside += values[line, Feature.CHARACTERS] * kept[line]
    return inside / max(whole, 1.0)


def _reason(page: Page, values: NDArray[np.float32]) -> str:
    if not page.lines:
        return "the page holds no text"
    sentences = int(values[:, Feature.FINISHED].sum())
    return f"none of {len(page.lines)} lines reads like an article; {sentences} end like sentences"
