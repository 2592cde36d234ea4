"""What a line's surroundings say about it."""

from pathlib import Path

import numpy as np

from broadsheet.extraction.lines.context import BESIDE, WIDTH, Context, in_context
from broadsheet.extraction.lines.features import line_features
from broadsheet.extraction.page import Page, read_page

PAGES = Path(__file__).parents[1] / "pages"


def columns_of(page: Page) -> dict[Context, np.ndarray]:
    matrix = in_context(line_features(page))
    assert matrix.shape == (len(page.lines), WIDTH)
    return {column: matrix[:, BESIDE + column] for column in Context}


def test_the_main_stretch_covers_the_article_and_not_the_menu() -> None:
    page = read_page((PAGES / "english.txt").read_text(encoding="utf-8"))
    main = columns_of(page)[Context.MAIN].astype(bool)
    texts = [line.text for line, inside in zip(page.lines, main, strict=True) if inside]
    assert any(text.startswith("The wooden ferry") for text in texts)
    assert any(text.startswith("Regular crossings") for text in texts)
    assert not any(text.startswith(("* Home", "Baker finds")) for text in texts)


def test_an_article_shares_more_words_with_itself_than_teasers_do() -> None:
    page = read_page((PAGES / "english.txt").read_text(encoding="utf-8"))
    cohesion = columns_of(page)[Context.COHESION]
    of = {line.text[:12]: value for line, value in zip(page.lines, cohesion, strict=True)}
    assert of["Old ferry re"] > of["1. Baker fin"]


def test_the_share_of_prose_before_a_line_ascends_from_none_to_nearly_all() -> None:
    page = read_page((PAGES / "german.txt").read_text(encoding="utf-8"))
    share = columns_of(page)[Context.SHARE_BEFORE]
    assert share[0] == 0
    assert (np.diff(share) >= 0).all()
    assert 0.9 < share[-1] <= 1.001


def test_short_lines_know_the_length_of_their_run() -> None:
    page = read_page("Home\nTown\nSport\n" + "The ferry sailed out of the harbour at noon, as it had done for years.\n")
    assert columns_of(page)[Context.SHORT_RUN].tolist() == [3, 3, 3, 0]


def test_an_empty_page_gives_an_empty_matrix() -> None:
    assert in_context(line_features(read_page(""))).shape == (0, WIDTH)
