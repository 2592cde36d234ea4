"""Prints lines that hold words of pages: nothing in them can command the terminal or reorder what is read."""

import re
from typing import Any

import typer

_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters except tab and line feed, line separators, and marks that reorder text (Unicode UAX #9)."""


def printable(text: str) -> str:
    r"""Return a text with control and reordering characters as escapes.

    >>> print(printable("a\x9b31mb"), printable("caf\u00e9 \u202e x"))
    a\x9b31mb café \u202e x
    """
    return _COMMANDS.sub(lambda found: _escape(ord(found[0])), text)


def echo(line: str, **style: Any) -> None:
    """Print a line, with the styles of `typer.secho`."""
    typer.secho(printable(line), **style)


def _escape(point: int) -> str:
    return f"\\x{point:02x}" if point < 256 else f"\\u{point:04x}"
