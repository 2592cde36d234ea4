"""Lists of names: the towns, states and countries of datelines, and the given names of people.

``benchmarks/name_lists.py`` writes both files.
"""

import unicodedata
from functools import cache
from pathlib import Path

PLACES = Path(__file__).with_name("places.txt")
GIVEN_NAMES = Path(__file__).with_name("given_names.txt")

_UNLISTED = frozenset(
    ("united nations", "the hague", "den haag", "camp david", "capitol hill", "vatican city", "vatikanstadt",
     "west bank", "washington d.c", "washington dc", "gaza", "gaza strip", "gaza city", "guantanamo bay",
     "pearl harbor", "cape canaveral", "aboard air force one")
)  # fmt: skip


def is_place(name: str) -> bool:
    """Return whether the list of places holds `name`, in whatever case.

    >>> is_place("NEW DELHI"), is_place("Breaking News")
    (True, False)
    """
    folded = unicodedata.normalize("NFC", name).casefold().replace("’", "'").strip(" .")
    return folded in _places() or folded in _UNLISTED


def is_given_name(word: str) -> bool:
    """Return whether the list of given names holds `word`, or its first part before a hyphen.

    >>> is_given_name("Ingrid"), is_given_name("Jean-Luc"), is_given_name("Newsletter")
    (True, True, False)
    """
    known, folded = _given_names(), word.casefold().replace("’", "'")
    return folded in known or ("-" in folded and folded.partition("-")[0] in known)


@cache
def _places() -> frozenset[str]:
    return _words(PLACES)


@cache
def _given_names() -> frozenset[str]:
    return _words(GIVEN_NAMES)


def _words(file: Path) -> frozenset[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
