"""Lines of a body that repeat others are found, and which copy stays."""

import numpy as np

from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.page import read_page
from broadsheet.extraction.segmentation.repeats import confirm_repeats, mark_repeats

FIRST = "Forty ships had waited outside the harbour since Friday evening."
SECOND = "Several captains turned towards southern ports before the talks ended."


def repeats(*lines: str, dropped: tuple[int, ...] = ()) -> list[int]:
    page = read_page("\n".join(lines))
    kept = np.array([number not in dropped for number in range(len(lines))])
    repeat_of, inside = np.full(len(lines), -1), np.full(len(lines), -1)
    found = line_features([page])
    mark_repeats(found.digests, found.values, found.keys, found.offsets, kept, repeat_of, inside)
    confirm_repeats(page.lines, kept, repeat_of, inside)
    return repeat_of.tolist()


def test_a_paragraph_that_comes_twice_is_a_repeat_of_the_first() -> None:
    assert repeats(FIRST, SECOND, FIRST) == [-1, -1, 0]


def test_case_quotes_and_spaces_do_not_matter() -> None:
    assert repeats(FIRST, SECOND, f"“{FIRST.upper()}”") == [-1, -1, 0]


def test_a_standfirst_that_comes_back_in_a_longer_paragraph_gives_way_to_it() -> None:
    longer = "Forty ships had waited outside the harbour since Friday evening, and more were expected from the north."
    assert repeats(FIRST, SECOND, longer) == [2, -1, -1]


def test_a_pull_quote_behind_its_paragraph_is_a_repeat_of_it() -> None:
    quote = "Several captains turned towards southern ports before the talks ended"
    assert repeats(f"He told the board this. {SECOND} Nobody objected.", FIRST, quote) == [-1, -1, 0]


def test_a_passage_that_comes_again_in_one_line_is_found_over_two() -> None:
    assert repeats(FIRST, SECOND, f"{FIRST} {SECOND}") in ([2, 2, -1], [-1, -1, 0])


def test_the_story_once_more_in_one_line_goes_although_a_few_words_differ() -> None:
    story = [
        FIRST,
        SECOND,
        "Insurers refused to cover cargoes that crossed the narrow channel without an armed escort.",
        "Ministers promised convoys before winter, although nobody explained which navy would provide them.",
        "Grain prices climbed sharply across inland markets when traders learned about another postponement.",
    ]
    spoken = " ".join(story).replace("Friday", "Saturday")
    assert repeats(*story, spoken) == [-1] * 5 + [0]
    assert repeats(spoken, *story)[0] == -1


def test_a_short_answer_may_come_again() -> None:
    assert repeats("No.", FIRST, "No.", SECOND) == [-1, -1, -1, -1]


def test_a_short_line_beside_a_repeat_belongs_to_the_passage() -> None:
    assert repeats(FIRST, "No.", SECOND, FIRST, "No.") == [-1, -1, -1, 0, 1]


def test_lines_outside_the_body_are_not_compared() -> None:
    assert repeats(FIRST, SECOND, FIRST, dropped=(0,)) == [-1, -1, -1]


def test_scripts_without_spaces_are_compared_too() -> None:
    lead = "数百名居民周六来到码头观看旧渡船返回港口"
    assert repeats(lead + "。", "市长表示渡船将在九年内收回成本。", lead + "，委员会说。") == [2, -1, -1]


def test_lines_that_differ_in_one_short_word_do_not_repeat_one_another() -> None:
    result = "Northfield rowers finished the second autumn regatta {} lengths ahead of Southport crews."
    assert repeats(result.format(3), FIRST, result.format(5)) == [-1, -1, -1]


def test_lines_that_only_open_alike_are_no_repeats() -> None:
    lines = [f"{FIRST} Notice number {number} of the harbour board." for number in range(500)]
    assert set(repeats(*lines)) == {-1}
