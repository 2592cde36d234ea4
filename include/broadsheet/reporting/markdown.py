"""Pieces of Markdown that come out the same for the same values."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Return a table; integers get thousands separators and stand right, other cells are escaped.

    >>> print(table(("reason", "pages"), [("a|b", 1200)]))
    | reason | pages |
    | --- | ---: |
    | a\|b | 1,200 |
    """
    body = [list(row) for row in rows]
    right = [bool(body) and isinstance(row, int) for row in (body[0] if body else head)]
    lines = [head, ["---:" if number else "---" for number in right], *[[cell(value) for value in row] for row in body]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(value: object) -> str:
    """Return a value as the text of one table cell, on one line."""
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
