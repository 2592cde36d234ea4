"""Reads one article of an export: what its lines state, and its text with the headline in front."""

import re
from typing import NamedTuple

from broadsheet.sources.record import Fields


class Article(NamedTuple):
    """An article of an export.

    Attributes:
        text: Its headline and paragraphs.
        fields: What the export states of it.
    """

    text: str
    fields: Fields


_LABELS = {
    "headline": "title",
    "title": "title",
    "byline": "authors",
    "author": "authors",
    "authors": "authors",
    "author(s)": "authors",
    "publication title": "publisher",
    "source": "publisher",
    "outlet": "publisher",
    "publisher": "publisher",
    "publication date": "date",
    "date": "date",
    "published": "date",
    "language": "language",
    "language of publication": "language",
    "lang": "language",
    "document url": "url",
    "url": "url",
    "link": "url",
}
_NO_FIELDS = {
    "section", "length", "dateline", "load-date", "publication-type", "graphic", "subject", "copyright", "database",
    "publication info", "abstract", "links", "full text", "location", "people", "company / organization", "pages",
    "publication year", "publication subject", "issn", "source type", "document type", "proquest document id",
    "last updated", "body", "geographic", "organization", "company", "person", "city", "state", "country", "industry",
    "ticker", "highlight", "series", "type", "correction-date", "first page", "place of publication",
    "country of publication", "publisher location", "column", "notes", "classification",
}  # fmt: skip
_LABEL = re.compile(r"[ \t]*(?P<label>[A-Za-z][A-Za-z()/ -]{2,28})[ \t]*:(?:[ \t]+(?P<value>\S.*)|[ \t]*)$")
_YEAR = re.compile(r"\b(?:1[89]|20)[0-9]{2}\b")
_MONTH = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|avr|juin|juil|août|déc|ene|abr|ago"
    r"|dic|gen|mag|giu|lug|set|ott|maa|mei)\w{0,10}\b|[0-9]{1,2}[./-][0-9]{1,2}[./-]"
)
_COPYRIGHT = re.compile(
    r"(?i)^[ \t]*(?:copyright\b|©|\(c\) ?[12]|all rights reserved|tous droits réservés|alle rechte)"
)
_LANGUAGES = {
    "english": "en", "french": "fr", "français": "fr", "german": "de", "deutsch": "de", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "dutch": "nl", "nederlands": "nl",
    "polish": "pl", "russian": "ru", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi",
    "czech": "cs", "hungarian": "hu", "turkish": "tr", "arabic": "ar", "chinese": "zh", "japanese": "ja",
    "korean": "ko", "greek": "el", "romanian": "ro", "ukrainian": "uk", "catalan": "ca",
}  # fmt: skip
"""ISO 639-1 code by the name of a language, as exports write it."""
_FEW_WORDS = 15
_DUMP_WORDS = 40
_LONGEST_TITLE = 300


def read_labelled(part: str) -> Article | None:
    """Read an article of LexisNexis or ProQuest: outlet, date and headline, then labelled lines around the text."""
    lines = part.splitlines()
    stated: dict[str, str] = {}
    top: list[str] = []
    body: list[str] = []
    is_body = begun = ended = False
    for line in lines:
        label, value = _label(line)
        if label is not None:
            _keep(stated, label, value)
            if label in ("full text", "body"):
                is_body, begun = True, True
                body.append(value)
            else:
                ended = ended or (begun and label not in ("dateline", "graphic"))
                is_body = label in ("length", "dateline") if not begun else False
        elif not line.strip():
            if body:
                body.append("")
        elif _COPYRIGHT.match(line):
            is_body = False
        elif is_body and not ended:
            begun = True
            body.append(line.strip())
        elif not stated and not begun:
            top.append(line.strip())
        elif begun and not ended:
            is_body = True
            body.append(line.strip())
    _read_top(stated, top)
    return _article(stated, body)


def read_nexis(part: str) -> Article | None:
    """Read an article of Nexis Uni: headline, outlet and date, labelled lines, ``Body``, the text, ``Load-Date``."""
    lines = [line.strip() for line in part.splitlines()]
    start = next((place for place, line in enumerate(lines) if line.lower() == "body"), None)
    if start is None:
        return None
    stated: dict[str, str] = {}
    top: list[str] = []
    for line in lines[:start]:
        label, value = _label(line)
        if label is not None:
            _keep(stated, label, value)
        elif line and not _COPYRIGHT.match(line) and "byline" not in stated:
            top.append(line)
    dated = [place for place, line in enumerate(top) if _is_date(line)]
    if dated and dated[-1] >= 2:  # before it may stand a cover with a list of the articles
        stated |= {"title": top[dated[-1] - 2], "publisher": top[dated[-1] - 1], "date": top[dated[-1]]}
    end = next((place for place in range(start, len(lines)) if lines[place].startswith("Load-Date:")), len(lines))
    body = [line for line in lines[start + 1 : end] if _label(line)[0] not in ("graphic", "classification")]
    return _article(stated, body)


_CODE = re.compile(r"(?P<code>[A-Z][A-Z0-9]{1,2})(?:[ \t]{1,}(?P<value>\S.*))?$")
_CODES = {"HD": "title", "BY": "authors", "PD": "date", "SN": "publisher", "LA": "language", "URL": "url"}
_TEXT_CODES = ("LP", "TD")
_OTHER_CODES = {
    "SE", "WC", "ET", "SC", "ED", "PG", "VOL", "CY", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN", "CR", "CT",
    "RF", "ART", "CLM",
}  # fmt: skip


def read_coded(part: str) -> Article | None:
    """Read an article of Factiva with codes of two letters before its parts: ``HD``, ``PD``, ``SN``, ``LP``, ``TD``."""
    stated: dict[str, str] = {}
    body: list[str] = []
    code = ""
    for line in part.splitlines():
        found = _CODE.match(line)
        value = line
        if found and found["code"] in {*_CODES, *_TEXT_CODES, *_OTHER_CODES}:
            code, value = found["code"], found["value"] or ""
            if code in _TEXT_CODES:
                body.append("")
        if code in _TEXT_CODES:
            body.append(value.strip())
        elif code in _CODES and value.strip():
            name = _CODES[code]
            stated[name] = f"{stated[name]} {value.strip()}" if name in stated else value.strip()
    return _article(stated, body)


def read_factiva(part: str) -> Article | None:
    """Read an article of Factiva without codes: headline, byline, number of words, date, outlet, then the text."""
    lines = [line.strip() for line in part.splitlines()]
    counted = next(
        (place for place, line in enumerate(lines) if re.fullmatch(r"[0-9.,]+ (?:words|mots|Wörter)", line)), None
    )
    if counted is None:
        return None
    above = [line for line in lines[:counted] if line]
    below = [(place, line) for place, line in enumerate(lines[counted + 1 :], start=counted + 1) if line]
    stated: dict[str, str] = {}
    if above and above[-1].lower().startswith(("by ", "von ", "par ")):
        stated["authors"] = above.pop()
    if above:
        stated["title"] = above[-1]
    start = counted + 1
    for place, line in below[:9]:
        known = line.lower() in _LANGUAGES
        if _is_date(line) and "date" not in stated and not _COPYRIGHT.match(line):
            stated["date"] = line
        elif known:
            stated["language"] = line
        elif "date" in stated and "publisher" not in stated and not re.fullmatch(r"[0-9:]+", line):
            stated["publisher"] = line
        elif not (_COPYRIGHT.match(line) or re.fullmatch(r"[A-Z0-9]{1,12}|[0-9:]+", line)):
            break
        start = place + 1
    return _article(stated, lines[start:])


def read_europresse(part: str) -> Article | None:
    """Read an article of Europresse: outlet, date, number of words, headline, then the text."""
    lines = [line.strip() for line in part.splitlines()]
    dated = next((place for place, line in enumerate(lines) if _is_date(line) and _YEAR.search(line)), None)
    if dated is None:
        return None
    stated = {"date": lines[dated].partition(" - ")[0]}
    above = [line for line in lines[:dated] if line]
    if above:
        stated["publisher"] = re.sub(r" ?\((?:site web|web site)[^)]*\)|,? no\..*$", "", above[-1])
    rest = [line for line in lines[dated + 1 :] if not re.match(r"[0-9]+ (?:mots|words)\b|p\. ?[0-9]", line)]
    filled = [place for place, line in enumerate(rest) if line]
    if filled:
        stated["title"] = rest[filled[0]]
        rest = rest[filled[0] + 1 :]
    end = next((place for place, line in enumerate(rest) if line.startswith(("©", "Certificat émis"))), len(rest))
    return _article(stated, rest[:end])


def read_ruled(part: str) -> Article | None:
    """Read an article of a dump with rulers: a headline, and near it a date, an address or labelled lines."""
    lines = [line.strip() for line in part.strip().splitlines()]
    stated: dict[str, str] = {}
    body: list[str] = []
    for place, line in enumerate(lines):
        label, value = _label(line)
        if label in _LABELS and value and not any(body):
            _keep(stated, label, value)
        else:
            body += lines[place:]
            break
    filled = [line for line in body if line]
    if "title" not in stated and filled and len(filled[0]) <= _LONGEST_TITLE and filled[0][-1] not in ".,;:":
        stated["title"] = filled[0]
        body = body[body.index(filled[0]) + 1 :]
        filled = filled[1:]
    head = filled[:3]
    near = next((line for line in head if len(line) < 80 and _is_date(line)), None)
    if near and "date" not in stated:
        stated["date"] = near
    has_head = "title" in stated and (len(stated) > 1 or any(line.lower().startswith("by ") for line in head))
    if not has_head or sum(len(line.split()) for line in filled) < _DUMP_WORDS:
        return None
    return _article(stated, body)


def _label(line: str) -> tuple[str | None, str]:
    found = _LABEL.match(line)
    if not found:
        return (line.strip().lower(), "") if line.strip().lower() == "body" else (None, "")
    label = " ".join(found["label"].lower().split())
    return (label, found["value"] or "") if label in _LABELS or label in _NO_FIELDS else (None, "")


def _keep(stated: dict[str, str], label: str, value: str) -> None:
    name = _LABELS.get(label, label)
    if value:
        stated.setdefault(name, value.strip())


def _read_top(stated: dict[str, str], top: list[str]) -> None:
    """Take outlet, date and headline from the unlabelled lines at the top of an article."""
    dated = next((place for place, line in enumerate(top) if _is_date(line)), None)
    if dated is not None:
        stated.setdefault("date", top[dated])
        if dated:
            stated.setdefault("publisher", top[0])
        rest = [line for line in top[dated + 1 :] if not line.lower().endswith((" edition", " ausgabe"))]
        if rest:
            stated.setdefault("title", " ".join(rest[:2]) if len(rest) > 1 and len(rest[0]) > 60 else rest[0])
    elif top:
        stated.setdefault("title", top[0])


def _is_date(line: str) -> bool:
    return len(line) < 100 and _YEAR.search(line) is not None and _MONTH.search(line) is not None


def _article(stated: dict[str, str], body: list[str]) -> Article | None:
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(body)).strip()
    if len(text.split()) < _FEW_WORDS and not ("title" in stated and len(text) > _FEW_WORDS):
        return None
    title = stated.get("title")
    authors = re.sub(r"^(?:by|von|par) ", "", stated.get("authors", ""), flags=re.IGNORECASE)
    language = stated.get("language", "").lower()
    fields = Fields(
        url=stated.get("url"),
        title=title,
        date=stated.get("date"),
        authors=tuple(name.strip() for name in authors.split(";") if name.strip()),
        publisher=stated.get("publisher"),
        language=_LANGUAGES.get(language, language if len(language) == 2 else None),
    )
    return Article(f"{title}\n\n{text}" if title else text, fields)
