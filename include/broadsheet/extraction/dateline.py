"""Reads datelines: the place and the wire service at the start of a story. *SEOUL, Sept. 26 (Yonhap) — ...*

A place in capitals needs only its dash. A place in ordinary letters, or before a colon, must be a town that the list of
places knows, or have a date or a wire service next to it; so *Neu:*, *UPDATE 1 -* and *VIDEO:* are no places.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from broadsheet.extraction.lexicon.agency_names import agency_named
from broadsheet.extraction.lexicon.calendar_names import month_of, plain_digits
from broadsheet.extraction.lexicon.name_lists import is_place


@dataclass(frozen=True, slots=True)
class Dateline:
    """The parts of a dateline.

    Attributes:
        place: The place as written, with its state or country.
        agency: The wire service credited in it, by its canonical name; None where none is.
        end: Offset in the text behind the dateline and its dash: where the story begins.
        day: Month and day, None where it gives none.
    """

    place: str
    agency: str | None
    end: int
    day: tuple[int, int] | None


def find_dateline(text: str, language: str) -> Dateline | None:
    """Return the dateline at the start of `text`; None if there is none.

    >>> find_dateline("SEOUL, Sept. 26 (Yonhap) — Exports rose.", "en")
    Dateline(place='SEOUL', agency='Yonhap', end=27, day=(9, 26))
    """
    return _in_opening(text if len(text) <= _LONGEST_KEPT else text[:_REACH], language)


@lru_cache(maxsize=512)  # three rules ask of the same paragraphs, each of all pages of a batch
def _in_opening(text: str, language: str) -> Dateline | None:
    opening = text[:_REACH]
    hint = _HINT.search(opening)
    if hint is None or hint.start() - bool(hint.lastgroup) > _FARTHEST_MARK or opening[0].islower():
        return None
    if not opening.isascii():
        found = read_brackets(opening)
        if found is not None:
            return Dateline(*found)
    return _with_dash(opening, language)


_REACH = 130
_LONGEST_KEPT = 2000
"""Longest paragraph that is cached whole with its result: cutting each paragraph costs more than a lookup."""
_FARTHEST_MARK = 80
_HINT = re.compile(
    r"[)）】］\]/电電\-–—−:.](?:(?<=[)）】］\]/电電])|(?<=[-–—−])(?:(?P<spaced>(?<=\s.))|(?=[\sA-Z]))"
    r"|(?<=:)-?\s|(?<=\.)(?:[-–—]|(?P<dated>(?<=\d.)\s)))"
)
"""What a dateline ends with: one set of signs, which is fast to look for, and then what makes each of them a mark."""

_WORD = r"[^\W\d_][^\W\d_.'’‘`-]*(?:[.'’‘`-][^\W\d_]+)*\.?"
_NAME = rf"{_WORD}(?:[ \u00a0]{_WORD}){{0,5}}"
_PLACE = rf"(?P<place>{_NAME}(?:\s?/\s?{_NAME}){{0,2}})"
_REGION = rf"(?:[,،]\s(?P<region>(?![a-z]){_NAME}))?"
_DATE = (
    r"(?:le\s|el\s|den\s|il\s)?(?:\d{1,2}\.?\s(?:de\s)?[^\W\d_]{2,12}\.?|[^\W\d_]{3,12}\.?\s\d{1,2})"
    r"(?:,?\s(?:de\s)?\d{4})?"
)
_DAY = rf"(?:(?P<comma>[,.،])?\s+(?:\w{{2,10}},\s+)?(?P<date>{_DATE}))?"
_SERVICE = r"(?:[.,]?\s*(?:[(（\[](?P<service>[^)）\]\n]{1,40}?)[)）\]]|/(?P<slashed>[^/\n]{2,30})/))?"
_MARK = (
    r"(?P<mark>\s*(?:\.\s?[-–—]+|[-–—−]+|:-?)\s+"  # a dash or a colon between spaces
    r"|\s*[-–—]{1,2}(?=[^\W\d]|[\"“„«'‘])"  # a dash glued to the story
    r"|(?<=[)/])\.?\s*"  # nothing behind the service
    r"|(?<=\d)\.\s+)"  # a full stop behind the year
)
_OPENING = re.compile(
    rf"\s*(?:[(\[](?P<before>[^()\[\]]{{2,30}})[)\]]\s?[-–—]?\s+)?{_PLACE}{_REGION}{_DAY}{_SERVICE}{_MARK}"
)
_BEHIND = re.compile(r"[(（\[/]([^)）\]/\n]{2,30})[)）\]/]\s*(?:[-–—]+\s*)?")

_NO_PLACE_WORDS = """
    update updates updated video videos audio photo photos gallery watch exclusive breaking analysis opinion editorial
    live note correction corrected refile review preview interview factbox explainer explained timeline newsmaker column
    commentary comment poll quiz podcast listen read advisory urgent alert flash just in wrap wrapup special report
    insight feature obituary letter letters sponsored advertisement ad spoiler warning disclaimer editor's editors
    question answer q a q&a tl;dr fact facts background summary recap highlights graphic infographic new neu news top
    key more also see related anchor host moderator reporter narrator part chapter step bild foto fotos kommentar
    analyse meinung eilmeldung achtung hinweis anzeige wichtig fazit quelle exclusivité vidéo direct entretien exclusivo
    análisis opinión última hora vivo esclusiva срочно видео фото эксклюзив covid corona coronavirus sars nato nasa fbi
    cia cdc eu un uno usa who fifa uefa nba nfl ceo mon tue wed thu fri sat sun
"""
_NO_PLACE = frozenset(_NO_PLACE_WORDS.split())
_SMALL_WORDS = "de del la le les el los al an am der die das do da dos di of the upon sur sous y e und and"
_SMALL = frozenset(_SMALL_WORDS.split())
_SHORT_PLACE = 3


def _with_dash(text: str, language: str) -> Dateline | None:
    match = _OPENING.match(text)
    if match is None:
        return None
    place, region, date, mark = match["place"], match["region"], match["date"], match["mark"].strip()
    day = _day(date, language) if date else None
    service = match["service"] or match["slashed"] or match["before"]
    agency = agency_named(service.strip()) if service else None
    if (date and day is None) or (service and agency is None and not _looks_like_credit(service)):
        return None
    end = match.end()
    if service is None and (behind := _BEHIND.match(text, end)) and agency_named(behind[1]):
        agency, end = agency_named(behind[1]), behind.end()
    head, stop, tail = place.rpartition(". ")
    if stop and agency_named(tail):
        place, agency = head, agency_named(tail)
    place = place if "." in place[:-1] else place.rstrip(".")
    known = day is not None or agency is not None
    glued = mark[:1] in ("-", "–", "—") and match["mark"] == mark and not (service or day)
    loose = day is not None and not (match["comma"] or service or is_place(place))  # Jo Doe 4 May 2020 - 14:41
    unmarked = mark in ("", ".") and not known
    if glued or loose or unmarked or not _is_place(place, region, mark, known=known):
        return None
    if region:
        place = text[match.start("place") : match.end("region")]
    return Dateline(place, agency, end, day)


def _is_place(place: str, region: str | None, mark: str, *, known: bool) -> bool:
    if place.casefold().strip(".") in _NO_PLACE:
        return False
    if is_place(re.split(r"\s?/\s?", place)[0]):
        return known or len(place) > _SHORT_PLACE
    words = place.casefold().replace("’", "'").split()
    if mark.startswith(":") or not mark or not _NO_PLACE.isdisjoint((words[0].strip("."), words[-1].strip("."))):
        return known and not mark
    letters = [character for character in place if character.isalpha()]
    if letters[0].isupper() and not any(character.islower() for character in letters):
        return known or region is not None or (len(letters) > _SHORT_PLACE and len(words) <= 3)
    return known and len(words) <= 4 and all(not word[0].islower() or word in _SMALL for word in place.split())


def _looks_like_credit(service: str) -> bool:
    """A station's letters (*WIVB*), or a short name in capitals, are also found where a wire service does."""
    return len(service) <= 24 and service[0].isupper() and not any(character in service for character in ",;:")


def _day(written: str, language: str) -> tuple[int, int] | None:
    number = re.search(r"\d{1,2}", written)
    months = (month_of(word, language) for word in re.findall(r"[^\W\d_]{2,}", written))
    month = next((month for month in months if month is not None), None)
    if number is None or month is None or not 1 <= int(number[0]) <= 31:
        return None
    return month, int(number[0])


class BracketDateline(NamedTuple):
    """What such an opening states; see `broadsheet.extraction.dateline.Dateline`."""

    place: str
    agency: str | None
    end: int
    day: tuple[int, int] | None


def read_brackets(text: str) -> BracketDateline | None:
    """Return the place and service in the bracket or cable head that opens `text`, None where there is none."""
    match = _BRACKET.match(text) or _CABLE.match(text)
    if match is None or match["inside"].isascii():
        return None
    inside = plain_digits(match["inside"])
    dated = _DAY_SIGNS.search(inside)
    day = (int(dated["month"]), int(dated["day"])) if dated and dated["month"] else None
    words = _FRAME.sub(" ", _DAY_SIGNS.sub(" ", inside)).strip()
    for cut in range(2, len(words) - 1):
        for place, service in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            agency = agency_named(service.strip())
            if agency is not None and not place.isspace():
                return BracketDateline(place.strip(), agency, match.end(), day)
    is_cable = inside[-1] in "讯訊电電"
    if is_cable and 2 <= len(words) <= 6 and " " not in words:
        return BracketDateline(words, None, match.end(), day)
    return None


_BRACKET = re.compile(r"\s*[【［\[(（](?P<inside>[^】］\])）]{2,30})[】］\])）]\s*[-–—―:：]?\s*")
_CABLE = re.compile(r"\s*(?P<inside>(?:新华社|新華社|中新社|中新网|中央社)[^，。：]{2,24}?[电電])\s*[:：]?\s*")
_DAY_SIGNS = re.compile(r"(?:(?P<month>\d{1,2})\s?月)?\s?(?P<day>\d{1,2})\s?日")
_FRAME = re.compile(r"^(?:本报|本報)|[讯訊电電]$|[=＝\s　/]+")
