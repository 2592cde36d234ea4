"""Names that the lines around a story share: menus, footers and links say again and again whose site it is."""

import re
from collections import defaultdict
from collections.abc import Iterator

from broadsheet.extraction.names.outlet_names import Evidence, OutletMention, outlet_mention, squeezed

_SHARED = 3
_MOST = 6
_MOST_WORDS = 4
_BULLETS = "*•·+-–|: "


def shared_names(lines: list[str], hosts: set[str]) -> Iterator[OutletMention]:
    """Yield the names that at least three different lines outside the story begin or end with.

    Args:
        lines: The short lines outside the story.
        hosts: Keys of hosts named on the page: lines of one such name count even where it is written small.
    """
    texts = [line.strip(_BULLETS) for line in lines]
    most = len(texts) - _SHARED + 1
    if not hosts and (most <= 0 or (len({text[:2] for text in texts}) > most < len({text[-2:] for text in texts}))):
        return  # no three lines begin or end alike
    texts = sorted({text for text in texts if text})
    yield from _by_word([text.split() for text in texts])
    yield from _by_host(texts, hosts)


def _by_word(lines: list[list[str]]) -> Iterator[OutletMention]:
    found: dict[str, int] = {}
    for at, at_start in ((0, True), (-1, False)):
        if len({words[at] for words in lines}) > len(lines) - (_SHARED - 1):
            continue
        groups: dict[str, list[list[str]]] = defaultdict(list)
        for words in lines:
            groups[words[at]].append(words)
        for word, group in groups.items():
            if len(group) >= _SHARED and not word[0].islower() and not word.isdigit():
                for name, count in _longer(group, at_start=at_start):
                    found[name] = found.get(name, 0) + count
    for name in sorted(found, key=lambda name: (-found[name], name))[:_MOST]:
        mention = outlet_mention(name, Evidence.EDGE, None, found[name])
        if mention is not None:
            yield mention


def _longer(group: list[list[str]], *, at_start: bool) -> Iterator[tuple[str, int]]:
    """Yield the runs of words, shortest first, that three lines of a group open (or end) with."""
    size = 1
    while size <= _MOST_WORDS:
        runs: dict[str, int] = defaultdict(int)
        for words in group:
            if len(words) >= size:
                runs[" ".join(words[:size] if at_start else words[-size:])] += 1
        name = max(runs, key=lambda run: (runs[run], run), default="")
        if not name or runs[name] < _SHARED:
            return
        if not name[0].islower():
            yield name, runs[name]
        size += 1


def _by_host(texts: list[str], hosts: set[str]) -> Iterator[OutletMention]:
    found: dict[str, int] = defaultdict(int)
    keys = [key for key in hosts if len(key) > 2]
    openings = tuple({key[:2] for key in keys})
    for text in texts if keys else ():
        folded = text.casefold()
        if not any(opening in folded for opening in openings):
            continue
        letters = squeezed(folded)
        for key in keys:
            if letters.startswith(key) or letters.endswith(key):
                name = _words_of(key, text)
                if name:
                    found[name] += 1
    for name, count in found.items():
        mention = outlet_mention(name, Evidence.EDGE, None, count)
        if mention is not None:
            yield mention


def _words_of(key: str, text: str) -> str | None:
    """Return the words that make `key` where `text` begins or ends with them, null where the edge is inside a word."""
    words = re.split(r"\s+", text)
    for size in range(1, min(len(words), _MOST_WORDS + 2) + 1):
        for run in (words[:size], words[-size:]):
            if squeezed("".join(run).casefold()) == key:
                return " ".join(run).strip(_BULLETS + ".,:;!?")
    return None
