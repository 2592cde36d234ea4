"""The signals by which a text is judged."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.quality import Quality, measure, measure_text
from broadsheet.extraction.segmentation.body import find_body
from broadsheet.extraction.segmentation.char_classes import CharClass, class_at, class_table
from broadsheet.extraction.segmentation.page import read_page
from broadsheet.schema import QUALITY
from broadsheet.text.characters import code_points

PAGES = Path(__file__).parent / "pages"


def measured(text: str) -> tuple[Quality, int]:
    page = read_page("")
    return measure(find_body(page), text, encoding="utf-8", replaced_bytes=0, repaired_lines=0)


def test_the_fields_are_those_of_the_schema() -> None:
    assert list(Quality._fields) == [field.name for field in QUALITY]


@pytest.mark.parametrize(
    ("text", "words"),
    [("Don’t stop-over in 2021", 6), ("渡船 ferry 2", 4), ("ไทย", 3), ("", 0)],
    ids=["marks-end-words", "characters-and-words", "thai", "empty"],
)
def test_words_are_counted_as_in_deduplication(text: str, words: int) -> None:
    assert measured(text)[1] == words


def test_shares_of_capitals_and_digits() -> None:
    quality, _ = measured("AB cd 12\n34")
    assert quality.capital_share == 0.5
    assert quality.digit_share == 0.5


def test_a_page_with_repeats_and_boilerplate() -> None:
    page = read_page((PAGES / "reprint.txt").read_text(encoding="utf-8"))
    body = find_body(page)
    text = "\n\n".join(paragraph.text for paragraph in body.paragraphs)
    quality, _ = measure(body, text, encoding="latin-1", replaced_bytes=3, repaired_lines=2)
    assert quality.repeated_share == pytest.approx(2 / (2 + sum(body.kept)))
    finished = sum(paragraph.text[-1] in ".!" for paragraph in body.paragraphs)
    assert quality.sentence_share == pytest.approx(finished / len(body.paragraphs))
    assert 0.3 < quality.body_share < 0.8
    assert (quality.encoding, quality.replaced_bytes, quality.repaired_lines) == ("latin-1", 3, 2)


TEXT = st.text(st.sampled_from("aZ09 .\n\t\x7f'-éßЖж٣ª渡ไ“’…½😀𠀀")) | st.text()


@given(TEXT)
def test_every_character_counts_by_its_kind(text: str) -> None:
    kind = [class_at(point, class_table()) for point in code_points(text)]
    in_word = [CharClass.LOWER <= one <= CharClass.DIGIT for one in kind]
    begins = [now and not before for now, before in zip(in_word, [False, *in_word], strict=False)]
    cased = sum(one in (CharClass.LOWER, CharClass.UPPER) for one in kind)
    signals = measure_text([text])
    assert signals.characters == sum(one != CharClass.SPACE for one in kind)
    assert signals.words == sum(begins) + kind.count(CharClass.WORD)
    assert signals.capital_share == kind.count(CharClass.UPPER) / max(cased, 1)
    assert signals.digit_share == kind.count(CharClass.DIGIT) / max(signals.characters, 1)


@pytest.mark.parametrize(
    ("paragraph", "share"),
    [("Done.", 1), ("“Done.”", 1), ("(Done!)*", 1), ("完了。」", 1), ("Done", 0), ("“Done”", 0), ("”", 0), ("", 0)],
)
def test_a_sentence_may_end_in_quotes_and_brackets(paragraph: str, share: float) -> None:
    assert measure_text([paragraph]).sentence_share == share
