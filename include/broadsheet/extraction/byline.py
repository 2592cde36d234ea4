"""Who wrote it: the names behind *By*, *Von*, *Par*, *Por*, *記者*, and names that stand alone under the headline.

A label makes a byline of the names behind it. A line of nothing but a name is one where it stands right: between
headline and body, beside the date or under the headline, and not among the menu's entries; a name that comes back
below the story, where authors are introduced, counts for more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.date_formats import HINT
from broadsheet.extraction.names.byline_labels import behind_label, labels_within
from broadsheet.extraction.names.people import MAX_PEOPLE, people_in
from broadsheet.extraction.names.people_words import is_given_name


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors a page names.

    Attributes:
        authors: Their names as written, in order; people only, wire services and staff are left out.
        line: Index of the line they stand in; the first one where there are several.
    """

    authors: tuple[str, ...]
    line: int


def find_byline(article: Article) -> Byline | None:
    """Return the byline of the article, null where the page names no author."""
    best, best_weight = None, THRESHOLD
    for byline, weight in _candidates(article):
        if weight > best_weight:
            best, best_weight = byline, weight
    return best and _continued(best, article)


THRESHOLD = 2.0

_NEAR_BEFORE = 6
_NEAR_BEHIND = 5
_TAIL = 8
_LONGEST = 160
_LONGEST_BELOW = 80
_LONGEST_NAMES = 70


def _candidates(article: Article) -> Iterator[tuple[Byline, float]]:
    lines, first, last = article.page.lines, article.first, article.last
    title = article.title_line if article.title_line is not None and article.title_line <= first else None
    begin = max(0, (first if title is None else title) - _NEAR_BEFORE)
    for index in range(begin, min(len(lines), first + _NEAR_BEHIND)):
        text = lines[index].text
        kept = article.kept[index]
        if index == title or len(text) > (_LONGEST_BELOW if kept else _LONGEST):
            continue
        place = 1.0 if title is not None and title < index < first else 0.3 if index >= first else 0.0
        place -= 0.05 * abs(index - (title + 1 if title is not None else first - 1))
        yield from _in_line(article, index, text, place, labelled_only=kept)
    for index in range(max(last, first + _NEAR_BEHIND), min(len(lines), last + _TAIL)):
        text = lines[index].text
        if len(text) <= _LONGEST_BELOW:
            yield from _in_tail(article, index, text)


def _continued(byline: Byline, article: Article) -> Byline:
    """Add the names in the lines right below, where each stands in a line of its own."""
    authors, index = list(byline.authors), byline.line + 1
    while index < len(article.kept) and not article.kept[index] and len(authors) < MAX_PEOPLE:
        text = article.page.lines[index].text.lstrip(_BULLETS)
        people = people_in(text, labelled=False) if len(text) < 60 and not HINT.search(text) else ()
        if not people or not all(_any_given_name(name.split()[:2]) for name in people):
            break
        if index != byline.line + 1 and people[0] in authors:
            break
        authors.extend(name for name in people if name not in authors)
        index += 1
    return Byline(tuple(authors), byline.line)


def _in_line(
    article: Article, index: int, text: str, place: float, *, labelled_only: bool
) -> Iterator[tuple[Byline, float]]:
    label = behind_label(text)
    dated = HINT.search(text) is not None
    found = _labelled(article, index, text, label, dated=dated)
    if found is not None:
        yield found[0], found[1] + place
    elif label is None and (dated or not labelled_only):
        people = _alone_in_line(article, index, text, dated=dated)
        if people:
            yield Byline(people, index), place + _standing(article, index, text, people, dated=dated)


def _labelled(
    article: Article, index: int, text: str, label: str | None, *, dated: bool
) -> tuple[Byline, float] | None:
    """Read the names behind a label: at the line's start, in the next line, or behind a date in the same line."""
    if label:
        people = people_in(label, labelled=True)
        if people:
            return Byline(people, index), 4.0 if " " in people[0] else 3.0
    elif label is not None and index + 1 < len(article.page.lines):
        people = people_in(article.page.lines[index + 1].text, labelled=True)
        if people:
            return Byline(people, index + 1), 3.5
    for start in labels_within(text) if dated else ():
        people = people_in(text[start:], labelled=True)
        if people:
            return Byline(people, index), 3.6
    return None


def _alone_in_line(article: Article, index: int, text: str, *, dated: bool) -> tuple[str, ...]:
    """Return the people in a line of nothing but names, if it may be one."""
    if text[-1] in _SENTENCE_ENDS and not text[-2:-1].isupper():
        return ()
    bare = text.lstrip(_BULLETS)
    words = bare.split(None, 4)
    title = article.title_line
    under = title is not None and 0 < index - title <= 3
    if len(words) < 2 or bare[0].islower() or (len(bare) > _LONGEST_NAMES and not dated):
        return ()
    if not (under or _any_given_name(words[:4])):
        return ()
    return people_in(bare, labelled=False)


def _any_given_name(words: list[str]) -> bool:
    return any(is_given_name(word.strip(",;")) for word in words)


def _standing(article: Article, index: int, text: str, people: tuple[str, ...], *, dated: bool) -> float:
    """Weigh a line of names without a label by what stands around it."""
    lines, page, name = article.page.lines, article.page.text, people[0]
    weight = 1.2 if _any_given_name(name.split()[:2]) else -0.4
    if article.title_line is not None and 0 < index - article.title_line <= 3:
        weight += 0.7
    around = [lines[other].text for other in (index - 2, index - 1, index + 1, index + 2) if 0 <= other < len(lines)]
    if dated:
        weight += 1.0
    if any(len(other) < 60 and HINT.search(other) for other in around):
        weight += 0.8
    if page.find(name, lines[min(max(index, article.first), len(lines) - 1)].end) >= 0:
        weight += 1.2
    if page.find(name, 0, lines[max(0, (article.title_line or index) - 3)].start) >= 0:
        weight -= 1.5
    told = name.split()[-1]
    if told in (article.title or "") or _is_told(article, told):
        weight -= 2.0
    if any(len(word) > 3 and f" {word.lower()} " in page for word in name.split()):
        weight -= 1.5
    if len(text) > len(" ".join(people)) + 45:
        weight -= 1.0
    return weight


def _is_told(article: Article, name: str) -> bool:
    """Whether the story speaks of the name: its people are no authors of it."""
    lines = article.page.lines
    if (
        not lines
        or article.last < 0
        or article.page.text.find(name, lines[article.first].start, lines[article.last].end) < 0
    ):
        return False
    return any(kept and name in line.text for line, kept in zip(lines, article.kept, strict=True))


def _in_tail(article: Article, index: int, text: str) -> Iterator[tuple[Byline, float]]:
    labelled = behind_label(text)
    people = people_in(labelled, labelled=True) if labelled else ()
    if people and max(map(len, people)) > 3:
        yield Byline(people, index), 2.9 - 0.1 * (index - article.last)


_BULLETS = "*•·+-–| "
_SENTENCE_ENDS = ".!?…。！？:;"
