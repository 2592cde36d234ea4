"""A text scores high for a language if its letters are those of the language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.sources.charset_scoring import likeness

SENTENCES = {
    "pl": "Zażółć gęślą jaźń, powiedział wójt.",
    "ru": "Мост через реку закроют до весны.",
    "de": "Ärger über die gesperrte Straße",
    "ja": "市長は橋を半年間通行止めにすると発表した。",
    "ko": "시장은 다리를 반년 동안 폐쇄한다고 발표했다.",
    "ar": "أعلن رئيس البلدية إغلاق الجسر",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_scores_highest_in_its_own_language(language: str) -> None:
    assert likeness(SENTENCES[language]) >= likeness(SENTENCES[language], language) > 0.6


@pytest.mark.parametrize(
    ("language", "written", "read"),
    [
        ("pl", "iso8859_2", "cp1252"),
        ("ru", "koi8_r", "cp1251"),
        ("ru", "cp1251", "iso8859_5"),
        ("ja", "euc_jp", "gb18030"),
        ("ko", "euc_kr", "gb18030"),
        ("ar", "cp1256", "cp1252"),
    ],
)
def test_a_wrong_decoding_scores_lower_in_every_language(language: str, written: str, read: str) -> None:
    wrong = SENTENCES[language].encode(written).decode(read)
    assert likeness(wrong) < likeness(SENTENCES[language]) - 0.1


def test_a_language_without_its_own_alphabet_uses_the_western_one() -> None:
    assert likeness("café", "xx") == likeness("café", "en") == 1.0
    assert likeness("Škoda", "en") < 0


def test_an_accent_behind_a_small_letter_breaks_no_word_and_a_capital_beyond_ascii_does() -> None:
    assert likeness("McDonáld", "en") == likeness("donáld", "en") > likeness("donÁld", "en")


@given(st.text(max_size=80))
def test_the_score_is_at_most_one(text: str) -> None:
    assert likeness(text) <= 1.0


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)))
def test_ascii_is_no_evidence(text: str) -> None:
    assert likeness(text) == 0.0
