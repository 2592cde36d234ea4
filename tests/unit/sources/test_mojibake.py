"""Damage is undone where the evidence is strict, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.sources.mojibake import is_suspicious, repair

SENTENCES = [
    "The mayor’s plan – “a gamble” – was refused…",
    "Žluťoučký kůň přeběhl most přes řeku.",
    "São Paulo não dorme: É FESTA NA PRAÇA!",
    "L’île d’Oléron a été coupée du continent.",
    "Мост закрыт до весны, сообщили власти.",
    "市长表示，大桥将继续封闭。",
    "Ärger in Århus: ½ Mio. € für Øresund",
    "« Déjà », dit-il… à « l’île » – où ça ?",
    "С'їзд України: «Ігор і Сіверськ» — 5 °С",
    "הגשר × 3 ייסגר – כך נמסר",
    "ÇAĞRI: İŞÇİLER GÜVENLİK İSTİYOR…",
    "Giá vé × 2, ông Ä nói.",
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
    ("sentence", "encoding"),
    [
        ("Мост через реку закроют до весны", "sloppy-windows-1251"),
        ("The mayor’s plan – “a gamble”", "sloppy-windows-1251"),
        ("The mayor’s plan – “a gamble”", "macroman"),
        ("Zażółć gęślą jaźń, mówił wójt", "sloppy-windows-1250"),
        ("Belediye başkanı köprüyü kapatacağını açıkladı", "sloppy-windows-1254"),
        ("ראש העיר הודיע כי הגשר", "sloppy-windows-1252"),
        ("시장은 강을 가로지르는 다리를", "latin-1"),
        ("市長は、川に架かる橋を通行止めにする", "latin-1"),
        ("पुल की मरम्मत के लिए", "sloppy-windows-1252"),
    ],
)
def test_utf8_read_in_another_code_page_is_undone(sentence: str, encoding: str) -> None:
    damaged = sentence.encode().decode(encoding)
    assert is_suspicious(damaged)
    assert repair(damaged) == sentence


def test_damage_done_twice_is_undone_twice() -> None:
    once = "The mayor’s café".encode().decode("sloppy-windows-1252")
    assert repair(once.encode().decode("sloppy-windows-1252")) == "The mayor’s café"


def test_quotes_of_windows_that_passed_as_controls_are_quotes() -> None:
    assert repair("It\x92s \x93rusted through\x94 \x96 all of it") == "It’s “rusted through” – all of it"


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
