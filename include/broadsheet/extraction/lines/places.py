"""What is known of where a line is."""

from enum import IntEnum


class Place(IntEnum):
    """Columns of the places of lines, as `broadsheet.extraction.lines.splitting` finds them."""

    START = 0
    """Offset of a line's first character in the page, in code points."""
    END = 1
    """Offset behind its last character."""
    GAP = 2
    """Blank lines right before it."""
    INDENT = 3
    """Columns of space before it, in the piece it stands in; a tab counts one."""
