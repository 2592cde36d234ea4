"""Damage is undone where the evidence is strict, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.mojibake import is_suspicious, repair

SENTENCES = [
    "The mayor’s plan – “a gamble” – was refused…",
    "Žluťoučký kůň přeběhl most přes řeku.",
    "São Paulo não dorme: É FESTA NA PRAÇA!",
    "L’île d’Oléron a été coupée du continent.",
    "Мост закрыт до весны, сообщили власти.",
    "市长表示，大桥将继续封闭。",
    "Ärger in Århus: ½ Mio. € für Øresund",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sound_text_stays_as_it_is(sentence: str) -> None:
    assert repair(sentence) == sentence


@pytest.mark.parametrize("sentence", [SENTENCES[0], SENTENCES[3], "Los árboles de España – fin"])
def test_utf8_read_as_windows_1252_is_undone(sentence: str) -> None:
    damaged = sentence.encode().decode("sloppy-windows-1252")
    assert damaged != sentence
    assert repair(damaged) == sentence


def test_cyrillic_read_as_windows_1252_is_undone() -> None:
    assert repair("Москва".encode().decode("latin-1")) == "Москва"


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("North Korea\u9225\u6a9a leader", "North Korea’s leader"),
        ("they don\u9225\u6a9b", "they don’t"),
        ("He said: \u9225\u6df2e will go on", "He said: “We will go on"),
    ],
)
def test_utf8_read_as_gbk_is_undone(damaged: str, sound: str) -> None:
    assert repair(damaged) == sound


def test_a_gbk_pair_that_lost_bytes_stays() -> None:
    assert repair("It was late\u9225? he said") == "It was late\u9225? he said"


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)))
def test_ascii_is_never_looked_at(text: str) -> None:
    assert not is_suspicious(text)
    assert repair(text) == text
