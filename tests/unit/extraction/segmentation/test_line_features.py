"""What the characters of one line say about it."""

import numpy as np
import pytest

from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.page import read_page


def feature(text: str, name: Feature, line: int = 0) -> float:
    return float(line_features([read_page(text)]).values[line, name])


@pytest.mark.parametrize(
    ("text", "words"),
    [("One two three", 3), ("It's one isn’t it", 4), ("中文新闻网", 2), ("…", 0), ("A-Z 007", 3)],
    ids=["words", "apostrophes", "two-for-five-characters", "none", "hyphen-and-figures"],
)
def test_words_are_counted(text: str, words: float) -> None:
    assert feature(text, Feature.WORDS) == words


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("It ends.", True),
        ("It ends.”", True),
        ("(It ends!)", True),
        ("它结束了。", True),
        ("انتهى الأمر؟", True),
        ("It goes on", False),
        ("It goes on...", False),
        ("It goes on…", False),
        ("As follows:", False),
    ],
)
def test_a_finished_line_ends_like_a_sentence(text: str, finished: bool) -> None:
    assert feature(text, Feature.FINISHED) == finished


def test_sentences_are_counted_in_scripts_with_and_without_spaces() -> None:
    assert feature("One. Two! Three?", Feature.SENTENCES) == 3
    assert feature("第一。第二。", Feature.SENTENCES) == 2
    assert feature("It cost 3.50 in all", Feature.SENTENCES) == 0


def test_capitals_leave_the_first_word_out() -> None:
    assert feature("The Bay Courier Today", Feature.CAPITALISED) == 1
    assert feature("The bay is calm", Feature.CAPITALISED) == 0


def test_interface_words_are_counted_by_group() -> None:
    assert feature("Share on Facebook", Feature.SHARE) == pytest.approx(2 / 3)
    assert feature("Share on Facebook", Feature.INTERFACE) == 2
    assert feature("Datenschutzerklärung", Feature.LEGAL) == 1


def test_a_line_that_comes_again_is_seen_whatever_its_case_and_punctuation() -> None:
    values = line_features([read_page("Bridge closed\nOther\nBRIDGE CLOSED!")]).values
    assert values[:, Feature.REPEATS].tolist() == [1, 0, 1]
    assert values[:, Feature.SEEN].tolist() == [0, 0, 1]


def test_keys_hold_long_words_and_pairs_of_spaceless_letters() -> None:
    lines = line_features([read_page("The ferry sails\n渡船航行")])
    assert np.diff(lines.offsets).tolist() == [2, 3]


def test_an_empty_page_has_no_rows() -> None:
    assert line_features([read_page("\n \n")]).values.shape == (0, len(Feature))


def test_words_that_address_the_reader_are_function_words_too() -> None:
    assert feature("You can unsubscribe", Feature.READER) == pytest.approx(1 / 3)
    assert feature("You can unsubscribe", Feature.FUNCTION) == pytest.approx(2 / 3)
    assert feature("You can unsubscribe", Feature.INTERFACE) == 1


def test_a_function_word_speaks_of_the_interface_only_where_it_opens_a_line() -> None:
    assert feature("More about ferries", Feature.RELATED) == pytest.approx(1 / 3)
    assert feature("The town spent no more", Feature.RELATED) == 0


def test_interface_words_are_counted_among_the_first_three() -> None:
    assert feature("Advertisement scroll on for the rest", Feature.OPENING_INTERFACE) == 2
    assert feature("The ferry sailed past an advertisement", Feature.OPENING_INTERFACE) == 0


def test_interface_words_are_told_in_scripts_without_spaces() -> None:
    assert feature("登录 注册", Feature.INTERFACE) >= 2
    assert feature("这艘木制渡船在港口", Feature.INTERFACE) == 0


@pytest.mark.parametrize(
    ("text", "tail", "capitalised"),
    [("The quay at dawn. Ada Lindgren", 2, 1), ("It ends.", 0, 0), ("The quay at dawn", 4, 0.25)],
    ids=["credit", "finished", "no-sentence"],
)
def test_what_stands_behind_the_last_sentence_is_the_tail(text: str, tail: float, capitalised: float) -> None:
    assert feature(text, Feature.TAIL) == tail
    assert feature(text, Feature.TAIL_CAPITALISED) == capitalised


def test_a_label_is_what_a_few_words_before_a_colon_make() -> None:
    assert feature("Read more: the ferry sails", Feature.LABEL) == 2
    assert feature("The mayor of the town said: nothing", Feature.LABEL) == 0


def test_clock_times_and_columns_are_counted() -> None:
    assert feature("Monday 12:30 and 14:00", Feature.CLOCK) == 2
    assert feature("Northfield   3   1   10", Feature.TABULATED) >= 3


def test_a_phrase_that_comes_back_inside_a_line_is_an_echo() -> None:
    phrase = "Photos: northern harbour through centuries"
    assert feature(f"{phrase} First stone. {phrase} Second stone. {phrase} Third", Feature.ECHO) > 0.3
    assert feature("The ferry sailed out of the harbour at noon, as it had for years", Feature.ECHO) == 0


def test_lines_that_differ_in_numbers_have_one_shape() -> None:
    values = line_features([read_page("Advertisement 2\nStory\nAdvertisement 13")]).values
    assert values[:, Feature.SAME_SHAPE].tolist() == [1, 0, 1]
    assert values[:, Feature.REPEATS].tolist() == [0, 0, 0]


def test_lines_that_begin_with_the_same_two_words_are_counted() -> None:
    values = line_features([read_page("Read more: boats\nA story\nRead more: ferries")]).values
    assert values[:, Feature.SAME_OPENING].tolist() == [1, 0, 1]


def test_pages_are_measured_as_if_each_were_alone() -> None:
    texts = ["Read more: boats\nRead more: ferries", "", "Read more: boats\n渡船航行", "\n"]
    pages = [read_page(text) for text in texts]
    together = line_features(pages)
    assert together.bounds.tolist() == [0, 2, 2, 4, 4]
    for page, first, end in zip(pages, together.bounds.tolist(), together.bounds.tolist()[1:], strict=False):
        alone, own = line_features([page]), together.of_page(first, end)
        assert all((one == other).all() for one, other in zip(alone, own, strict=True))


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Take the ferry and/or the bus", 0),
        ("It opens on 4/5/2021 /", 0),
        ("See http://example.org", 1),
        ("a@b.org", 1),
    ],
)
def test_addresses_are_told_by_at_signs_and_double_slashes(text: str, addresses: float) -> None:
    assert feature(text, Feature.ADDRESS) == addresses
