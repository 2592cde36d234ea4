"""The places of a page's lines."""

from broadsheet.extraction.lines.characters import code_points
from broadsheet.extraction.lines.splitting import split_lines


def places(text: str) -> list[list[int]]:
    return split_lines(code_points(text)).tolist()


def test_each_line_has_start_end_gap_and_indent() -> None:
    assert places("One\n\n \n  Two ") == [[0, 3, 0, 0], [9, 12, 2, 2]]


def test_runs_of_no_break_spaces_set_pieces_apart_and_one_does_not() -> None:
    assert places("a\u00a0b\u00a0 \u00a0 c") == [[0, 3, 0, 0], [7, 8, 0, 1]]


def test_marks_that_are_not_seen_are_no_text() -> None:
    assert places("\u200b\ufeff\u3000\n\u200ex\u200f") == [[5, 6, 1, 1]]


def test_an_empty_page_has_no_lines() -> None:
    assert places("") == []
    assert split_lines(code_points("\n\n")).shape == (0, 4)
