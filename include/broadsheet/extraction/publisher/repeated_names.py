"""Names that the lines around a story share: menus, footers and links say again and again whose site it is."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from broadsheet.extraction.publisher.outlet_names import Evidence, OutletMention, outlet_mention, squeezed

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
    texts = sorted({text for text in texts if text.strip()})
    yield from _by_word(texts)
    keys = {key for key in hosts if len(key) > 2}
    if keys:
        yield from _by_host(texts, keys)


def _by_word(texts: list[str]) -> Iterator[OutletMention]:
    found: dict[str, int] = {}
    openings = [text.split(None, 1)[0] for text in texts]
    endings = [text.rsplit(None, 1)[-1] for text in texts]
    for edges, at_start in ((openings, True), (endings, False)):
        if len(set(edges)) > len(texts) - (_SHARED - 1):
            continue
        groups: dict[str, list[list[str]]] = {
            word: []
            for word, count in Counter(edges).items()
            if count >= _SHARED and not word[0].islower() and not word.isdigit()
        }
        for word, text in zip(edges, texts, strict=True) if groups else ():
            if word in groups:
                groups[word].append(text.split())
        for word, group in groups.items():
            found[word] = found.get(word, 0) + len(group)
            for name, count in _longer(group, at_start=at_start):
                found[name] = found.get(name, 0) + count
    for name in sorted(found, key=lambda name: (-found[name], name))[:_MOST]:
        mention = outlet_mention(name, Evidence.EDGE, None, found[name])
        if mention is not None:
            yield mention


def _longer(group: list[list[str]], *, at_start: bool) -> Iterator[tuple[str, int]]:
    """Yield the runs of two words or more, shortest first, that three lines of a group open (or end) with."""
    for size in range(2, _MOST_WORDS + 1):
        group = [words for words in group if len(words) >= size]
        if len(group) < _SHARED:
            return
        runs = Counter([" ".join(words[:size] if at_start else words[-size:]) for words in group])
        name = max(runs, key=lambda run: (runs[run], run))
        if runs[name] < _SHARED:
            return
        if not name[0].islower():
            yield name, runs[name]


def _by_host(texts: list[str], keys: set[str]) -> Iterator[OutletMention]:
    found: dict[str, int] = defaultdict(int)
    few = len(keys) <= _FEW
    sizes = {len(key) for key in keys}
    openings = {key[:2] for key in keys}
    for text in texts:
        folded = text.casefold()
        if few and not any(map(folded.__contains__, openings)):
            continue
        letters = squeezed(folded)
        edges = {edge for size in sizes for edge in (letters[:size], letters[-size:])}
        for key in sorted(keys.intersection(edges)):
            name = _words_of(key, text)
            if name:
                found[name] += 1
    for name, count in found.items():
        mention = outlet_mention(name, Evidence.EDGE, None, count)
        if mention is not None:
            yield mention


_FEW = 16
"""So many hosts are looked for in a line by their first letters before it is spelled out."""


def _words_of(key: str, text: str) -> str | None:
    """Return the words that make `key` where `text` begins or ends with them, None where the edge is inside a word."""
    words = text.split()
    for size in range(1, min(len(words), _MOST_WORDS + 2) + 1):
        for run in (words[:size], words[-size:]):
            written = "".join(run)
            if written.isascii() and len(written) < len(key):
                continue
            if squeezed(written.casefold()) == key:
                return " ".join(run).strip(_BULLETS + ".,:;!?")
    return None
