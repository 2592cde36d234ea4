"""Finds the wire service that is credited for the story.

A credit is in the dateline (*LONDON (Reuters) —*), in a line of its own near the story (*Associated Press*,
*Von dpa*, *Source: AFP*), or ends a paragraph (*… the ministry said. (Xinhua)*, *…, reports AFP.*). A service that the
story merely quotes (*told Reuters*) or that took the picture (*AP Photo*) is not credited.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from broadsheet.extraction.article import Article
from broadsheet.extraction.dateline import find_dateline
from broadsheet.extraction.lexicon.agency_names import agency_named, may_name_agency


class Agency(NamedTuple):
    """The wire service credited.

    Attributes:
        name: Its canonical name; see `broadsheet.extraction.lexicon.agency_names`.
        origin: ``dateline``, ``byline``, ``credit line`` or ``end of a paragraph``.
        line: Index of the line the credit is in.
    """

    name: str
    origin: str
    line: int


Lines = list[tuple[int, str]]
"""Lines of the page, each with its index."""


def find_agency(article: Article) -> Agency | None:
    """Return the wire service that the page credits for its story, None where it credits none."""
    lines, ends = article.page.lines, _ends(article)
    for index in ends[:2]:
        found = _in_dateline(lines[index].text, index, article.language)
        if found is not None:
            return found
    near = _near(article)
    texts = [text for _, text in near]
    texts += [lines[index].text[-_LONGEST_CREDIT:] for index in ends]
    if not may_name_agency("\n".join(texts)):
        return None
    closing = [(index, lines[index].text[-_REACH:]) for index in dict.fromkeys((*ends[2:], *ends[:2]))]
    return next(_in_lines(near), None) or next(_at_ends(closing), None)


def _ends(article: Article) -> tuple[int, ...]:
    """Return the first two and the last two body lines; a single line twice; nothing if there is no body."""
    kept, first, last = article.kept, article.first, article.last
    if first >= last:
        return (first, last) if first == last else ()
    second, last_but_one = first + 1, last - 1
    while not kept[second]:
        second += 1
    while not kept[last_but_one]:
        last_but_one -= 1
    return first, second, last_but_one, last


def _near(article: Article) -> Lines:
    """Return the short lines near the beginning and the end of the story."""
    lines, kept, first, last = article.page.lines, article.kept, article.first, article.last
    title = article.title_line if article.title_line is not None and article.title_line < first else first
    above = range(max(0, min(title - 2, first - _BEFORE)), min(first + 2, len(lines)))
    below = range(last + 1, min(last + 1 + _BEHIND, len(lines)))
    return [
        (index, text) for index in (*above, *below) if not kept[index] and len(text := lines[index].text) <= _LONGEST
    ]


_OPENING = re.compile(
    r"\s*[(（\[【［](?:\d{1,2}\s?月\s?\d{1,2}\s?日\s*)?([^)）\]】］]{2,30})[)）\]】］]\s*(?:[-–—:]|\S)"
)
_BEFORE, _BEHIND = 10, 6
_LONGEST = 64
_REACH = 90
_LONGEST_CREDIT = 45
_CREDIT = re.compile(
    r"[\s*•·+|–-]*(?:(?:By|BY|Von|von|Par|Por|Di|Door|Av|Af|Source|Quelle|Fuente|Fonte|Bron|Kilde|Källa|Источник|来源|來源|出典|Text|"
    r"Story|Credit|Courtesy|With)\s?[:：]?\s+|(?:来源|來源|出典)[:：])?"
    r"(?P<name>[^\W\d_][^|•·]{1,40}?)(?:\s*[|•·,–-]+\s*(?:\d.*|[A-ZÀ-Þ]{3,12})?|\s+\d.*)?[\s.]*"
)
_SHARED_BYLINE = re.compile(
    r"(?:^(?:By|BY|Von|Par|Por|Di|Door|Af|Av)\s.*,|^[^,/:]{4,60}\s(?:and|with|und|mit|et|avec|y|con|og|och))\s+(?P<name>[^,/;]{2,30})$"
)
_WORDS_OF_CREDIT = re.compile(r"^(?:By|Von|Par|Por|Di|Door)\s", re.IGNORECASE)
_PICTURE = re.compile(
    r"photo|foto|bild|image|pictur|getty|video|caption|file\b|archiv|©|写真|画像|图片|사진|صورة|फोटो",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"(?:[(（\[](?P<bracketed>[^()（）\[\]]{2,40})[)）\]]|[—–]\s?(?P<dashed>[^\W\d_][\w ]{1,20})"
    r"|/(?P<slashed>[^\W\d_]{2,14})/?"
    r"|,\s(?:reports?|reported|according\sto|berichtet|meldet|rapporte|informa|riporta|écrit)\s(?:the\s)?"
    r"(?P<told>[^\W\d_][\w ]{1,20}))[\s.]*$"
)
_CLOSING = frozenset(")]/")
_INPUTS = re.compile(
    r"\b(?:with\s(?:additional\s)?inputs?\sfrom|inputs\sfrom|mit\sMaterial\svon|avec|con\sinformación\sde|"
    r"com\sinformações\sd[aeo])\s(?P<name>[^().]{2,30})",
    re.IGNORECASE,
)


def _in_dateline(text: str, index: int, language: str) -> Agency | None:
    dateline = find_dateline(text, language)
    name = dateline.agency if dateline is not None else None
    if name is None and text[0] in "(（[【［" and (opening := _OPENING.match(text)):
        name = agency_named(opening[1].strip())
    return Agency(name, "dateline", index) if name is not None else None


def _in_lines(near: Lines) -> Iterator[Agency]:
    for index, text in near:
        if not may_name_agency(text) or _PICTURE.search(text):
            continue
        origin = "byline" if _WORDS_OF_CREDIT.match(text) else "credit line"
        credit = _CREDIT.fullmatch(text.strip("()[]"))
        name = agency_named(credit["name"].strip(), wholly=True) if credit else None
        if name is None and (inputs := _INPUTS.search(text)):
            name = agency_named(inputs["name"].strip(), wholly=True)
        if name is None and (shared := _SHARED_BYLINE.search(text)):
            name = agency_named(shared["name"].strip())
        if name is not None:
            yield Agency(name, origin, index)


def _at_ends(ends: Lines) -> Iterator[Agency]:
    for index, text in ends:
        tail = text[-_LONGEST_CREDIT:]
        if (tail.islower() and tail.rstrip(".")[-1:] not in _CLOSING) or not may_name_agency(tail):
            continue  # a service written small is in brackets or between slashes
        ending = _ENDING.search(text)
        if ending is not None:
            name = agency_named(next(part for part in ending.groups() if part).strip())
            if name is not None and not _PICTURE.search(text[max(0, ending.start() - 25) :]):
                yield Agency(name, "end of a paragraph", index)
        inputs = _INPUTS.search(text)
        if inputs is not None and (name := agency_named(inputs["name"].strip())):
            yield Agency(name, "end of a paragraph", index)
