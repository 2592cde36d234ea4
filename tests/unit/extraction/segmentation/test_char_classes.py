"""Characters of all scripts are told apart by what they do in a line."""

import numpy as np
import pytest

from broadsheet.extraction.segmentation.char_classes import CharClass, class_at, class_table, folds
from broadsheet.text.characters import code_points


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("a", CharClass.LOWER),
        ("ж", CharClass.LOWER),
        ("Ω", CharClass.UPPER),
        ("ب", CharClass.LETTER),
        ("क", CharClass.LETTER),
        ("\u0940", CharClass.LETTER),
        ("中", CharClass.WORD),
        ("か", CharClass.WORD),
        ("ไ", CharClass.WORD),
        ("𠀀", CharClass.WORD),
        ("한", CharClass.LETTER),
        ("٣", CharClass.DIGIT),
        ("。", CharClass.END),
        ("؟", CharClass.END),
        ("।", CharClass.END),
        ("、", CharClass.COMMA),
        ("«", CharClass.QUOTE),
        ("’", CharClass.APOSTROPHE),
        ("•", CharClass.SEPARATOR),
        ("：", CharClass.COLON),
        ("(", CharClass.BRACKET),
        ("—", CharClass.DASH),
        ("\u00a0", CharClass.SPACE),
        ("\u200f", CharClass.SPACE),
        ("€", CharClass.SYMBOL),
        ("😀", CharClass.SYMBOL),
    ],
)
def test_kind_of(character: str, kind: CharClass) -> None:
    assert class_at(np.uint32(ord(character)), class_table()) == kind


def test_letters_are_folded_to_lower_case_one_for_one() -> None:
    assert chr(folds()[ord("É")]) == "é"
    assert chr(folds()[ord("Ж")]) == "ж"
    assert chr(folds()[ord("İ")]) == "İ"


def test_code_points_count_characters_beyond_the_plane_once() -> None:
    assert code_points("a中😀").tolist() == [0x61, 0x4E2D, 0x1F600]
