"""Links by which a site speaks of itself name it."""

import pytest

from broadsheet.extraction.names.house_links import house_link


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("About Bay Courier", "Bay Courier"),
        ("Über Flussbote", "Flussbote"),
        ("Follow The Bay Courier", "The Bay Courier"),
        ("Follow Bay Courier on Facebook", "Bay Courier"),
        ("Bay Courier on Twitter", "Bay Courier"),
        ("Werben auf Flussbote", "Flussbote"),
        ("Bay Courier Newsletter", "Bay Courier"),
        ("Jobs at The Bay Courier", "The Bay Courier"),
        ("Source: Bay Courier", "Bay Courier"),
    ],
)
def test_links(text: str, name: str) -> None:
    found = house_link(text, 0, near_story=True)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text", ["About us", "Follow us on Facebook", "Contact", "More from our readers", "Bay Courier"]
)
def test_other_lines(text: str) -> None:
    assert house_link(text, 0, near_story=True) is None


def test_a_source_far_from_the_story_is_another_storys() -> None:
    assert house_link("Source: Bay Courier", 90, near_story=False) is None
