"""Pages that were decoded in a wrong encoding before are decoded again, or refused, and sound pages stay."""

from pathlib import Path

import pytest

from broadsheet.reject_reasons import Reason
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.file_reader import Refused
from broadsheet.sources.misreading import undo_misreading

TEXTS = {path.stem: path.read_text(encoding="utf-8").strip() for path in (Path(__file__).parent / "texts").iterdir()}

KINDS = [
    *((language, "cp1251", "latin_1") for language in ("ru", "bg", "uk", "sr")),
    ("ru", "cp1251", "koi8_r"),
    ("ru", "cp1251", "cp866"),
    ("ru", "koi8_r", "cp1251"),
    ("ru", "koi8_r", "latin_1"),
    ("ru", "cp866", "cp1251"),
    ("ru", "iso8859_5", "cp1251"),
    *((language, "utf_8", "koi8_r") for language in ("ru", "bg", "pl")),
    ("uk", "utf_8", "cp866"),
    ("ru", "utf_8", "iso8859_5"),
    ("pl", "cp1250", "latin_1"),
    ("pl", "cp1250", "iso8859_2"),
    ("pl", "iso8859_2", "cp1252"),
    ("pl", "iso8859_2", "cp1250"),
    ("pl", "cp852", "cp1250"),
    ("cs", "iso8859_2", "latin_1"),
    ("tr", "cp1254", "latin_1"),
    ("el", "cp1253", "latin_1"),
    ("he", "cp1255", "latin_1"),
]


@pytest.mark.parametrize(("language", "writer", "reader"), KINDS)
def test_a_misread_page_is_decoded_again(language: str, writer: str, reader: str) -> None:
    data = TEXTS[language].encode(writer, "replace")
    sound = data.decode(writer)
    misread = data.decode(f"sloppy-windows-{reader[2:]}" if reader.startswith("cp12") else reader)
    assert misread != sound
    decoded = decode(misread.encode(), 0.01)
    assert isinstance(decoded, Decoded)
    assert decoded.text == sound
    assert decoded.changes.repaired_lines > 0


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_sound_page_stays(language: str) -> None:
    text = f"МОСТ\nBöße ©\n{TEXTS[language]}"
    found = undo_misreading(text)
    assert found is not None
    assert found.text == text


def test_capitals_are_no_sign_of_a_wrong_encoding() -> None:
    text = TEXTS["ru"].upper()
    assert undo_misreading(text) == (text, 0)


def test_only_the_damaged_lines_of_a_page_change() -> None:
    sound, damaged = TEXTS["bg"], TEXTS["bg"].encode("cp1251").decode("latin_1")
    found = undo_misreading(f"{sound}\n{damaged}")
    assert found is not None
    assert found.text == f"{sound}\n{sound}"


def test_a_damaged_line_may_begin_with_a_long_plain_part() -> None:
    plain, damaged = "The ferry sailed on Monday. " * 40, TEXTS["bg"].encode("cp1251").decode("latin_1")
    found = undo_misreading(f"{plain}{damaged}")
    assert found is not None
    assert found.text == f"{plain}{TEXTS['bg']}"


def test_letters_of_no_language_are_refused() -> None:
    damaged = TEXTS["ru"].encode("cp1251").decode("latin_1").replace("î", "ÿ").replace("å", "þ").replace("à", "¾")
    refused = decode(damaged.encode(), 0.01)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.UNDECODABLE
