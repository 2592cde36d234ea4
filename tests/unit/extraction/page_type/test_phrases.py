"""Phrases are found whatever the case and the quotes, and every list is well formed."""

from importlib.resources import files

import pytest

from broadsheet.extraction.page_type import phrases
from broadsheet.extraction.page_type.phrases import phrases_in, wording


def lists() -> list[str]:
    return sorted(
        path.name.removesuffix(".txt") for path in files(phrases.__package__).iterdir() if ".txt" in path.name
    )


def entries(name: str) -> list[tuple[str, str]]:
    found, section = [], ""
    for line in files(phrases.__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            found += [(section, phrase) for phrase in line.split(" | ")]
    return found


@pytest.mark.parametrize("name", lists())
def test_every_phrase_is_found_in_a_text_that_says_it(name: str) -> None:
    missed = [
        phrase
        for section, phrase in entries(name)
        if wording(phrase).text not in phrases_in(wording(f"Home {phrase.upper()} 2019"), name, section)
        and wording(phrase).text not in phrases_in(wording(f"Home {phrase} 2019"), name, section)
    ]
    assert missed == []


@pytest.mark.parametrize("name", lists())
def test_no_phrase_stands_twice_in_a_section(name: str) -> None:
    listed = entries(name)
    assert sorted({entry for entry in listed if listed.count(entry) > 1}) == []


def test_quotes_case_and_space_do_not_matter() -> None:
    heard = wording("THE PAGE YOU’RE\u00a0 looking for")
    assert "page you're looking for" in phrases_in(heard, "notices", "error_page")


def test_phrases_come_in_the_order_of_the_file() -> None:
    heard = wording("Accept all, reject all: we use cookies")
    assert phrases_in(heard, "notices", "consent_wall") == ["we use cookies", "reject all", "accept all"]
