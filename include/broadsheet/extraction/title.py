"""Finds the headline: the line before the body, and the part of that line.

The candidates are the lines above the body and its first lines. A model, trained like the model of body lines, scores
each by its form and context, its distance to the body, the share of its words that the body uses, and whether the page
repeats it (window titles, breadcrumbs and share buttons repeat a headline).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.dateline import find_dateline
from broadsheet.extraction.segmentation import features
from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.segmentation.line_model import TITLE_MODEL, LineModel, read_model
from broadsheet.extraction.segmentation.page import Page
from broadsheet.numba_support import compiled
from broadsheet.schema import UNKNOWN_LANGUAGE


@dataclass(frozen=True, slots=True)
class Title:
    """A headline.

    Attributes:
        text: The headline, without date, marker and the name of the outlet.
        line: Index of the line that holds it, None where it is only claimed (`broadsheet.extraction.evidence`).
        origin: What it was taken from: ``likeliest line``, ``date header``, ``marked heading``, ``window title``, or
            a claim such as ``meta og:title``.
    """

    text: str
    line: int | None
    origin: str


class Column(IntEnum):
    """Columns that follow those of `features` in the title's matrix."""

    ABOVE = features.WIDTH
    """Lines between it and the body."""
    SAID_AGAIN = auto()
    """How often the page has its long words in a row, at most 6."""
    MARKED = auto()
    """1 where a heading mark or a date is before it."""
    RANK = auto()
    """Candidates with at least three words between it and the body."""
    OUTLET = auto()
    """1 where a bar or a dash sets off a short ending."""


FOLLOWING = (1, 2, 3)
FOLLOWED_BY = (Feature.AUTHOR, Feature.TIME, Feature.DIGITS, Feature.WORDS, Feature.SHARE)
"""Features of the lines behind a candidate that are last: bylines, dates and share buttons follow headlines."""

WIDTH = len(Column) + features.WIDTH + len(FOLLOWING) * len(FOLLOWED_BY)
REACH = 60
"""Lines above the body that are looked at."""

SEARCHED = 20_000
"""Long words of a page among which a headline is looked for again."""

LONGEST = 300
"""Longest headline, in characters."""


class Candidates(NamedTuple):
    """Lines that may hold headlines, page after page.

    Attributes:
        lines: Indexes of the lines on their pages, ascending: int64, (candidates,).
        bounds: Where each page's candidates begin, and where the last one's end: int64, (pages + 1,).
        matrix: What is known of each: float32, (candidates, `WIDTH`).
    """

    lines: NDArray[np.int64]
    bounds: NDArray[np.int64]
    matrix: NDArray[np.float32]


def column_names() -> tuple[str, ...]:
    """Return the name of each column of the matrix that the title model reads, in order: `WIDTH` of them."""
    following = [f"TITLE_{feature.name}{step:+d}" for step in FOLLOWING for feature in FOLLOWED_BY]
    return (*features.shared_column_names(), *(column.name for column in Column), *following)


@cache
def title_model() -> LineModel:
    """Return the model of headlines in the package."""
    return read_model(TITLE_MODEL, column_names())


class ScoredLines(NamedTuple):
    """The lines of several pages that may hold headlines.

    Attributes:
        bounds: Where the lines of each page begin, and the end of the last: (pages + 1,).
        lines: Index of each line in its page.
        scores: Log odds that the model of headlines gives it.
    """

    bounds: list[int]
    lines: list[int]
    scores: list[float]


def score_lines(pages: Sequence[Page], bodies: Sequence[Body]) -> ScoredLines:
    """Return the lines of pages that may hold their headlines, with their scores."""
    candidates = title_candidates(pages, bodies)
    scores = title_model().scores(candidates.matrix).tolist()
    return ScoredLines(candidates.bounds.tolist(), candidates.lines.tolist(), scores)


def find_titles(pages: Sequence[Page], bodies: Sequence[Body], scored: ScoredLines | None = None) -> list[Title | None]:
    """Find the headline of each page, None where it has no body or no line is likely to be one.

    `scored` is what `score_lines` returns for these pages, where it is at hand.
    """
    bounds, lines, scores = scored or score_lines(pages, bodies)
    least = title_model().least
    found = []
    for page, body, (start, end) in zip(pages, bodies, pairwise(bounds), strict=True):
        likely = [place for place in range(start, end) if scores[place] >= least]
        ranked = sorted(likely, key=lambda place: -scores[place])[:_TRIED]
        found.append(_title(page, body, lines[start:end], [lines[place] for place in ranked]))
    return found


def title_candidates(pages: Sequence[Page], bodies: Sequence[Body]) -> Candidates:
    """Return the lines that may hold headlines, with what is known of them; a page without a body has none."""
    bounds = np.cumsum([0, *(len(body.kept) for body in bodies)])
    keys = [body.features.keys[:SEARCHED] for body in bodies]
    found = _describe_pages(
        bounds,
        np.array([body.first if body.paragraphs else -1 for body in bodies], np.int64),
        np.concatenate([body.matrix for body in bodies]),
        np.concatenate(keys),
        np.cumsum([0, *map(len, keys)]),
        np.concatenate([body.features.offsets for body in bodies]),
        _FOLLOWED_BY,
    )
    candidates = Candidates(*found)
    marked = np.flatnonzero(candidates.matrix[:, Column.MARKED])
    of_pages = np.searchsorted(candidates.bounds, marked, side="right") - 1
    figures = candidates.matrix[marked, Feature.DIGITS] > 0
    lines = candidates.lines[marked].tolist()
    marks = [
        _marks(pages[number].lines[line].text, has_figures=has_figures)
        for line, number, has_figures in zip(lines, of_pages.tolist(), figures.tolist(), strict=True)
    ]
    if marks:
        candidates.matrix[marked[:, None], (Column.MARKED, Column.OUTLET)] = marks
    return candidates


def _marks(text: str, *, has_figures: bool) -> tuple[bool, bool]:
    """Return `Column.MARKED` and `Column.OUTLET` of a line."""
    headline = _bare(text) if has_figures or text[0] == "#" else text
    outlet = _CUT_MARK.search(headline) is not None and _OUTLET.search(headline) is not None
    return len(headline) != len(text), outlet


def _title(page: Page, body: Body, candidates: list[int], ranked: list[int]) -> Title | None:
    """Return the headline of the likeliest line that holds one, None where a dispatch without a headline opens."""
    for line in ranked:
        text = page.lines[line].text
        if _opens_story(text, body.features.values[line]):
            return None
        # a sidebar may list the page's own story: what counts is the copy next to the body
        title = read_title(page, max([other for other in candidates if page.lines[other].text == text]))
        if title is not None:
            return title
    return None


class LinesAlone:
    """Finds whether a page has a text as a line; its lines are folded at the first question."""

    def __init__(self, page: Page) -> None:
        """Take the page."""
        self._page = page

    @cached_property
    def _lengths(self) -> dict[str, int]:
        lengths: dict[str, int] = {}
        for _, _, text, _, _ in self._page.lines:
            folded = text.casefold()
            lengths[folded] = min(lengths.get(folded, len(text)), len(text))
        return lengths

    def has(self, folded: str, longest: int) -> bool:
        """Return whether a line of at most so many characters is this text; case folded."""
        return self._lengths.get(folded, longest + 1) <= longest


def read_title(page: Page, line: int, alone: LinesAlone | None = None) -> Title | None:
    """Return the headline that a line holds, None where nothing is left of it or too much.

    `alone` is of the page, where several of its lines are read.
    """
    headline, unframed, origin = _headline(page.lines[line].text)
    shorter = _without_outlet(unframed, alone or LinesAlone(page)) if unframed else unframed
    if shorter != headline:
        headline, origin = shorter, "window title"
    headline = " ".join(headline.split())
    return Title(headline, line, origin) if headline and len(headline) <= LONGEST else None


@lru_cache(maxsize=8_192)
def _headline(text: str) -> tuple[str, str, str]:
    """Return the headline in a line, the same without bullet, path and label, and its origin; empty if there is none.

    Lines that frame the pages of an outlet come again on each of them.
    """
    if (text[:1] in "«←‹" or text[-1:] in "»→›") and _TURN.match(text):
        return "", "", ""
    if _WIDE.search(text):
        text = max(_WIDE.split(text), key=len)
    headline = _bare(text)
    origin = "likeliest line"
    if headline != text:
        origin = "marked heading" if text[0] == "#" else "date header"
    return headline, _without_frame(headline), origin


def _opens_story(text: str, row: NDArray[np.float32]) -> bool:
    """Return whether a line is the first sentence of a dispatch without a headline: a dateline opens it."""
    sentence = row[Feature.FINISHED] > 0 and row[Feature.WORDS] >= _SENTENCE
    return bool(sentence) and find_dateline(text, UNKNOWN_LANGUAGE) is not None


_SENTENCE = 12
"""Words of the shortest first sentence of a dispatch."""

_FOLLOWED_BY = np.array(FOLLOWED_BY, np.int64)
_FAMILIAR = features.BESIDE + features.Context.COHESION

_HEADER = re.compile(
    r"#{1,6}\s+"
    r"|\d{1,2}\.\s+(?=\S+\s+\S)"
    r"|\d{1,2}[-./]\d{1,2}[-./]\d{4}\s*[|•·–—-]\s*"
    r"|\d{4}[-./]\d\d?(?:[-./]\d\d?)?(?:[ T]\d\d:\d\d(?::\d\d)?)?(?:\s*[|•·–—]\s*|\s+)(?=\S+\s+\S)"
)
"""Heading marks, the number of a breadcrumb, and a date in figures with its label before two words or more."""

_FIGURES = re.compile(r"\d")

_OUTLET = re.compile(
    r"\s+[|•·»«]\s+|\s+[-–—:]\s+(?=[^-–—|]{2,40}$)|:\s+(?=[^:|]{2,40}$)|\s*[|｜_]\s*(?=[^|｜_]{2,30}$)"
)
_LAST_PART = re.compile(r"\s+[-–—|:]\s+([^-–—|:]{2,30})$")
_TURN = re.compile(r"[«←‹]\s(?!.*[»›]$)|[^«‹]*\s[»→›]$|«\s.*\|.*\s»$")
"""A link to the story before or behind this one; quotes open and close."""
_WIDE = re.compile(r"[ \t\u00a0\u3000]{4,}")
"""What sets off the cells of a table in one line."""
_BULLET = re.compile(r"[•*·▪►»›>–—-]\s+")
_STAMP = re.compile(
    r"\s+(?:[-–|]\s*)?(?:تاریخ انتشار|تاريخ النشر|Published|Posted|Updated|Veröffentlicht|Erstellt|"
    r"Aktualisiert|Publié|Publicado|Pubblicato|Опубликовано|Дата публикации|"
    r"Опубліковано|发布时间|发表时间|發布時間|公開日|配信日)"
    r"(?:\s\w{2,5})?\s?[:：]?\s*\d.*$",
    re.IGNORECASE,
)
"""A label with a date."""

_CUT_MARK = re.compile("[|•·»«–—｜_:-]")
"""Characters of which `_OUTLET` needs one: a far quicker test."""


def _bare(text: str) -> str:
    header = _HEADER.match(text) if text[0] == "#" or _FIGURES.search(text, 0, 24) else None
    return text[header.end() :] if header else text


def _without_frame(headline: str) -> str:
    """Cut off the bullet or the path (*Home » News »*) before a headline, and a dated label behind it."""
    bullet = _BULLET.match(headline)
    if bullet is not None:
        headline = headline[bullet.end() :]
    path = headline.rpartition(" » ")[2] if " » " in headline else headline.rpartition(" › ")[2]
    if len(path) >= _SHORTEST and path.strip(".…") == path:
        headline = path
    stamp = _STAMP.search(headline, _SHORTEST)
    return headline[: stamp.start()] if stamp is not None else headline


def _without_outlet(headline: str, alone: LinesAlone) -> str:
    """Cut the outlet's and the section's names off the end of a headline.

    What is behind a bar goes where it is shorter than the rest, and what is behind a dash or a colon where the page
    has it, or the rest, as a line.
    """
    cuts = list(_OUTLET.finditer(headline)) if _CUT_MARK.search(headline) else []
    if not cuts:
        return headline
    most = len(headline)
    for cut in cuts:
        before, behind = headline[: cut.start()].strip(), headline[cut.end() :].strip()
        if len(before) < _SHORTEST or (before.isascii() and " " not in before):
            continue
        barred = not any(sign in cut[0] for sign in "-–—:")
        if (":" not in cut[0] and alone.has(before.casefold(), most)) or (barred and len(behind) < len(before)):
            return before
        if len(behind) < len(before) and alone.has(behind.casefold(), most):
            section = _LAST_PART.search(before)
            words = section[1].casefold().split() if section else []
            ends = section is not None and section.start() >= _SHORTEST and any(alone.has(word, most) for word in words)
            return before[: section.start()] if section and ends and len(words) <= _SECTION else before
    return headline


_SHORTEST = 10
"""Characters of the shortest headline that something is cut off."""
_SECTION = 3
"""Words of the longest name of a section between headline and outlet."""
_TRIED = 4
"""Likeliest lines that are read until one is a headline."""


@compiled
def _candidates(page: NDArray[np.float32], first: int, lines: NDArray[np.int64]) -> int:
    """Write the lines of a page that may hold its headline; return their number."""
    found = 0
    near = max(first - REACH, 0)
    for line in range(min(first + 4, len(page))):
        if 4 <= line < near:
            continue
        row = page[line]
        if row[Feature.WORDS] > 0 and 3 <= row[Feature.CHARACTERS] <= LONGEST:
            lines[found] = line
            found += 1
    return found


@compiled
def _describe_pages(
    bounds: NDArray[np.int64],
    firsts: NDArray[np.int64],
    values: NDArray[np.float32],
    keys: NDArray[np.uint32],
    key_bounds: NDArray[np.int64],
    offsets: NDArray[np.int64],
    followed_by: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return the fields of `Candidates`; ``offsets`` has an entry more than lines a page, ``firsts`` -1 for no body."""
    pages = len(firsts)
    lines = np.empty(pages * (REACH + 8), np.int64)
    found = np.zeros(pages + 1, np.int64)
    for page in range(pages):
        found[page + 1] = found[page]
        if firsts[page] >= 0:
            own = values[bounds[page] : bounds[page + 1]]
            found[page + 1] += _candidates(own, firsts[page], lines[found[page] :])
    matrix = np.empty((found[pages], WIDTH), np.float32)
    for page in range(pages):
        if found[page + 1] > found[page]:
            _describe(
                lines[found[page] : found[page + 1]],
                firsts[page],
                values[bounds[page] : bounds[page + 1]],
                keys[key_bounds[page] : key_bounds[page + 1]],
                offsets[bounds[page] + page : bounds[page + 1] + page + 1],
                followed_by,
                matrix[found[page] : found[page + 1]],
            )
    return lines[: found[pages]].copy(), found, matrix


@compiled
def _describe(
    lines: NDArray[np.int64],
    first: int,
    page: NDArray[np.float32],
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    followed_by: NDArray[np.int64],
    matrix: NDArray[np.float32],
) -> None:
    """Fill the matrix except marks and outlets; `Column.MARKED` is 1 where the text may have one."""
    rank = 0
    matrix[:] = -1.0
    for row in range(len(lines) - 1, -1, -1):
        line = lines[row]
        matrix[row, : page.shape[1]] = page[line]
        matrix[row, Column.ABOVE] = first - line
        matrix[row, Column.MARKED] = page[line, Feature.WORDS] >= 3 and page[line, _FAMILIAR] >= 0.2
        matrix[row, Column.OUTLET] = 0.0
        matrix[row, Column.RANK] = rank
        rank += page[line, Feature.WORDS] >= 3
        matrix[row, Column.SAID_AGAIN] = _said(keys, offsets, line)
        column = Column.OUTLET + 1
        for step in FOLLOWING:
            if line + step < len(page):
                for feature in followed_by:
                    matrix[row, column] = page[line + step, feature]
                    column += 1
            else:
                column += len(followed_by)


@compiled
def _said(keys: NDArray[np.uint32], offsets: NDArray[np.int64], line: int) -> int:
    """Return how often the keys of a line come in a row among all keys, at most 6; 0 where it has under two."""
    begin, length = offsets[line], offsets[line + 1] - offsets[line]
    said = 0
    if length >= 2 and begin + length <= len(keys):
        for at in range(len(keys) - length + 1):
            if keys[at] == keys[begin]:
                same = 1
                while same < length and keys[at + same] == keys[begin + same]:
                    same += 1
                said += same == length
    return min(said, 6)
