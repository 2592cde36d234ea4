"""Joins body lines to paragraphs: also sentences that a dump broke over several lines."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.char_classes import QUOTES, SPACELESS, CharClass, class_table
from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.segmentation.page import Line
from broadsheet.extraction.segmentation.unwrap import finished
from broadsheet.extraction.segmentation.vocabulary import Group, vocabulary, word_key
from broadsheet.numba_support import compiled


class Paragraph(NamedTuple):
    """A paragraph of the body.

    Attributes:
        text: Its characters, the lines joined by a space (by nothing in scripts without spaces).
        start: Offset of its first character in the decoded page, in code points.
        end: Offset behind its last character.
    """

    text: str
    start: int
    end: int


def join_lines(lines: Sequence[Line], kept: Sequence[int], left_open: Sequence[bool]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a body.

    Args:
        lines: All lines of the page.
        kept: Indexes of the body lines, ascending.
        left_open: For each line of the page, the result of `mark_open`.
    """
    paragraphs: list[Paragraph] = []
    for number in kept:
        start, end, text, gap, _ = lines[number]
        if left_open[number] and _continues(paragraphs[-1].text, text, gap):
            before = paragraphs[-1]
            paragraphs[-1] = Paragraph(_joined(before.text, text), before.start, end)
        else:
            paragraphs.append(_paragraph(Paragraph, (text, start, end)))
    return tuple(paragraphs)


_paragraph = tuple.__new__
"""Makes a `Paragraph` of its values in half the time of a call of the class."""


@compiled
def mark_open(kept: NDArray[np.bool_], values: NDArray[np.float32], left_open: NDArray[np.bool_]) -> None:
    """Find for each kept line of a page whether the one right before it is kept too and does not end like a sentence.

    Args:
        kept: Which lines make the body: bool, (lines,).
        values: Line features, (lines, columns); the first columns are those of
            `broadsheet.extraction.segmentation.features.Feature`.
        left_open: Gets the answers: bool, (lines,).
    """
    for line in range(len(kept)):
        left_open[line] = False
        if line > 0 and kept[line] and kept[line - 1] and values[line, Feature.GAP_BEFORE] < 2:
            left_open[line] = values[line - 1, Feature.FINISHED] == 0 and values[line - 1, Feature.COLON] == 0


_LAST_WORD = re.compile(r"([^\W\d_]+)\W*$")
_SPACELESS_EDGE = "".join(f"{chr(first)}-{chr(last)}" for first, last in SPACELESS)
_BETWEEN_SPACELESS = re.compile(f"[{_SPACELESS_EDGE}，。、；：！？」』）]\\Z")


def _continues(before: str, text: str, gap: int) -> bool:
    """Return whether a line goes on with the sentence that the paragraph before it left open."""
    if finished(before) or len(before) < 12:
        return False
    first = text.lstrip(QUOTES + "'(")[:1]
    if gap:
        return first.islower() and len(before) > 40 and len(text) > 40 and before[-1] != "…"
    if first.islower():
        return before[-1] != "…" and text[:1] not in "•-–*"
    if before[-1] in ",;、，؛،；":
        return len(before) > (10 if _BETWEEN_SPACELESS.search(before) else 25) and text[:1] not in "•-–*"
    if len(before) < 25 or not first.isalnum():
        return False
    return _ends_in_function_word(before)


def _ends_in_function_word(text: str) -> bool:
    """Return whether a text breaks off at an article, a preposition or the like, in lower case."""
    found = _LAST_WORD.search(text[-24:])
    if not found or found.end(1) != len(text[-24:]) or not found[1].islower():
        return False
    keys, groups = vocabulary()
    key = word_key(found[1])
    slot = key & (len(keys) - 1)
    while keys[slot]:
        if keys[slot] == key:
            return bool(groups[slot] >= Group.FUNCTION) and len(found[1]) < 5
        slot = (slot + 1) & (len(keys) - 1)
    return False


def _joined(before: str, text: str) -> str:
    if before[-1] == "-" and before[-2:-1].islower() and text[:1].islower():
        return before + text  # whether the hyphen is the word's own or the line's cannot be known
    if _BETWEEN_SPACELESS.search(before) and int(class_table()[min(ord(text[0]), 0xFFFF)]) == CharClass.WORD:
        return before + text
    return f"{before} {text}"
