"""Every line gets a verdict that a person understands."""

import numpy as np
import pytest

from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.line_labels import LineLabel, label_lines
from broadsheet.extraction.segmentation.page import read_page

PAGE = """Share on Facebook
The last ferry of the evening leaves
The ferry sailed at noon, as it always had.
“It is a good day,” she said.
- four departures a day
What comes next
© 2021 The Bay Courier
Old quay to be rebuilt by the town
"""
KEPT = np.array([False, False, True, True, True, True, False, False])


def labels(repeat_of: dict[int, int] | None = None) -> tuple[LineLabel, ...]:
    values = line_features([read_page(PAGE)]).values
    repeats = np.array([(repeat_of or {}).get(line, -1) for line in range(len(values))])
    return label_lines(values, KEPT & (repeats < 0), repeats)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (0, "share button"),
        (1, "before the article"),
        (2, "prose"),
        (3, "quotation"),
        (4, "list item"),
        (5, "subheading"),
        (6, "legal notice"),
        (7, "after the article"),
    ],
)
def test_rule_of(line: int, rule: str) -> None:
    assert labels()[line] == LineLabel(bool(KEPT[line]), rule)


def test_a_repeat_names_the_line_it_repeats_counted_from_one() -> None:
    assert labels({3: 2})[3] == LineLabel(False, "repeat of line 3")
