"""Which address of a page counts, its normal form, and what all addresses of one page have in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.sources.addresses import (
    GIVEN,
    PageAddress,
    is_given,
    is_web_address,
    normal_address,
    page_address,
    page_key,
)
from broadsheet.sources.markup import Claim

STATED = "https://kai.example/boot?id=7"


def own(*addresses: str) -> list[Claim]:
    return [Claim("url", address, "canonical link") for address in addresses]


def test_the_address_that_the_input_gives_comes_first() -> None:
    other = own("https://kai.example/other")
    assert page_address(other, STATED, "WARC header") == PageAddress(STATED, "WARC header")
    assert page_address(other, f" {STATED}\n") == PageAddress(STATED, GIVEN)
    assert page_address(other, "file.html") == PageAddress("https://kai.example/other", "canonical link")


def test_of_what_a_page_claims_an_address_with_a_path_comes_first() -> None:
    found = page_address(own("/boot", "https://kai.example/"), None)
    assert found == PageAddress("https://kai.example/boot", "canonical link")
    assert page_address(own("https://kai.example/"), None) == PageAddress("https://kai.example/", "canonical link")
    assert page_address(own("/boot"), None) is None


def test_the_origin_says_whether_the_input_gives_the_address() -> None:
    assert all(map(is_given, ["WARC header", "JSON record", "front matter", "feed entry", GIVEN]))
    assert not any(map(is_given, ["canonical link", "meta og:url", "JSON-LD url", "note of the browser", None]))


def test_what_is_no_web_address() -> None:
    assert not any(map(is_web_address, ["", "kai.example", "ftp://kai.example/", "http://localhost/x", "http://[x"]))


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        pytest.param("HTTP://Www.Kai.Example/Boot", "http://www.kai.example/Boot", id="capitals of host and path"),
        pytest.param("https://kai.example", "https://kai.example/", id="no path"),
        pytest.param("http://kai.example:80/a", "http://kai.example/a", id="the usual port"),
        pytest.param("https://kai.example:80/a", "https://kai.example:80/a", id="another port"),
        pytest.param("https://ida:secret@kai.example/a", "https://kai.example/a", id="a user"),
        pytest.param("https://kai.example./a", "https://kai.example/a", id="a final dot"),
        pytest.param("https://kai.example/a/./b/../c/..", "https://kai.example/a/", id="dot segments"),
        pytest.param("https://kai.example/../..", "https://kai.example/", id="dot segments above the root"),
        pytest.param("https://kai.example/%7ea%c3%b6", "https://kai.example/~a%C3%B6", id="escapes"),
        pytest.param("https://kai.example/ö ä", "https://kai.example/%C3%B6%20%C3%A4", id="what must be escaped"),
        pytest.param("https://kai.example/100%", "https://kai.example/100%25", id="a sign that begins no escape"),
        pytest.param("https://fährhaus.example/a", "https://xn--fhrhaus-5wa.example/a", id="a host beyond ASCII"),
        pytest.param("https://straße.example/", "https://xn--strae-oqa.example/", id="no other host for sharp s"),
        pytest.param("https://kai.example/a#comments", "https://kai.example/a", id="a place on the page"),
        pytest.param("https://kai.example/#!12/boot", "https://kai.example/#!12/boot", id="a page named behind #!"),
        pytest.param("https://kai.example/#/boot", "https://kai.example/#/boot", id="a page named behind #/"),
        pytest.param("https://kai.example/#/", "https://kai.example/", id="nothing behind #/"),
        pytest.param("https://kai.example/a?", "https://kai.example/a", id="no parameters"),
        pytest.param("https://kai.example/a?y=1&x=2&&x=1", "https://kai.example/a?x=2&x=1&y=1", id="order"),
        pytest.param("https://kai.example/a?x=1&amp;y=2", "https://kai.example/a?x=1&y=2", id="HTML escapes"),
        pytest.param("https://kai.example/a?x=1&copy=2", "https://kai.example/a?copy=2&x=1", id="no HTML escape"),
        pytest.param("https://kai.example/a;jsessionid=3F?x", "https://kai.example/a?x", id="a session in the path"),
        pytest.param("http://[2001:DB8::1.2.3.4]:80/a", "http://[2001:db8::1.2.3.4]/a", id="IPv6"),
    ],
)
def test_normal_form(address: str, normal: str) -> None:
    assert normal_address(address) == normal


@pytest.mark.parametrize(
    "tracking",
    ["utm_source=feed", "UTM%5FMedium=x", "fbclid=IwAR1", "gclid=1", "mc_cid=2", "PHPSESSID=9", "xtor=RSS-3"],
)
def test_parameters_that_name_no_page_are_left_out(tracking: str) -> None:
    assert normal_address(f"https://kai.example/a?{tracking}") == "https://kai.example/a"
    assert normal_address(f"https://kai.example/a?id=7&{tracking}&part=2") == "https://kai.example/a?id=7&part=2"


@pytest.mark.parametrize(
    "names", ["eid=12345", "cid=7", "12345", "gallery=5", "source=3", "uid=4", "ref=8", "keyword=rain", "a="]
)
def test_parameters_that_can_name_the_page_stay(names: str) -> None:
    assert normal_address(f"https://kai.example/?{names}") == f"https://kai.example/?{names}"


@pytest.mark.parametrize(
    "broken",
    [
        *("", "kai", "http://", "http://[x/a", "http://kai.example:x/", "ftp://kai.example/"),
        f"http://{'kä' * 200}.example/",  # longer than any host can be
        f"http://{'äöü.' * 60}example/",  # longer than any host can be in ASCII
    ],
)
def test_an_address_that_cannot_be_read_has_no_normal_form(broken: str) -> None:
    assert normal_address(broken) is None


@pytest.mark.parametrize(
    "other",
    [
        "http://kai.example/boot",
        "https://www.kai.example/boot",
        "https://www2.kai.example/boot/",
        "https://kai.example//boot",
        "https://kai.example:443/boot?utm_source=x#top",
    ],
)
def test_addresses_of_one_page(other: str) -> None:
    assert page_key(normal_address(other)) == "kai.example/boot"


@pytest.mark.parametrize(
    "other", ["https://kai.example/Boot", "https://kai.example:8080/boot", "https://m.kai.example/boot", STATED]
)
def test_addresses_of_other_pages(other: str) -> None:
    assert page_key(normal_address(other)) != "kai.example/boot"


def test_the_address_of_a_site_names_no_page() -> None:
    assert page_key(None) is None
    assert page_key(normal_address("https://www.kai.example//")) is None
    assert page_key(normal_address("https://kai.example/?p=12")) == "kai.example?p=12"
    assert page_key(normal_address("https://kai.example/#!12")) == "kai.example#!12"


SIGNS = [*"ab./%2eE3:@?&=#;!ü\ud800[]\\ ~+_-<>'|^`{}\t\n\0İßﬀ．。", "&amp;"]
PARTS = st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)


@given(st.sampled_from(["", "http://", "https://kai.example/", "https://kai.example"]), PARTS | st.text(max_size=2_000))
def test_no_text_is_an_error_and_a_normal_form_is_its_own(start: str, rest: str) -> None:
    normal = normal_address(start + rest)
    key = page_key(normal)
    if normal is not None:
        assert normal.isascii()
        assert normal_address(normal) == normal
        assert key is None or normal.startswith(("http://", "https://"))
    else:
        assert key is None
