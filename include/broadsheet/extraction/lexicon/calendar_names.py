"""Names of months and days of the week in every language of CLDR, in the forms that dates are written with.

The table is a data file beside this module, which ``scripts/collect_calendar_names.py`` collects from babel's copy of
CLDR: both the forms used inside a date (genitives such as *września*) and those that are alone, in full and
abbreviated. Loading it takes 30 milliseconds; asking babel for every language takes seconds.

A few names mean different months in different languages (*listopad* is October in Croatian, November in Czech and
Polish), so a name is asked for together with the language of the page.
"""

import json
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).with_name("calendar_names.json")

MONTHS = "months"
WEEKDAYS = "weekdays"

_TELLING = 4
_OPENING = 3  # letters by which words are sent away that name no month; no more than any cut-off ending leaves
_MOST_WRITTEN_LANGUAGES = "en de fr es it pt nl sv nb da fi pl cs sk hu ro ru uk bg sr hr el tr ar fa hi bn id ms vi"
_MOST_WRITTEN = frozenset(_MOST_WRITTEN_LANGUAGES.split())

_EXTRA = {
    "en": {MONTHS: {"sept": 9, "juy": 7}, WEEKDAYS: {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}},
    "de": {MONTHS: {"mrz": 3, "sept": 9, "jänner": 1, "feber": 2}, WEEKDAYS: {}},
    "fr": {MONTHS: {"fév": 2, "fevrier": 2, "aout": 8, "decembre": 12, "juil": 7}, WEEKDAYS: {}},
    "es": {MONTHS: {"setiembre": 9, "set": 9}, WEEKDAYS: {"sabado": 5, "miercoles": 2}},
    "pt": {MONTHS: {"marco": 3}, WEEKDAYS: {"terça": 1, "quarta": 2, "quinta": 3, "sexta": 4, "sabado": 5}},
    "it": {MONTHS: {"sett": 9}, WEEKDAYS: {"lunedi": 0, "martedi": 1, "mercoledi": 2, "giovedi": 3, "venerdi": 4}},
    "el": {MONTHS: {"μαϊ": 5, "μαι": 5, "ιουν": 6, "ιουλ": 7, "σεπτ": 9}, WEEKDAYS: {}},
    "zh": {
        MONTHS: {},
        WEEKDAYS: {f"{stem}{day}": i for stem in ("周", "週") for i, day in enumerate("一二三四五六日")},
    },
}
"""Forms that newspapers print and CLDR lacks."""


def month_of(word: str, language: str) -> int | None:
    """Return the month (1 to 12) that `word` names, None where it names none or the language leaves it open.

    An ending that the language puts on the name is cut off where the rest is a name of that language.

    >>> month_of("Sept.", "en"), month_of("listopad", "hr"), month_of("listopad", "pl"), month_of("Berlin", "de")
    (9, 10, 11, None)
    """
    if word.isascii() and word.isalpha() and word[:_OPENING].lower() not in _month_openings():
        return None  # most words are sent away here, and leave what is remembered alone
    return _month_of(word, language)


@lru_cache(maxsize=8192)
def weekday_of(word: str, language: str) -> int | None:
    """Return the day of the week (Monday is 0) that `word` names, None where it names none.

    >>> weekday_of("Mittwoch", "de"), weekday_of("الثلاثاء", "ar")
    (2, 1)
    """
    return _value(WEEKDAYS, fold_name(word), language)


def weekday_beside(text: str, start: int, end: int, language: str) -> int | None:
    """Return the day of the week (Monday is 0) that is named right beside ``text[start:end]``, None where none is.

    >>> weekday_beside("Posted Monday, 4 May 2020", 15, 25, "en")
    0
    """
    for around in (text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]):
        for word in _LETTERS.findall(around):
            if len(word) > 1 and (weekday := weekday_of(word, language)) is not None:
                return weekday
    return None


_BESIDE = 20
_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=8192)
def is_calendar_name(word: str) -> bool:
    """Return whether `word` names a month or a day of the week in one of the languages most written.

    >>> is_calendar_name("Dienstag"), is_calendar_name("Anna")
    (True, False)
    """
    key = fold_name(word)
    return any(not _MOST_WRITTEN.isdisjoint(_table()[kind].get(key, ())) for kind in (MONTHS, WEEKDAYS))


@cache
def weekday_names(language: str) -> dict[str, int]:
    """Return the full names of the days of the week in `language`, folded to lower case (Monday is 0)."""
    return _table()["stories"].get(language, {})


@cache
def month_names(language: str) -> dict[str, int]:
    """Return the full names of the months in `language`, folded to lower case, five letters or longer."""
    return {
        name: values[language]
        for name, values in _table()[MONTHS].items()
        if language in values and len(name) >= (5 if name.isascii() else 3)
    }


@cache
def _month_openings() -> frozenset[str]:
    return frozenset(name[:_OPENING] for name in _table()[MONTHS])


@lru_cache(maxsize=8192)
def _month_of(word: str, language: str) -> int | None:
    return _value(MONTHS, fold_name(word), language)


def plain_digits(text: str) -> str:
    """Return `text` with the decimal digits of every script as 0 to 9; its length stays.

    >>> plain_digits("٢٠٢٠ ०५")
    '2020 05'
    """
    if text.isascii() or _FOREIGN_DIGIT.search(text) is None:
        return text
    return _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), text)


_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")


def _value(table: str, key: str, language: str) -> int | None:
    names = _table()[table]
    values = names.get(key)
    if values is not None:
        return _agreed(values, language, key)
    for cut in range(1, 5):
        if len(key) - cut < 4:
            break
        values = names.get(key[:-cut])
        if values is not None and language in values:
            return values[language]
    return None


def _agreed(values: dict[str, int], language: str, key: str) -> int | None:
    if language in values:
        return values[language]
    if "en" in values:
        return values["en"]
    if len(key) < _TELLING and key.isascii() and language != "und":
        return None  # a short name of some other language is more often a word of this one
    distinct = set(values.values())
    return distinct.pop() if len(distinct) == 1 else None


def fold_name(word: str) -> str:
    """Return the form under which the table holds a name: lower case, without full stops and the dot of a Turkish i."""
    folded = word.casefold().strip(".'’") if word.isascii() else unicodedata.normalize("NFC", word).casefold()
    return folded.replace("\u0307", "").replace("ı", "i").strip(".'’`״׳")  # Turkish i, with and without its dot


@cache
def _table() -> dict[str, dict[str, dict[str, int]]]:
    stored = json.loads(DATA.read_text(encoding="utf-8"))
    table: dict[str, dict[str, dict[str, int]]] = {"stories": stored["stories"]}
    for kind in (MONTHS, WEEKDAYS):
        names: dict[str, dict[str, int]] = {}
        for name, readings in stored[kind].items():
            names[name] = {code: int(value) for value, codes in readings.items() for code in codes.split()}
        for code, extra in _EXTRA.items():
            for name, value in extra[kind].items():
                names.setdefault(name, {})[code] = value
        table[kind] = names
    return table
