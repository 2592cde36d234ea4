"""Hosts tell whose site it is, services that everybody uses tell nothing."""

import pytest

from broadsheet.extraction.names.hosts import ADDRESS, BARE, label_of_site, site_of


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
