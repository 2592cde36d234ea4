"""What a line's surroundings say about it."""

from pathlib import Path

import numpy as np

from broadsheet.extraction.segmentation.context import in_context
from broadsheet.extraction.segmentation.features import ALL, BESIDE, Context
from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.page import Page, read_page

PAGES = Path(__file__).parents[1] / "pages"


def columns_of(page: Page) -> dict[Context, np.ndarray]:
    matrix = in_context(line_features([page]))
    assert matrix.shape == (len(page.lines), ALL)
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
    assert in_context(line_features([read_page("")])).shape == (0, ALL)


PROSE = "The ferry sailed out of the harbour at noon, as it had done on every day of the long war.\n"


def test_lines_know_how_far_above_them_a_heading_of_its_kind_stands() -> None:
    page = read_page(f"{PROSE}Related stories\nOld quay to be rebuilt by the town\nBaker finds a coin in the bread\n")
    assert columns_of(page)[Context.SINCE_RELATED].tolist() == [30, 30, 0, 1]


def test_lines_know_how_far_above_them_a_colon_stands() -> None:
    page = read_page(f"{PROSE}The dates are these:\nNorthfield in May\nSouthport in June\n")
    assert columns_of(page)[Context.SINCE_COLON].tolist() == [30, 30, 0, 1]


def test_entries_of_one_list_know_how_many_they_are() -> None:
    page = read_page(f"{PROSE}- Northfield in May\n- Southport in June\n- The islands in July\n{PROSE}")
    assert columns_of(page)[Context.ALIKE].tolist() == [1, 3, 3, 3, 1]


def test_a_caption_beside_its_copy_with_another_ending_is_seen() -> None:
    page = read_page(
        f"Wooden ferry leaves northern harbour\nWooden ferry leaves northern harbour. Photo: Lindgren\n{PROSE}"
    )
    said = columns_of(page)[Context.SAID_NEAR]
    assert said[0] == 1
    assert said[1] > 0.6


def test_where_another_story_begins_its_words_were_not_used_before() -> None:
    first = "The wooden ferry carried passengers between northern islands until engineers condemned its planks.\n"
    other = "Scientists measured ancient glaciers melting faster because ocean currents brought warmer water inland.\n"
    earlier = columns_of(read_page(first * 6 + other * 6))[Context.EARLIER_BEHIND]
    assert earlier[1] > earlier[6]


def test_dates_near_a_line_are_weighed() -> None:
    page = read_page(f"{PROSE}3 hours ago\n{PROSE}")
    columns = columns_of(page)
    assert columns[Context.DATED_BEHIND].tolist()[0] == 1
    assert columns[Context.DATED_BEFORE].tolist()[2] == 1


def test_lines_without_a_blank_line_between_them_are_a_block() -> None:
    page = read_page(f"Home\nTown\n\n{PROSE}\nSport\n")
    columns = columns_of(page)
    assert columns[Context.BLOCK_LINES].tolist() == [2, 2, 1, 1]
    assert columns[Context.BLOCK_PROSE][2] > 0
