"""Finds the passages that two texts share, for display: runs of equal words at any position in either text."""

from typing import NamedTuple

from broadsheet.text.characters import ALONE, END, IGNORED, MARK, fold, kind_of


class Word(NamedTuple):
    """A folded word and its position in its text.

    Attributes:
        folded: Its letters, folded.
        start: Position of its first character.
        end: Position after its last character.
    """

    folded: str
    start: int
    end: int


class Passage(NamedTuple):
    """A run of words that two texts share.

    Attributes:
        start: Number of its first word in the first text, from 0.
        other_start: Number of its first word in the other text.
        words: Number of words.
    """

    start: int
    other_start: int
    words: int


def split_words(text: str) -> list[Word]:
    """Return the words of a text, the same as `broadsheet.text.tokenizer.read_words`.

    >>> [word.folded for word in split_words("“No,” SAID the ﬁrst—twice.")]
    ['no', 'said', 'the', 'first', 'twice']
    """
    words: list[Word] = []
    letters: list[str] = []
    start = end = 0
    kind_open = END
    for place, character in enumerate(text):
        for part in fold(character):
            kind = kind_of(ord(part))
            if kind == IGNORED or (kind == MARK and kind_open == END):
                continue
            if letters and (kind in (END, ALONE) or (kind != MARK and kind_open == ALONE)):
                words.append(Word("".join(letters), start, end))
                letters = []
            if kind != MARK:
                kind_open = kind
            if kind_open != END:
                start = start if letters else place
                letters.append(part)
                end = place + 1
    if letters:
        words.append(Word("".join(letters), start, end))
    return words


def shared_passages(one: list[Word], other: list[Word], least: int) -> list[Passage]:
    """Return the runs of at least `least` words that are in both texts, the longest first.

    The first text is read from its start; at each run, the longest match in the other text is taken, and reading
    continues after it. So runs do not overlap in the first text, and moved paragraphs are found.
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(other) - least + 1):
        places.setdefault(_key(other, at, least), []).append(at)
    found = []
    at = 0
    while at <= len(one) - least:
        runs = [(_run(one, at, other, its, least), -its) for its in places.get(_key(one, at, least), ())]
        length, its = max(runs, default=(0, 0))
        if length:
            found.append(Passage(at, -its, length))
        at += max(length, 1)
    return sorted(found, key=lambda passage: (-passage.words, passage.start))


def covered_words(passages: list[Passage]) -> int:
    """Return the number of words of the other text in passages, each counted once."""
    covered = reached = 0
    for start, end in sorted((passage.other_start, passage.other_start + passage.words) for passage in passages):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def _key(words: list[Word], at: int, length: int) -> tuple[str, ...]:
    return tuple(word.folded for word in words[at : at + length])


def _run(one: list[Word], at: int, other: list[Word], its: int, length: int) -> int:
    """Return the full length of a run, of which `length` words are known to be equal."""
    while (
        at + length < len(one) and its + length < len(other) and one[at + length].folded == other[its + length].folded
    ):
        length += 1
    return length
