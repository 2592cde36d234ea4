"""What an audit found."""

from dataclasses import dataclass
from typing import Literal

Gravity = Literal["damage", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        check: Name of the check, one word.
        gravity: damage (what readers see is not what was published, or may not be) or warning (it is, but look).
        message: What was found, in one line.
        remedy: What to do about it.
    """

    check: str
    gravity: Gravity
    message: str
    remedy: str
