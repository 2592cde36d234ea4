"""Collect the names of months and days of the week from babel's copy of CLDR.

    python scripts/collect_calendar_names.py

Run it after an upgrade of babel; it writes the table that `broadsheet.extraction.lexicon.calendar_names` reads.
"""

import json
from collections import defaultdict
from collections.abc import Iterator

from babel import Locale, localedata

from broadsheet.extraction.lexicon.calendar_names import DATA, MONTHS, WEEKDAYS, fold_name

Readings = dict[str, dict[str, str]]
"""For each name, the languages (space-separated) that give it each value."""


_ROOT_NAMES = frozenset(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
"""What CLDR gives for languages it has no names for; babel returns them in an order that is not fixed."""


def collect_names() -> dict[str, Readings | dict[str, dict[str, int]]]:
    """Return the table: names of ``months`` and ``weekdays``, and by language the full weekdays that ``stories`` name.

    Names of one letter, names with digits (*5月*, *tháng 5*: `numeric_dates` reads those) and the same
    name for two months of one language are omitted.
    """
    languages: dict[str, dict[str, dict[str, set[int]]]] = {MONTHS: {}, WEEKDAYS: {}}
    stories: dict[str, dict[str, int]] = {}
    for kind, language, width, value, name in _cldr_names():
        languages[kind].setdefault(name, defaultdict(set))[language].add(value)
        if kind == WEEKDAYS and width == "wide" and (len(name) > 3 or not name.isascii()):
            stories.setdefault(language, {})[name] = value
    return {"stories": stories, **{kind: _readings(names) for kind, names in languages.items()}}


def _cldr_names() -> Iterator[tuple[str, str, str, int, str]]:
    for identifier in sorted(localedata.locale_identifiers()):
        if identifier == "root":
            continue
        locale = Locale.parse(identifier)
        for kind, names in ((MONTHS, locale.months), (WEEKDAYS, locale.days)):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for value, written in names[context][width].items():
                        name = fold_name(written)
                        if len(name) < 2 or any(character.isdigit() for character in name):
                            continue
                        if name not in _ROOT_NAMES or locale.language == "en":
                            yield kind, locale.language, width, value, name


def _readings(names: dict[str, dict[str, set[int]]]) -> Readings:
    readings: Readings = {}
    for name in sorted(names):
        languages: dict[str, list[str]] = {}
        for language, values in sorted(names[name].items()):
            if len(values) == 1:
                languages.setdefault(str(next(iter(values))), []).append(language)
        if languages:
            readings[name] = {value: " ".join(codes) for value, codes in sorted(languages.items())}
    return readings


if __name__ == "__main__":
    DATA.write_text(json.dumps(collect_names(), ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
