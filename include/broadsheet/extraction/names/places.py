"""The towns, states and countries that datelines name."""

import unicodedata
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("places.txt")

_UNLISTED = frozenset(
    ("united nations", "the hague", "den haag", "camp david", "capitol hill", "vatican city", "vatikanstadt",
     "west bank", "washington d.c", "washington dc", "gaza", "gaza strip", "gaza city", "guantanamo bay",
     "pearl harbor", "cape canaveral", "aboard air force one")
)  # fmt: skip


def is_place(name: str) -> bool:
    """Return whether the list of places knows `name`, in whatever case.

    >>> is_place("NEW DELHI"), is_place("Breaking News")
    (True, False)
    """
    folded = unicodedata.normalize("NFC", name).casefold().replace("’", "'").strip(" .")
    return folded in _listed() or folded in _UNLISTED


@cache
def _listed() -> frozenset[str]:
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
