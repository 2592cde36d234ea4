"""Which wire service is credited for the story.

A credit stands in the dateline (*LONDON (Reuters) —*), in a line of its own near the story (*Associated Press*,
*Von dpa*, *Source: AFP*), or ends a paragraph (*… the ministry said. (Xinhua)*, *…, reports AFP.*). A service that the
story merely quotes (*told Reuters*) or that took the picture (*AP Photo*) is not credited.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from broadsheet.extraction.article import Article
from broadsheet.extraction.dateline import find_dateline
from broadsheet.extraction.names.agency_names import agency_named, may_name_agency


@dataclass(frozen=True, slots=True)
class Agency:
    """The wire service credited.

    Attributes:
        name: Its canonical name; see `broadsheet.extraction.names.agency_names`.
        origin: ``dateline``, ``byline``, ``credit line`` or ``end of a paragraph``.
        line: Index of the line the credit stands in.
    """

    name: str
    origin: str
    line: int


def find_agency(article: Article) -> Agency | None:
    """Return the wire service that the page credits for its story, null where it credits none."""
    body = [index for index, kept in enumerate(article.kept) if kept]
    return (
        next(_in_datelines(article, body[:2]), None)
        or next(_in_lines(article), None)
        or next(_at_ends(article, body), None)
    )


_OPENING = re.compile(
    r"\s*[(（\[【［](?:\d{1,2}\s?月\s?\d{1,2}\s?日\s*)?([^)）\]】］]{2,30})[)）\]】］]\s*(?:[-–—:]|\S)"
)
_BEFORE, _BEHIND = 10, 6
_LONGEST = 64
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


def _in_datelines(article: Article, paragraphs: list[int]) -> Iterator[Agency]:
    for index in paragraphs:
        text = article.page.lines[index].text
        dateline = find_dateline(text, article.language)
        name = dateline.agency if dateline is not None else None
        if name is None and text[0] in "(（[【［" and (opening := _OPENING.match(text)):
            name = agency_named(opening[1].strip())
        if name is not None:
            yield Agency(name, "dateline", index)


def _in_lines(article: Article) -> Iterator[Agency]:
    lines, first, last = article.page.lines, article.first, article.last
    title = article.title_line if article.title_line is not None and article.title_line < first else first
    above = range(max(0, min(title - 2, first - _BEFORE)), min(first + 2, len(lines)))
    below = range(last + 1, min(last + 1 + _BEHIND, len(lines)))
    near = [index for index in (*above, *below) if not article.kept[index] and len(lines[index].text) <= _LONGEST]
    for index in near:
        text = lines[index].text
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


def _at_ends(article: Article, body: list[int]) -> Iterator[Agency]:
    for index in dict.fromkeys((*body[-2:], *body[:2])):
        text = article.page.lines[index].text[-90:]
        tail = text[-_LONGEST_CREDIT:]
        if (tail.islower() and tail.rstrip(".")[-1:] not in _CLOSING) or not may_name_agency(tail):
            continue  # a service written small stands in brackets or between slashes
        ending = _ENDING.search(text)
        if ending is not None:
            name = agency_named(next(part for part in ending.groups() if part).strip())
            if name is not None and not _PICTURE.search(text[max(0, ending.start() - 25) :]):
                yield Agency(name, "end of a paragraph", index)
        inputs = _INPUTS.search(text)
        if inputs is not None and (name := agency_named(inputs["name"].strip())):
            yield Agency(name, "end of a paragraph", index)
