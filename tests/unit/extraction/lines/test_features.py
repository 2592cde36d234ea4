"""What the characters of one line say about it."""

import numpy as np
import pytest

from broadsheet.extraction.lines.features import Feature, line_features
from broadsheet.extraction.page import read_page


def feature(text: str, name: Feature, line: int = 0) -> float:
    return float(line_features(read_page(text)).values[line, name])


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
    values = line_features(read_page("Bridge closed\nOther\nBRIDGE CLOSED!")).values
    assert values[:, Feature.REPEATS].tolist() == [1, 0, 1]
    assert values[:, Feature.SEEN].tolist() == [0, 0, 1]


def test_keys_hold_long_words_and_pairs_of_spaceless_letters() -> None:
    lines = line_features(read_page("The ferry sails\n渡船航行"))
    assert np.diff(lines.offsets).tolist() == [2, 3]


def test_an_empty_page_has_no_rows() -> None:
    assert line_features(read_page("\n \n")).values.shape == (0, len(Feature))
