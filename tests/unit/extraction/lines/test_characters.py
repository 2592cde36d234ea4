"""Characters of all scripts are told apart by what they do in a line."""

import numpy as np
import pytest

from broadsheet.extraction.lines.characters import Kind, code_points, folds, kind_at, kinds


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("a", Kind.LOWER),
        ("ж", Kind.LOWER),
        ("Ω", Kind.UPPER),
        ("ب", Kind.LETTER),
        ("क", Kind.LETTER),
        ("\u0940", Kind.LETTER),
        ("中", Kind.WORD),
        ("か", Kind.WORD),
        ("ไ", Kind.WORD),
        ("𠀀", Kind.WORD),
        ("한", Kind.LETTER),
        ("٣", Kind.DIGIT),
        ("。", Kind.END),
        ("؟", Kind.END),
        ("।", Kind.END),
        ("、", Kind.COMMA),
        ("«", Kind.QUOTE),
        ("’", Kind.APOSTROPHE),
        ("•", Kind.SEPARATOR),
        ("：", Kind.COLON),
        ("(", Kind.BRACKET),
        ("—", Kind.DASH),
        ("\u00a0", Kind.SPACE),
        ("\u200f", Kind.SPACE),
        ("€", Kind.SYMBOL),
        ("😀", Kind.SYMBOL),
    ],
)
def test_kind_of(character: str, kind: Kind) -> None:
    assert kind_at(np.uint32(ord(character)), kinds()) == kind


def test_letters_are_folded_to_lower_case_one_for_one() -> None:
    assert chr(folds()[ord("É")]) == "é"
    assert chr(folds()[ord("Ж")]) == "ж"
    assert chr(folds()[ord("İ")]) == "İ"


def test_code_points_count_characters_beyond_the_plane_once() -> None:
    assert code_points("a中😀").tolist() == [0x61, 0x4E2D, 0x1F600]
