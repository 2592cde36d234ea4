"""Hosts tell whose site it is, services that everybody uses tell nothing."""

import pytest

from broadsheet.extraction.publisher.hosts import ADDRESS, BARE, addresses, bare_hosts, label_of_site, site_of


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.example-post.de", "example-post.de"),
        ("news.Example-Post.co.uk", "example-post.co.uk"),
        ("m.facebook.com", None),
        ("mail.google.com", None),
        ("10.0.0.1", None),
        ("localhost", None),
    ],
)
def test_sites(host: str, site: str | None) -> None:
    assert site_of(host) == site


def test_labels_of_sites() -> None:
    assert label_of_site("example-post.co.uk") == "example-post"


def test_addresses_are_found_in_lines() -> None:
    line = "Write to desk@example-post.de or desk [at] bay.org, see https://www.bay.org/x and www.quay.co.za"
    assert [match["host"] for match in ADDRESS.finditer(line)] == [
        "example-post.de",
        "bay.org",
        "bay.org",
        "quay.co.za",
    ]


@pytest.mark.parametrize("text", ["bay.org", "Example-Post.de", "quay.co.za"])
def test_bare_hosts(text: str) -> None:
    assert BARE.fullmatch(text)


@pytest.mark.parametrize("text", ["v1.2", "e.g", "end.Then", "desk@bay.org", "file.name.txt.gz"])
def test_other_dots_are_no_hosts(text: str) -> None:
    assert BARE.fullmatch(text) is None


LINES = [
    "Mail desk@baycourier.org or jo.doe @ flussbote.de, www.baycourier.org/contact",
    "info.www.desk@baycourier.org; HTTPS://WWW.Flussbote.de:8080 desk[AT]flussbote.de",
    "Read baycourier.org, the.bay.courier.org. and Flussbote.de (baycourier.co.za)",
    "nobody@ www. http:// @baycourier a.b.c end.Then e.g. ..org .org",
    "jo@baycourier.org@flussbote.de x" + "y" * 50 + "@baycourier.org",
]


@pytest.mark.parametrize("line", LINES)
def test_addresses_are_found_at_their_signs_as_by_a_search_of_the_whole_line(line: str) -> None:
    assert [match.span() for match in addresses(line)] == [match.span() for match in ADDRESS.finditer(line)]


@pytest.mark.parametrize("line", LINES)
def test_bare_hosts_are_found_at_their_dots_as_by_a_search_of_the_whole_line(line: str) -> None:
    assert [match.span() for match in bare_hosts(line)] == [match.span() for match in BARE.finditer(line)]
