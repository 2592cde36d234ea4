"""Lines that may be a byline, each with the people it names and the evidence for it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from broadsheet.extraction.article import Article
from broadsheet.extraction.byline.byline_lines import LATE, LEAST_CAPITALS, MOST_WORDS, REACH, byline_lines
from broadsheet.extraction.byline.people import people_in
from broadsheet.extraction.dates.formats import HINT
from broadsheet.extraction.lexicon.author_labels import (
    LABEL_WORDS,
    LINK_WORDS,
    behind_label,
    labels_within,
    linked_author,
    opening_word,
)
from broadsheet.extraction.lexicon.east_asian_bylines import (
    authors_at_end,
    authors_at_opening,
    authors_before_label,
    is_east_asian,
    is_east_asian_name,
    labelled_authors,
)
from broadsheet.extraction.lexicon.name_lists import is_given_name
from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.word_slots import word_slots

BULLETS = "*•·+-–|∙◦▪►> \u00a0"


class Candidate(NamedTuple):
    """A line that may be a byline.

    Attributes:
        people: Those it names, in order.
        line: Index of the line they are in.
        label: How it is announced: ``label`` at the line's start, ``label above``, ``label within`` (or ``small label
            within``), ``label behind`` the name, ``link`` to the author's page, ``end of the lead``, ``closing
            bracket`` of the story, or ``none``.
        dated: Whether the line holds a date too.
    """

    people: tuple[str, ...]
    line: int
    label: str
    dated: bool


def byline_candidates(article: Article) -> Iterator[Candidate]:
    """Yield the lines near the story that may name its authors, from the top."""
    lines, kept, first, last = article.page.lines, article.kept, article.first, article.last
    top = first if article.title_line is None else min(first, article.title_line)
    begin, end = max(0, top - _ABOVE), min(len(lines), last + _BELOW)
    for index in byline_lines(article, begin, end, top - _NEAR, word_slots(_OPENINGS)):
        text = lines[index].text
        if index == article.title_line or len(text) > (_LONGEST_IN_BODY if kept[index] else _LONGEST):
            continue
        word = text.split(None, 1)[0] if text.strip() else ""
        if not word:  # a space that the splitting of lines lets through, or that the repair of mojibake made
            continue
        if is_east_asian(text) and (people := labelled_authors(text)):
            yield Candidate(people, index, "label", HINT.search(text) is not None)
            continue
        opening = word.casefold() if word.isalpha() else opening_word(text)
        found, label = None, None
        if opening in _OPENINGS or opening[:2] in _GLUED_OPENINGS:
            if opening in LABEL_WORDS or opening not in LINK_WORDS:
                label = behind_label(text)
                found = _labelled(article, index, text, label) if label is not None else None
            else:
                found = _linked(index, text)
            if found is not None:
                yield found
                continue
        if label is None and index >= top - _NEAR and (len(word) < len(text) or not word.isascii() or "/" in word):
            near = index < first + (REACH if kept[index] else LATE) or index > last
            found = _unopened(article, index, text, near=near)
            if found is not None:
                yield found
    yield from _at_ends(article)


_ABOVE = 60
"""Lines above the headline where labels are looked for."""
_NEAR = 8
"""Lines above the headline where bare names are."""
_BELOW = 12
_LONGEST = 160
_LONGEST_IN_BODY = 80
_LONGEST_NAMES = 70
_WORD_COUNT, _CAPITALISED = int(Feature.WORDS), int(Feature.CAPITALISED)
_LOWER_START, _DIGITS = int(Feature.LOWER_START), int(Feature.DIGITS)
_OPENINGS = LABEL_WORDS | LINK_WORDS
_GLUED_OPENINGS = frozenset(("by", "vo", "記者", "记者"))
_SENTENCE_ENDS = ".!?…。！？:;"


def _labelled(article: Article, index: int, text: str, label: str) -> Candidate | None:
    """Return the candidate of a line that a label opens, with `label` behind it, or of the next line."""
    if label:
        people = people_in(label, labelled=True)
        return Candidate(people, index, "label", HINT.search(text) is not None) if people else None
    if index + 1 < len(article.kept):
        below = article.page.lines[index + 1].text
        people = people_in(below, labelled=True) if len(below) <= _LONGEST_NAMES else ()
        return Candidate(people, index + 1, "label above", HINT.search(below) is not None) if people else None
    return None


def _linked(index: int, text: str) -> Candidate | None:
    author = linked_author(text)
    people = people_in(author, labelled=True) if author else ()
    if people and " " in people[0] and any_given_name(people[0].split()[:2]):
        return Candidate(people[:1], index, "link", dated=False)
    return None


def _unopened(article: Article, index: int, text: str, *, near: bool) -> Candidate | None:
    """Return the candidate of a line that no label opens, None where it names nobody.

    Args:
        article: The article.
        index: Index of the line.
        text: Its text.
        near: Whether it is where a line of nothing but names may be a byline.
    """
    value = article.values.item
    words, plain = value(index, _WORD_COUNT), text.isascii()
    if words <= 1:
        return None
    bare = (
        near and words <= MOST_WORDS and value(index, _CAPITALISED) >= LEAST_CAPITALS and not value(index, _LOWER_START)
    )
    if words <= 2 and not bare and plain:
        return None
    dated = (value(index, _DIGITS) > 0 or "元" in text) and HINT.search(text) is not None
    if not plain and (people := authors_before_label(text)):
        return Candidate(people, index, "label behind", dated)
    if words <= 2 and not bare:
        return None
    for start in labels_within(text) if dated or len(text) <= _LONGEST_IN_BODY else ():
        people = people_in(text[start:], labelled=True)
        if people:
            small = text[:start].rstrip().rpartition(" ")[2].islower()
            return Candidate(people, index, "small label within" if small else "label within", dated)
    people = _alone(text, dated=dated, under=_is_between(article, index)) if bare else ()
    return Candidate(people, index, "none", dated) if people else None


_LEAD_END = re.compile(r"[.!?…»”“\"]\s(?:Von|By|BY|Par|Por|Di|Da|Door|Av|Af)\s(?P<names>[^\W\d_a-z][^.!?:;]{3,60})\.?$")
_CLOSING = re.compile(r"[(\[](?P<names>[^()\[\]]{5,100})[)\]]\s*$")


_EAST_ASIAN = frozenset(("zh", "ja", "ko", "yue", "wuu", "und"))


def _at_ends(article: Article) -> Iterator[Candidate]:
    """Bylines at the end of the lead (*... im Hafen. Von Ada Lindgren*) and in brackets behind the last sentence.

    In East Asia the first paragraph may open with them.
    """
    lines, kept = article.page.lines, article.kept
    east_asian = article.language in _EAST_ASIAN
    for index in range(article.first, min(article.first + REACH, article.last + 1)) if east_asian else ():
        text = lines[index].text
        if kept[index] and is_east_asian(text[:_LONGEST_IN_BODY]) and (people := authors_at_opening(text)):
            yield Candidate(people, index, "label", dated=False)
    for index in range(max(article.first, article.last - 1), min(article.last + 2, len(lines))) if east_asian else ():
        text = lines[index].text
        if index >= 0 and is_east_asian(text[-_LONGEST_IN_BODY:]) and (people := authors_at_end(text)):
            yield Candidate(people, index, "label", dated=False)
    for index in range(article.first, min(article.first + REACH, article.last + 1)):
        match = _LEAD_END.search(lines[index].text[-_LONGEST_NAMES:]) if kept[index] else None
        people = people_in(match["names"], labelled=True) if match else ()
        if people and " " in people[0]:
            yield Candidate(people, index, "end of the lead", dated=False)
    if article.last >= 0 and lines[article.last].text[-1] in ")]":
        match = _CLOSING.search(lines[article.last].text[-2 * _LONGEST_NAMES :])
        people = people_in(behind_label(match["names"]) or match["names"], labelled=False) if match else ()
        if people and any_given_name(people[0].split()[:2]):
            yield Candidate(
                people, article.last, "closing bracket", HINT.search(match["names"]) is not None if match else False
            )


def _is_between(article: Article, index: int) -> bool:
    title = article.title_line
    return title is not None and title < index < article.first and index - title <= _ABOVE


def _alone(text: str, *, dated: bool, under: bool) -> tuple[str, ...]:
    """Return the people in a line of nothing but names, if it may be one."""
    bare = text.lstrip(BULLETS)
    if not bare or bare[0].islower() or (len(bare) > _LONGEST_NAMES and not dated):
        return ()
    if text[-1] in _SENTENCE_ENDS and not (text[-1] == "." and text[-2:-1].isupper()):
        return ()
    words = _WORDS.split(bare, 4) if "/" in bare else bare.split(None, 4)
    if len(words) < 2 or not (under or any_given_name(words[:4])):
        return ()
    return people_in(bare, labelled=False)


_WORDS = re.compile(r"[\s/]+")


def any_given_name(words: list[str]) -> bool:
    """Return whether one of the words is a given name, or a whole name of East Asia."""
    return any(is_given_name(word) or is_east_asian_name(word) for word in [word.strip(",;") for word in words])
