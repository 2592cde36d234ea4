"""Labels lines: why each was kept or dropped, in a few words, as `broadsheet explain` shows it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.segmentation.vocabulary import Group


class LineLabel(NamedTuple):
    """The label of a line.

    Attributes:
        kept: Whether it belongs to the body.
        rule: The rule in a few words, such as ``prose``, ``menu entry`` or ``repeat of line 12`` (counted from 1).
    """

    kept: bool
    rule: str


def label_lines(
    values: NDArray[np.float32], kept: NDArray[np.bool_], repeat_of: NDArray[np.int64]
) -> tuple[LineLabel, ...]:
    """Return a label for each line.

    Args:
        values: Line features, (lines, features); other columns are ignored.
        kept: Which lines belong to the body, (lines,).
        repeat_of: The line that each one repeats, -1 for none, (lines,).
    """
    body = np.flatnonzero(kept)
    first, last = (int(body[0]), int(body[-1])) if len(body) else (len(kept), -1)
    return tuple(
        LineLabel(False, f"repeat of line {original + 1}")
        if original >= 0
        else LineLabel(True, _rule_for_body(row))
        if keep
        else LineLabel(False, _rule_for_rest(row, number, first, last))
        for number, (row, keep, original) in enumerate(
            zip(values.tolist(), kept.tolist(), repeat_of.tolist(), strict=True)
        )
    )


_INTERFACE = (
    (Group.SHARE, "share button"),
    (Group.LEGAL, "legal notice"),
    (Group.CONSENT, "legal notice"),
    (Group.PICTURE, "caption"),
    (Group.ACCOUNT, "subscription prompt"),
    (Group.PROMPT, "subscription prompt"),
    (Group.COMMENT, "comments"),
    (Group.AUTHOR, "author line"),
    (Group.TIME, "date line"),
    (Group.RELATED, "related link"),
    (Group.PAGE, "interface message"),
)
_FIRST_GROUP = Feature.SHARE - Group.SHARE


def _rule_for_body(row: list[float]) -> str:
    if row[Feature.QUOTE_START] and row[Feature.FINISHED]:
        return "quotation"
    if row[Feature.FINISHED] or row[Feature.SENTENCES] > 0 or row[Feature.WORDS] > 25:
        return "prose"
    if row[Feature.BULLET_START]:
        return "list item"
    return "subheading" if row[Feature.WORDS] < 15 else "prose"


def _rule_for_rest(row: list[float], number: int, first: int, last: int) -> str:
    if row[Feature.COPYRIGHT]:
        return "legal notice"
    share, name = max((row[_FIRST_GROUP + group], name) for group, name in _INTERFACE)
    if share >= 0.2:
        return name
    if row[Feature.WORDS] <= 4 or (row[Feature.BULLET_START] and row[Feature.WORDS] <= 8):
        return "menu entry"
    if number < first:
        return "before the article"
    if number > last:
        return "after the article"
    return "related link" if not row[Feature.FINISHED] else "aside"
