import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.boilerplate.line_hashes import hash_lines

LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1, max_size=30)


def of(*texts):
    lines = hash_lines(pa.array(texts, pa.string()))
    pairs = list(zip(lines.hashes.tolist(), lines.words.tolist(), strict=True))
    return [pairs[start:end] for start, end in zip(lines.bounds[:-1], lines.bounds[1:], strict=True)]


@given(st.lists(st.lists(LINE, max_size=4), max_size=5))
def test_the_hash_of_a_line_does_not_depend_on_other_lines(texts):
    alone = [[of(line)[0][0] for line in lines] for lines in texts]
    assert of(*("\n\n".join(lines) for lines in texts)) == alone


@pytest.mark.parametrize(
    "other",
    ["SIGN UP, for our newsletter!", "Sign up  for “our” newsletter", "Ｓign up for our newsletter"],
    ids=["case and marks", "space and quotes", "width"],
)
def test_only_words_affect_the_hash(other):
    assert of("Sign up for our newsletter.") == of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("one two", "two one", id="order"),
        pytest.param("one two", "one two two", id="number"),
        pytest.param("5 goals", "6 goals", id="digits"),
    ],
)
def test_other_words_give_another_hash(one, other):
    assert of(one) != of(other)


def test_length_counts_words_or_characters_in_scripts_without_spaces():
    assert [[words for _, words in lines] for lines in of("Yes, we can.\n\n—\n\n天氣很好", None, "")] == [
        [3, 0, 4],
        [],
        [],
    ]


def test_a_column_in_chunks_and_slices_gives_the_same():
    texts = pa.array(["first", "a b\n\nc", None, "c\n\nd"])
    whole, pieces = hash_lines(texts[1:]), hash_lines(pa.chunked_array([texts[1:2], texts[2:]]))
    assert whole.bounds.tolist() == pieces.bounds.tolist() == [0, 2, 2, 4]
    assert whole.hashes.tolist() == pieces.hashes.tolist()
    assert whole.hashes[1] == whole.hashes[2]
