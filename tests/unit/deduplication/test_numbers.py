"""The numbers in a text."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.deduplication.pair_features import number_sets
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import fingerprint


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("", [], id="no text"),
        pytest.param("nothing to count", [], id="no numbers"),
        pytest.param("7", [7], id="a number alone"),
        pytest.param("Up 3.5% to 1,204 points", [1, 3, 5, 204], id="points and commas part"),
        pytest.param("on 09 and 9 September", [9], id="leading zeros do not count"),
        pytest.param("12 of 12, then 4", [4, 12], id="each once, ascending"),
        pytest.param("A320neo B2B", [2, 320], id="inside words"),
        pytest.param("中２０１８年", [2018], id="full width"),
        pytest.param("٣٤ و १२", [12, 34], id="Arabic-Indic and Devanagari"),
        pytest.param("x² ½ Ⅷ", [1, 2], id="as words fold them"),
        pytest.param("1\u00ad200 and 1\u200d3", [13, 1200], id="over what is not seen"),
        pytest.param("๑๒", [1, 2], id="each a word of its own"),
        pytest.param("½" * 3, [1, 2, 21], id="more numbers than characters"),
    ],
)
def test_numbers(text: str, numbers: list[int]) -> None:
    found = number_sets(pa.array([text]))
    assert found.hashes.tolist() == numbers
    assert found.offsets.tolist() == [0, len(numbers)]


def test_texts_keep_their_numbers_apart_over_nulls_and_chunks() -> None:
    texts = ["up 1", None, "and 2 or 3", " ".join(map(str, range(200)))]
    whole = number_sets(pa.array(texts))
    parts = number_sets(pa.chunked_array([texts[:1], texts[1:]]))
    assert whole.offsets.tolist() == parts.offsets.tolist() == [0, 1, 1, 3, 203]
    assert whole.hashes.tolist() == parts.hashes.tolist() == [1, 2, 3, *range(200)]


WORDS = st.lists(st.text(st.sampled_from("12٣๑²½a文m\u00ad\u0301\u200d "), max_size=6), max_size=6)


@given(WORDS, st.sampled_from([" ", ", ", "-", "\u00a0", " – "]), st.sampled_from(["", "\u00ad", "\u2060"]))
def test_texts_of_the_same_words_hold_the_same_numbers(words: list[str], space: str, unseen: str) -> None:
    texts = pa.array([" ".join(words), space.join(unseen.join(word) for word in words).upper()])
    one, other = text_digests(texts)
    first, second = number_sets(texts).offsets[1:3] - number_sets(texts).offsets[:2]
    hashes = number_sets(texts).hashes.tolist()
    if one == other:
        assert hashes[:first] == hashes[first : first + second]


def text_digests(texts: pa.Array) -> list[int]:
    return fingerprint(texts, Deduplication())["text_digest"].to_pylist()
