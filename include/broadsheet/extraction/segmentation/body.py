"""Finds the body of a page: the lines that belong to it, and the paragraphs they form.

A model scores each line by its own form and its surroundings (`line_features`, `context`, `line_model`); the best path
through the page selects the body; picture galleries, buttons, offers and repeats are removed (`trimming`, `offers`,
`repeats`); sentences broken over lines are joined (`paragraphs`). The lines of many pages are scored in one call,
because a call into compiled code costs as much as the work on one page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.context import in_context
from broadsheet.extraction.segmentation.features import WIDTH, Feature, LineFeatures
from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.line_labels import LineLabel, label_lines
from broadsheet.extraction.segmentation.line_model import LineModel, best_path, line_model
from broadsheet.extraction.segmentation.line_words import LineWords
from broadsheet.extraction.segmentation.markup_features import LineMarkup, score_html
from broadsheet.extraction.segmentation.offers import drop_offers, offer_model, offer_words
from broadsheet.extraction.segmentation.page import Page
from broadsheet.extraction.segmentation.paragraphs import Paragraph, join_lines, mark_open
from broadsheet.extraction.segmentation.repeats import confirm_repeats, mark_repeats
from broadsheet.extraction.segmentation.trimming import (
    drop_buttons,
    drop_ending,
    drop_galleries,
    drop_opening,
    drop_teasers,
)
from broadsheet.numba_support import compiled


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a page.

    Attributes:
        kept: For each line of the page, whether it belongs to the body.
        paragraphs: The article's paragraphs, in order; empty if the page has no article.
        reason: Why there is no article; None if there is one.
        share: Share of the page's non-space characters that the kept lines hold, 0 to 1.
        repeats: Lines of the body that were dropped because they repeat others.
        repeat_of: For each line, the line of the body that it repeats and for which it was dropped, else -1: int64.
        features: Features of each line.
        matrix: Features of each line and its context, also used to find the headline: float32, (lines,
            `broadsheet.extraction.segmentation.features.WIDTH`).
    """

    kept: tuple[bool, ...]
    paragraphs: tuple[Paragraph, ...]
    reason: str | None
    share: float
    repeats: int
    repeat_of: NDArray[np.int64] = field(compare=False, repr=False)
    features: LineFeatures = field(compare=False, repr=False)
    matrix: NDArray[np.float32] = field(compare=False, repr=False)

    @property
    def first(self) -> int:
        """Index of the first body line; the number of lines if there is none."""
        return self.kept.index(True) if self.paragraphs else len(self.kept)

    @property
    def last(self) -> int:
        """Index of the last body line; -1 if there is none."""
        return len(self.kept) - 1 - self.kept[::-1].index(True) if self.paragraphs else -1

    @property
    def labels(self) -> tuple[LineLabel, ...]:
        """The label of each line; computed at each call."""
        return label_lines(self.matrix, np.array(self.kept, np.bool_), self.repeat_of)


def find_body(page: Page) -> Body:
    """Find the body of one page; see `find_bodies`."""
    return find_bodies([page])[0]


def find_bodies(
    pages: Sequence[Page],
    model: LineModel | None = None,
    words: LineWords | None = None,
    markups: Sequence[LineMarkup | None] = (),
    html_model: LineModel | None = None,
) -> list[Body]:
    """Find the body of each page, in any language. Time is linear in the length of the pages.

    Args:
        pages: The pages; the lines of all are scored in one call, each in the context of its own page.
        model: The line model; None for the one in the package.
        words: The weights of words that it was trained with; None for those in the package.
        markups: What the markup knows of the lines of each page, None for plain text; none where no page is HTML.
        html_model: The line model of HTML pages; None for the one in the package.
    """
    lines = line_features(pages)
    matrix = in_context(lines, words)
    model = model or line_model()
    scores = model.scores(matrix)
    score_html(lines, matrix, markups, scores, html_model)
    kept, repeat_of, inside = _select(lines, matrix, scores, model.switch, offer_words(), offer_model())
    ends = lines.bounds.tolist()
    for number in np.unique(np.searchsorted(lines.bounds, np.flatnonzero(inside >= 0), side="right")).tolist():
        own = slice(ends[number - 1], ends[number])
        confirm_repeats(pages[number - 1].lines, kept[own], repeat_of[own], inside[own])
    kept &= repeat_of < 0
    shares = _shares(lines.bounds, lines.values, kept)
    repeats = np.diff(np.cumsum(np.append(0, repeat_of >= 0))[lines.bounds]).tolist()
    joined = _join(pages, lines.bounds, lines.values, kept)
    return [
        Body(
            kept=made.kept,
            paragraphs=made.paragraphs,
            reason=None if made.paragraphs else _reason(page, lines.values[first:end]),
            share=share,
            repeats=repeated,
            repeat_of=repeat_of[first:end],
            features=lines.of_page(first, end),
            matrix=matrix[first:end, :WIDTH],
        )
        for page, (first, end), made, share, repeated in zip(
            pages, pairwise(ends), joined, shares, repeats, strict=True
        )
    ]


def without_headlines(pages: Sequence[Page], bodies: Sequence[Body], headlines: Sequence[int | None]) -> list[Body]:
    """Return the bodies without headlines, the lines above these, and dates, bylines and buttons after the text.

    Only a headline at the start of the body is removed: further down, its words may be part of the story.

    Args:
        pages: The pages.
        bodies: Their bodies.
        headlines: The line of each headline; a body without a headline does not change.
    """
    bounds = np.cumsum([0, *(len(body.kept) for body in bodies)])
    kept = np.array([keep for body in bodies for keep in body.kept], np.bool_)
    values = np.concatenate([body.features.values for body in bodies])
    lines = np.array([-1 if line is None else line for line in headlines], np.int64)
    changed = np.flatnonzero(_cut_headlines(bounds, values, lines, kept)).tolist()
    if not changed:
        return list(bodies)
    shares = _shares(bounds, values, kept)
    joined = _join(pages, bounds, values, kept)
    cut = list(bodies)
    for number in changed:
        made = joined[number]
        cut[number] = replace(bodies[number], kept=made.kept, paragraphs=made.paragraphs, share=shares[number])
    return cut


class _Joined(NamedTuple):
    kept: tuple[bool, ...]
    paragraphs: tuple[Paragraph, ...]


def _join(
    pages: Sequence[Page], bounds: NDArray[np.int64], values: NDArray[np.float32], kept: NDArray[np.bool_]
) -> list[_Joined]:
    flags = kept.tolist()
    left_open = _left_open(bounds, values, kept).tolist()
    joined = []
    for page, (first, end) in zip(pages, pairwise(bounds.tolist()), strict=True):
        own = flags[first:end]
        numbers = [number for number, keep in enumerate(own) if keep]
        joined.append(_Joined(tuple(own), join_lines(page.lines, numbers, left_open[first:end])))
    return joined


@compiled
def _select(
    lines: LineFeatures,
    matrix: NDArray[np.float32],
    scores: NDArray[np.float32],
    switch: float,
    words: LineWords,
    model: LineModel,
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    """Return which lines are kept, which lines they repeat, and in which they may be, counted within each page."""
    kept = np.zeros(len(scores), np.bool_)
    repeat_of = np.full(len(scores), -1, np.int64)
    inside = np.full(len(scores), -1, np.int64)
    for page in range(len(lines.bounds) - 1):
        first, end = lines.bounds[page], lines.bounds[page + 1]
        values, digests, own = lines.values[first:end], lines.digests[first:end], kept[first:end]
        own[:] = best_path(scores[first:end], switch)
        _keep_headings(values, scores[first:end], own)
        _keep_capitals(values, own)
        drop_galleries(values, digests, own)
        drop_ending(values, own)
        drop_buttons(values, own)
        _drop_captions(values, own)
        if not own.any():
            _take_story(values, own)
        offsets = lines.offsets[first : end + 1]
        drop_teasers(values, lines.keys, offsets, own)
        drop_offers(lines.keys, offsets, matrix[first:end], words, model, own)
        mark_repeats(digests, values, lines.keys, offsets, own, repeat_of[first:end], inside[first:end])
    return kept, repeat_of, inside


HEADING = 10
"""Words of a subheading, at most."""

NEARLY = -1.0
"""Log odds from which such a line is kept."""


@compiled
def _keep_headings(values: NDArray[np.float32], scores: NDArray[np.float32], kept: NDArray[np.bool_]) -> None:
    """Keep subheadings right behind a caption: the path drops the two together, because a change has a cost."""
    for line in range(2, len(kept) - 1):
        row, above = values[line], values[line - 1]
        heading = 2 <= row[Feature.WORDS] <= HEADING and row[Feature.FINISHED] == 0 and row[Feature.INTERFACE] == 0
        inside = (
            kept[line - 2] and above[Feature.PICTURE] > 0 and kept[line + 1] and values[line + 1, Feature.FINISHED] > 0
        )
        if heading and inside and not kept[line] and not kept[line - 1] and scores[line] > NEARLY:
            kept[line] = True


CAPITALS = 0.6
"""Share of words that begin with a capital, from which prose is written in capitals."""


@compiled
def _keep_capitals(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> None:
    """Keep the sentences beside a body that is written in capitals, as it is: the path takes some for headlines."""
    words = capitals = 0.0
    for line in range(len(kept)):
        if kept[line]:
            words += values[line, Feature.WORDS]
            capitals += values[line, Feature.WORDS] * values[line, Feature.CAPITALISED]
    if capitals <= CAPITALS * words:
        return
    for line in range(1, len(kept)):
        kept[line] |= kept[line - 1] and _in_capitals(values[line])
    for line in range(len(kept) - 2, -1, -1):
        kept[line] |= kept[line + 1] and _in_capitals(values[line])


@compiled
def _in_capitals(row: NDArray[np.float32]) -> bool:
    prose = row[Feature.WORDS] >= 12 and row[Feature.FINISHED] > 0 and row[Feature.INTERFACE] * 5 <= row[Feature.WORDS]
    return bool(prose and row[Feature.CAPITALISED] > CAPITALS)


@compiled
def _left_open(bounds: NDArray[np.int64], values: NDArray[np.float32], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    left_open = np.empty(len(kept), np.bool_)
    for page in range(len(bounds) - 1):
        first, end = bounds[page], bounds[page + 1]
        mark_open(kept[first:end], values[first:end], left_open[first:end])
    return left_open


@compiled
def _cut_headlines(
    bounds: NDArray[np.int64], values: NDArray[np.float32], headlines: NDArray[np.int64], kept: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Unmark headlines and the openings of bodies; return which bodies changed. No body becomes empty."""
    changed = np.zeros(len(headlines), np.bool_)
    for page in range(len(headlines)):
        first, headline = bounds[page], headlines[page]
        if headline < 0:
            continue
        rows, before = values[first : bounds[page + 1]], kept[first : bounds[page + 1]]
        own = before.copy()
        if own[: headline + 1].sum() <= 3:
            own[: headline + 1] = False
            for line in range(headline + 1, min(headline + 3, len(own))):
                row = rows[line]
                dated = row[Feature.DIGITS] > 0 or row[Feature.INTERFACE] > 0
                if row[Feature.FINISHED] > 0 or row[Feature.WORDS] > 14 or not dated:
                    break
                own[line] = False
        if _count_sentences(rows, own):  # without a sentence the text is figures, and its first lines no stamps
            drop_opening(rows, own)
        if own.any() and own.sum() != before.sum():
            before[:] = own
            changed[page] = True
    return changed


FIGURES = 3
"""Lines with figures, at least, that make a text without a sentence."""

STORY = 60
"""Words of a stretch of sentences that is a story even where the path keeps no line."""


@compiled
def _drop_captions(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> None:
    """Drop short picture captions and credits; drop everything if no line is a sentence.

    Headlines alone are not an article. Figures are where they are half of the lines and their lines most of the page.
    """
    figures = lines = 0
    words_kept = words_of_page = 0.0
    for line in range(len(kept)):
        row = values[line]
        kept[line] &= row[Feature.PICTURE] < 0.2 or row[Feature.WORDS] >= 15
        lines += kept[line]
        figures += kept[line] and row[Feature.DIGITS] > 0
        words_kept += row[Feature.WORDS] * kept[line]
        words_of_page += row[Feature.WORDS]
    held = figures >= max(FIGURES, lines / 2) and words_kept > words_of_page / 2
    if not held and _count_sentences(values, kept) == 0:
        kept[:] = False


@compiled
def _count_sentences(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> int:
    sentences = 0
    for line in range(len(kept)):
        words = values[line, Feature.WORDS]
        sentences += kept[line] and ((values[line, Feature.FINISHED] > 0 and words >= 5) or words >= 20)
    return sentences


@compiled
def _take_story(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> None:
    """Keep the longest stretch of sentences of a page of which the path keeps nothing.

    The path takes a short post amid many headlines, or a story in one line with the menu, for their surroundings.
    """
    best = run = 0.0
    first = last = begin = -1
    sentences = 0.0
    for line in range(len(values)):
        row = values[line]
        words = row[Feature.WORDS]
        if row[Feature.SENTENCES] >= 1 and words >= 8 and row[Feature.INTERFACE] <= words / 10:
            begin = line if run == 0.0 else begin
            run += words
            sentences += row[Feature.SENTENCES]
            if run > best and sentences >= 3:
                best, first, last = run, begin, line
        else:
            run = sentences = 0.0
    if best >= STORY:
        kept[first : last + 1] = True


def _shares(bounds: NDArray[np.int64], values: NDArray[np.float32], kept: NDArray[np.bool_]) -> list[float]:
    shares: list[float] = _shares_of_pages(bounds, values, kept).tolist()
    return shares


@compiled
def _shares_of_pages(
    bounds: NDArray[np.int64], values: NDArray[np.float32], kept: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the share of each page's characters that is in kept lines."""
    shares = np.zeros(len(bounds) - 1, np.float64)
    for page in range(len(shares)):
        inside = whole = 0.0
        for line in range(bounds[page], bounds[page + 1]):
            whole += values[line, Feature.CHARACTERS]
            inside += values[line, Feature.CHARACTERS] * kept[line]
        shares[page] = inside / max(whole, 1.0)
    return shares


def _reason(page: Page, values: NDArray[np.float32]) -> str:
    if not page.lines:
        return "the page holds no text"
    sentences = int(values[:, Feature.FINISHED].sum())
    return f"none of {len(page.lines)} lines reads like an article; {sentences} end like sentences"
