import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.sources.addresses import is_web_address, normal_address, page_address

GIVEN = "https://kai.example/boot?id=7"


@pytest.mark.parametrize(
    "other",
    [
        "https://KAI.example/boot?id=7",
        "https://kai.example:443/boot?id=7#comments",
        "https://kai.example/boot?utm_source=mail&id=7&fbclid=abc",
        "https://kai.example/boot;jsessionid=1F?id=7",
    ],
)
def test_addresses_of_one_page_are_equal_in_normal_form(other: str) -> None:
    assert normal_address(other) == normal_address(GIVEN)


@pytest.mark.parametrize(
    "other", ["https://kai.example/boot?id=8", "https://kai.example/Boot?id=7", "http://kai.example/boot?id=7"]
)
def test_addresses_of_other_pages_are_not(other: str) -> None:
    assert normal_address(other) != normal_address(GIVEN)


@given(st.text())
def test_the_normal_form_is_its_own(text: str) -> None:
    for url in (text, f"https://kai.example/{text}", f"https://{text}.example/?{text}"):
        assert normal_address(normal_address(url)) == normal_address(url)


def test_the_address_that_the_input_gives_comes_first() -> None:
    assert page_address(["https://kai.example/other"], GIVEN) == GIVEN
    assert page_address(["https://kai.example/other"], "file.html") == "https://kai.example/other"
    assert page_address(["/boot", "https://kai.example/"], None) == "https://kai.example/boot"
    assert page_address(["/boot"], None) is None


def test_what_is_no_web_address() -> None:
    assert not any(map(is_web_address, ["", "kai.example", "ftp://kai.example/", "http://localhost/x", "http://[x"]))
