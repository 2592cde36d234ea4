"""Spellings of one outlet meet under one key; what cannot be an outlet is refused."""

import pytest

from broadsheet.extraction.names.outlet_names import OutletMention, outlet_mention, squeezed


@pytest.mark.parametrize(
    "name", ["The Bay Courier", "Bay Courier", "BayCourier.com", "baycourier.co.za", "www.baycourier.org"]
)
def test_spellings_share_a_key(name: str) -> None:
    assert OutletMention(name, "", 1.0, None).key == "baycourier"


@pytest.mark.parametrize("name", ["us", "About us", "all", "2021", "The", "rights reserved", "& Licensing", "X" * 60])
def test_what_is_no_outlet(name: str) -> None:
    assert outlet_mention(name, "", 1.0, 0) is None


def test_names_are_trimmed() -> None:
    found = outlet_mention(" | The Bay Courier. ", "copyright line", 1.0, 3)
    assert found == OutletMention("The Bay Courier", "copyright line", 1.0, 3)


def test_squeezed_names_keep_letters_and_digits() -> None:
    assert squeezed("la voz 24 horas!") == "voz24horas"
