"""Looks up lists of phrases in many languages, by section, in the normalised form of a text."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Wording(NamedTuple):
    """A text as phrases are looked up in it: lower case, straight quotes, single spaces; and its words."""

    text: str
    words: frozenset[str]


def wording(text: str) -> Wording:
    """Return a text in the form in which phrases are looked up.

    >>> wording("The page you’re  looking for").text
    "the page you're looking for"
    """
    if not text.isascii():
        for curly, straight in _STRAIGHT:
            text = text.replace(curly, straight)
    text = "\n".join([" ".join(line.split()) for line in text.lower().split("\n")])
    return Wording(text, frozenset(_WORD.findall(text)))


def phrases_in(heard: Wording, name: str, section: str) -> list[str]:
    """Return the phrases of a section that are in a text, in the order of the file.

    Args:
        heard: The text.
        name: The list's file beside this module, without ``.txt``.
        section: The section's name in that file.
    """
    anchored, spaceless = _sections(name)[section]
    found = [entry for word in anchored.keys() & heard.words for entry in anchored[word] if entry[1] in heard.text]
    if not heard.text.isascii() and _SPACELESS.search(heard.text):
        found += [entry for entry in spaceless if entry[1] in heard.text]
    return [phrase for _, phrase in sorted(found)]


_WORD = re.compile(r"[^\W\d_]+")
_SPACELESS = re.compile("[\u0e00-\uffff]")  # scripts whose words spaces do not part as phrases need, Thai to Korean
_STRAIGHT = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("\u00ad", ""))

Entries = list[tuple[int, str]]


@cache
def _sections(name: str) -> dict[str, tuple[dict[str, Entries], Entries]]:
    """Return each section's phrases with their place in it: by their longest word, and those of spaceless scripts."""
    sections: dict[str, tuple[dict[str, Entries], Entries]] = {}
    for line in files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            anchored, spaceless = sections.setdefault(line.strip("[] "), ({}, []))
        elif line and not line.startswith("#"):
            for phrase in line.split(" | "):
                entry = (sum(map(len, anchored.values())) + len(spaceless), wording(phrase).text)
                if _SPACELESS.search(phrase):
                    spaceless.append(entry)
                else:
                    anchored.setdefault(max(_WORD.findall(entry[1]), key=len), []).append(entry)
    return sections
