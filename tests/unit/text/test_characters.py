"""The class of each character, and how it divides words."""

from itertools import pairwise

import numpy as np
import pytest

from broadsheet.text.characters import (
    ALONE,
    END,
    EXPANDED,
    IGNORED,
    KIND_SHIFT,
    LETTER,
    MARK,
    MAX_WORDS_PER_BYTE,
    characters,
    fold,
    kind_of,
)


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        pytest.param("k", LETTER, id="latin letter"),
        pytest.param("ж", LETTER, id="cyrillic letter"),
        pytest.param("م", LETTER, id="arabic letter"),
        pytest.param("한", LETTER, id="hangul syllable"),
        pytest.param("4", LETTER, id="digit"),
        pytest.param("४", LETTER, id="devanagari digit"),
        pytest.param("北", ALONE, id="han"),
        pytest.param("𠮷", ALONE, id="han beyond the basic plane"),
        pytest.param("の", ALONE, id="hiragana"),
        pytest.param("ー", ALONE, id="kana length mark"),
        pytest.param("ก", ALONE, id="thai"),
        pytest.param("ລ", ALONE, id="lao"),
        pytest.param("ក", ALONE, id="khmer"),
        pytest.param("မ", ALONE, id="burmese"),
        pytest.param("\u0301", MARK, id="combining accent"),
        pytest.param("ि", MARK, id="devanagari vowel sign"),
        pytest.param("\u200d", IGNORED, id="zero width joiner"),
        pytest.param("\u00ad", IGNORED, id="soft hyphen"),
        pytest.param("\ufe0f", IGNORED, id="variation selector"),
        pytest.param("\u0640", IGNORED, id="arabic stretcher"),
        pytest.param("\u064e", IGNORED, id="arabic vowel sign"),
        pytest.param("\u05b8", IGNORED, id="hebrew point"),
        pytest.param("\u0654", MARK, id="arabic hamza above"),
        pytest.param("\u200b", END, id="zero width space"),
        pytest.param("\u00a0", END, id="no-break space"),
        pytest.param("’", END, id="curly apostrophe"),
        pytest.param("—", END, id="dash"),
        pytest.param("，", END, id="full-width comma"),
        pytest.param("😀", END, id="emoji"),
    ],
)
def test_each_character_has_its_class(character: str, kind: int) -> None:
    assert kind_of(ord(character)) == kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Ａ", "a", id="full width"),
        pytest.param("ｶ", "カ", id="half width"),
        pytest.param("É", "e\u0301", id="composed accent and capital"),
        pytest.param("ß", "ss", id="sharp s"),
        pytest.param("ς", "σ", id="final sigma"),
        pytest.param("Ж", "ж", id="cyrillic capital"),
        pytest.param("ﬂ", "fl", id="ligature"),
        pytest.param("²", "2", id="superscript"),
    ],
)
def test_characters_that_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other) == other


def test_accents_are_kept() -> None:
    assert fold("é") != fold("e")


def test_table_agrees_with_the_rules_on_every_character() -> None:
    table = characters()
    for code in (*range(0xD800), *range(0xE000, 0x20000), 0x20000, 0x2A6DF, 0x2F801, 0x30000, 0xE0100, 0x10FFFF):
        entry = int(table.entries[code])
        if entry >> KIND_SHIFT == EXPANDED:
            place = entry & 0xFFFFFF
            parts = table.expansions[place + 1 : place + 1 + table.expansions[place]].tolist()
        else:
            parts = [entry]
        expected = [(kind_of(ord(part)), ord(part)) for part in fold(chr(code))]
        found = [(part >> KIND_SHIFT, part & 0xFFFFFF) for part in parts]
        # What ends a word or does not count needs no code.
        assert [kind for kind, _ in found] == [kind for kind, _ in expected], hex(code)
        assert all(f[1] == e[1] for f, e in zip(found, expected, strict=True) if e[0] in {LETTER, ALONE, MARK}), hex(
            code
        )


def test_no_character_makes_more_words_than_the_kernel_has_room_for() -> None:
    for code in np.flatnonzero(characters().entries >> KIND_SHIFT == EXPANDED).tolist():
        kinds = [END, *(kind_of(ord(part)) for part in fold(chr(code)))]
        words = sum(kind == ALONE or (kind == LETTER and before != LETTER) for before, kind in pairwise(kinds))
        assert words <= MAX_WORDS_PER_BYTE * len(chr(code).encode()), hex(code)
