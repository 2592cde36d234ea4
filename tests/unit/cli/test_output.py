"""What pages say cannot command the terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.cli.output import echo, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x9b31mb", r"a\x9b31mb"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\u202eevil\u2066", r"\u202eevil\u2066"),
        ("tab\tstays", "tab\tstays"),
        ("Tromsø 日本 مرحبا 🎈", "Tromsø 日本 مرحبا 🎈"),
    ],
)
def test_controls_are_shown_as_escapes(text, shown):
    assert printable(text) == shown


@given(st.text())
def test_nothing_printed_is_a_control_character(text):
    left = set(printable(text)) - {"\t", "\n"}
    assert not {char for char in left if unicodedata.category(char) == "Cc"}
    assert not {char for char in left if unicodedata.bidirectional(char) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI"}}


def test_a_line_is_printed_with_its_escapes(capsys):
    echo("a\x9d8;;http://x.example\x9c")
    assert capsys.readouterr().out == "a\\x9d8;;http://x.example\\x9c\n"
