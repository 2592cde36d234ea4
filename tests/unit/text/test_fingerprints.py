"""Fingerprints of texts: which words are the same, and all forms of Arrow buffers."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from broadsheet.settings import Deduplication
from broadsheet.text.arrow_buffers import text_buffers
from broadsheet.text.fingerprints import fingerprint, shingle_sets, sketch_rates

Words = Callable[..., str]


def digest(text: str, settings: Deduplication) -> int:
    return int(fingerprint(pa.array([text]), settings)["text_digest"][0].as_py())


def shingle_count(text: str, settings: Deduplication) -> int:
    return int(fingerprint(pa.array([text]), settings)["shingle_count"][0].as_py())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("The Mayor's plan", "the mayor’s PLAN", id="case and curly apostrophe"),
        pytest.param("a plan - or two", "a plan — or two", id="dash"),
        pytest.param("“Go,” he said.", '"Go" he said', id="quotes and punctuation"),
        pytest.param("Ｎｅｗｓ　２０２０", "news 2020", id="full width"),
        pytest.param("El Niño", "El Nin\u0303o", id="composed or decomposed accent"),
        pytest.param("ΟΔΟΣ", "οδος", id="greek capitals"),
        pytest.param("МОСКВА", "москва", id="cyrillic capitals"),
        pytest.param("news\u00adpaper", "newspaper", id="soft hyphen"),
        pytest.param("one  two\n\nthree", "one two three", id="space"),
        pytest.param("東京 で", "東京で", id="space between characters that are words"),
    ],
)
def test_the_same_words_have_the_same_fingerprint(one: str, other: str, settings: Deduplication) -> None:
    assert digest(one, settings) == digest(other, settings)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("resume", "résumé", id="accents"),
        pytest.param("one two", "two one", id="order"),
        pytest.param("one two", "onetwo", id="where words end"),
        pytest.param("one", "one one", id="number of words"),
        pytest.param("", "one", id="no words"),
        pytest.param("10 dead", "11 dead", id="numbers"),
    ],
)
def test_different_words_have_different_fingerprints(one: str, other: str, settings: Deduplication) -> None:
    assert digest(one, settings) != digest(other, settings)


@pytest.mark.parametrize(
    ("text", "shingles"),
    [
        pytest.param("", 0, id="empty"),
        pytest.param("... — !", 0, id="no words"),
        pytest.param("one", 1, id="one word"),
        pytest.param("one two three four", 1, id="fewer words than a shingle"),
        pytest.param("one two three four five", 1, id="one shingle"),
        pytest.param("one two three four five six", 2, id="two shingles"),
        pytest.param("no " * 50, 1, id="repeats count once"),
        pytest.param("北京今日天气晴", 3, id="each han character is a word"),
        pytest.param("สวัสดีครับ", 3, id="thai characters with their marks"),
        pytest.param("हिन्दी में समाचार आज", 1, id="devanagari words keep their vowel signs"),
    ],
)
def test_shingle_count(text: str, shingles: int, settings: Deduplication) -> None:
    assert shingle_count(text, settings) == shingles


def test_values_never_change(settings: Deduplication) -> None:
    """Sketches are stored: other values would make every old one worthless."""
    made = fingerprint(pa.array(["Rain fell on Tuesday over the whole valley."]), settings).to_pylist()[0]
    assert made == {
        "text_digest": 265791641443387445,
        "shingle_count": 4,
        "sketch": [5547799691733195876, 6453299314394361202, -7709274171708995463, -7156373864478735714],
    }


def test_null_text_has_null_fingerprint(settings: Deduplication) -> None:
    made = fingerprint(pa.array(["one two", None, "three"]), settings)
    assert [column.is_null().to_pylist() for column in made] == [[False, True, False]] * 3


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())],
    ids=str,
)
def test_every_string_type_gives_the_same(kind: pa.DataType, words: Words, settings: Deduplication) -> None:
    texts = pa.array([words(80, 1), None, "", "één 北京"])
    assert fingerprint(texts.cast(kind), settings).equals(fingerprint(texts, settings))


def test_slices_and_chunks_give_the_same_as_the_whole(words: Words, settings: Deduplication) -> None:
    texts = pa.array([words(60 + number, number) if number % 4 else None for number in range(20)])
    whole = fingerprint(texts, settings)
    assert fingerprint(texts[3:11], settings).equals(whole[3:11])
    chunked = pa.chunked_array([texts[:0], texts[:7], texts[7:8], texts[8:]])
    assert fingerprint(chunked, settings).equals(whole)
    sets, parts = shingle_sets(texts, settings), shingle_sets(chunked, settings)
    assert np.array_equal(sets.offsets, parts.offsets)
    assert np.array_equal(sets.hashes, parts.hashes)


@pytest.mark.parametrize(
    "texts", [pa.array([], pa.string()), pa.chunked_array([], pa.string())], ids=["array", "chunks"]
)
def test_no_texts_give_no_fingerprints(texts: pa.Array, settings: Deduplication) -> None:
    assert fingerprint(texts, settings).num_rows == 0
    assert shingle_sets(texts, settings).offsets.tolist() == [0]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(pa.array(["one two", "three"], pa.large_string())[2:], id="slice behind the last text"),
        pytest.param(
            pa.Array.from_buffers(pa.large_string(), 0, [None, pa.py_buffer(b""), pa.py_buffer(b"")]), id="no offsets"
        ),
    ],
)
def test_an_empty_array_has_one_offset(texts: pa.Array) -> None:
    assert text_buffers(texts).offsets.tolist() == [0]


def test_column_of_nulls_only(settings: Deduplication) -> None:
    assert fingerprint(pa.nulls(3), settings)["sketch"].null_count == 3
    assert shingle_sets(pa.nulls(3), settings).offsets.tolist() == [0, 0, 0, 0]


def test_text_of_one_phrase_a_hundred_thousand_times_is_one_phrase(settings: Deduplication) -> None:
    assert shingle_count("no more rain for the valley this week " * 100_000, settings) == 8


def test_sketch_is_the_part_of_the_set_under_the_threshold(words: Words, settings: Deduplication) -> None:
    for length in (3, 40, 200, 500, 2_000):
        text = pa.array([words(length, 5)])
        made = fingerprint(text, settings).to_pylist()[0]
        hashes = shingle_sets(text, settings).hashes
        assert made["shingle_count"] == len(hashes) == max(1, length - 4)
        rate = int(sketch_rates(np.array([len(hashes)]), settings)[0])
        kept = hashes[hashes <= np.uint64((2**64 - 1) // rate)]
        assert np.array_equal(np.array(made["sketch"], np.int64).view(np.uint64), kept)


@pytest.mark.parametrize(
    ("count", "rate"),
    [
        pytest.param(0, 1, id="no words"),
        pytest.param(63, 1, id="too short to leave any out"),
        pytest.param(64, 2, id="half is enough"),
        pytest.param(511, 8, id="just too short"),
        pytest.param(512, 16, id="long enough"),
        pytest.param(100_000, 16, id="long"),
    ],
)
def test_rate_leaves_a_sketch_of_the_size_wanted(count: int, rate: int, settings: Deduplication) -> None:
    assert sketch_rates(np.array([count]), settings).tolist() == [rate]


def test_rates_that_are_no_power_of_two(settings: Deduplication, words: Words) -> None:
    odd = settings.model_copy(update={"sketch_rate": 10, "min_sketch": 4})
    assert sketch_rates(np.array([7, 8, 19, 20, 39, 40]), odd).tolist() == [1, 2, 2, 5, 5, 10]
    assert len(fingerprint(pa.array([words(10_000, 3)]), odd)["sketch"][0]) == pytest.approx(1_000, rel=0.15)


def test_bytes_that_are_not_utf8_are_never_read_past(settings: Deduplication) -> None:
    """Arrow trusts whoever made the buffers; the kernel must not."""
    data = b"news \xe5\x8c day \xff\x80 end \xf0\x9f"
    offsets = pa.py_buffer(np.array([0, len(data)], np.int32))
    broken = pa.StringArray.from_buffers(1, offsets, pa.py_buffer(data))
    assert fingerprint(broken, settings)["shingle_count"][0].as_py() == 1
