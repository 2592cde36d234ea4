"""Spellings of one outlet meet under one key; what cannot be an outlet is refused."""

import pytest

from broadsheet.extraction.publisher.outlet_names import Evidence, OutletMention, outlet_mention, squeezed


@pytest.mark.parametrize(
    "name", ["The Bay Courier", "Bay Courier", "BayCourier.com", "baycourier.co.za", "www.baycourier.org"]
)
def test_spellings_share_a_key(name: str) -> None:
    assert OutletMention(name, Evidence.LINK, None).key == "baycourier"


@pytest.mark.parametrize("name", ["us", "About us", "all", "2021", "The", "Newsletter", "& Partners", "X" * 60])
def test_what_is_no_outlet(name: str) -> None:
    assert outlet_mention(name, Evidence.LINK, 0) is None


def test_names_are_trimmed() -> None:
    found = outlet_mention(" | The Bay Courier. ", Evidence.COPYRIGHT, 3)
    assert found == OutletMention("The Bay Courier", Evidence.COPYRIGHT, 3)


def test_squeezed_names_keep_letters_and_digits() -> None:
    assert squeezed("la voz 24 horas é!") == "lavoz24horase"


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("The Quay", "thequay.org"),
        ("El Muelle", "elmuelle.es"),
        ("Flößerbote", "floesserbote.de"),
        ("La Jetée", "lajetee.fr"),
    ],
)
def test_a_host_may_write_the_article_and_no_accents(name: str, host: str) -> None:
    assert OutletMention(host, Evidence.WEB, None).key in OutletMention(name, Evidence.LINK, None).keys
