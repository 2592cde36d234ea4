"""The passages two texts share."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.deduplication.passages import Passage, covered_words, shared_passages, split_words
from broadsheet.text.characters import characters
from broadsheet.text.tokenizer import ascii_letters, read_words

TOKENS = [
    "rain",
    "Rain",
    "valley—said",
    "“he”",
    "北京",
    "สวัสดี",
    "é",
    "e\u0301",
    "ﬁ",
    "½",
    "7",
    " ",
    "’",
    "\u200d",
    "か\u3099",
    "a北b",
]


def passages(one: str, other: str, least: int = 3) -> list[Passage]:
    return shared_passages(split_words(one), split_words(other), least)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("a b c d", "x a b c y", [Passage(0, 1, 3)], id="a run within another text"),
        pytest.param("a b x c d", "a b y c d", [], id="runs too short to tell"),
        pytest.param("a b c x d e f g", "d e f g y a b c", [Passage(4, 0, 4), Passage(0, 5, 3)], id="moved paragraphs"),
        pytest.param("a b c d e", "a b c x a b c d e", [Passage(0, 4, 5)], id="the longest of several places"),
        pytest.param("a b c x a b c", "a b c", [Passage(0, 0, 3), Passage(4, 0, 3)], id="told twice"),
        pytest.param("“A, b—C!”", "a b c", [Passage(0, 0, 3)], id="case and marks do not matter"),
        pytest.param("北京下雨了", "昨天北京下雨", [Passage(0, 2, 4)], id="characters are words"),
        pytest.param("", "a b c", [], id="no words"),
    ],
)
def test_passages(one: str, other: str, expected: list[Passage]) -> None:
    assert passages(one, other) == expected


def test_words_know_where_they_stand() -> None:
    text = "“No,” said  Ångström."
    assert [text[word.start : word.end] for word in split_words(text)] == ["No", "said", "Ångström"]


def test_words_of_the_other_text_are_covered_once() -> None:
    assert covered_words(passages("a b c x a b c d", "a b c d")) == 4


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map("".join))
def test_words_are_those_that_comparisons_count(text: str) -> None:
    data = np.frombuffer(text.encode(), np.uint8)
    table = characters()
    hashes = np.empty(2 * len(data) + 1, np.uint64)
    count = read_words(data, 0, len(data), ascii_letters(table), table, hashes)
    words = [word.folded for word in split_words(text)]
    assert len(words) == count
    assert [words[:at].index(word) if word in words[:at] else at for at, word in enumerate(words)] == [
        hashes[:at].tolist().index(value) if value in hashes[:at] else at for at, value in enumerate(hashes[:count])
    ]


@given(st.lists(st.sampled_from("abcd"), max_size=40), st.lists(st.sampled_from("abcd"), max_size=40))
def test_every_passage_stands_in_both_texts(one: list[str], other: list[str]) -> None:
    found = passages(" ".join(one), " ".join(other))
    for start, other_start, words in found:
        assert words >= 3
        assert one[start : start + words] == other[other_start : other_start + words]
    ends = sorted((passage.start, passage.start + passage.words) for passage in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))
