"""The result of a check of an audit."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["damage", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that a check found.

    Attributes:
        check: Name of the check, one word.
        severity: damage (readers see, or may see, something other than what was published) or warning (the data is
            intact, but somebody should look).
        message: The problem, in one line.
        remedy: What to do about it.
    """

    check: str
    severity: Severity
    message: str
    remedy: str
