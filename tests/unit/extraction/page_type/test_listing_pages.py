"""Listings are told by teasers on different things; a story, however short, is none."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.page_type.listing_pages import PIECES, find_listing
from broadsheet.reject_reasons import Reason

Teasers = list[tuple[str, str]]


def page(teasers: Teasers, head: str = "Latest") -> str:
    return head + "\n" + "\n".join(f"{title}\n{teaser}\n4 May 2019" for title, teaser in teasers)


def test_teasers_on_many_things_make_a_listing(read: Callable[..., tuple], teasers: Teasers) -> None:
    listed = read(page(teasers))
    refused = find_listing(*listed, listed.stats)
    assert refused
    assert refused.reason is Reason.FRONT_PAGE
    assert f"{len(teasers)} teasers" in refused.detail
    assert len(teasers) >= PIECES


def test_two_teasers_do_not(read: Callable[..., tuple], teasers: Teasers) -> None:
    brief = read(page(teasers[:2]))
    assert find_listing(*brief, brief.stats) is None


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("Search results for harbour", Reason.SEARCH_RESULTS),
        ("Suchergebnisse", Reason.SEARCH_RESULTS),
        ("Tag: harbour", Reason.TOPIC_PAGE),
        ("Todas las noticias sobre puertos", Reason.TOPIC_PAGE),
    ],
)
def test_a_listing_is_named_by_what_it_calls_itself(
    head: str, reason: Reason, read: Callable[..., tuple], teasers: Teasers
) -> None:
    listed = read(page(teasers, head))
    refused = find_listing(*listed, listed.stats)
    assert refused
    assert refused.reason is reason


def test_a_story_among_teasers_is_a_story(read: Callable[..., tuple], teasers: Teasers) -> None:
    story = " ".join(teaser for _, teaser in teasers[5:]) * 4
    told = read(f"Museum shuts for good\n{story}\n" + page(teasers))
    assert find_listing(*told, told.stats) is None


@pytest.mark.parametrize("counter", ["{} of 9", "Bild {} von 9", "{}/9", "Фото {} из 9", "Foto {} de 9"])
def test_numbered_pictures_make_a_gallery(counter: str, read: Callable[..., tuple], teasers: Teasers) -> None:
    lines = [f"{counter.format(number)}\n{teaser}" for number, (_, teaser) in enumerate(teasers[:5], start=1)]
    shown = read("The fair in pictures\n" + "\n".join(lines))
    refused = find_listing(*shown, shown.stats)
    assert refused
    assert refused.reason is Reason.GALLERY
    assert "numbered up to 5" in refused.detail


def test_results_of_matches_number_no_pictures(read: Callable[..., tuple]) -> None:
    scores = read("Saturday\nRovers - Town 1/2\nUnited - Brewers 3/4\nDockers - Millers 2/5\nCity - Marsh 4/6")
    assert find_listing(*scores, scores.stats) is None


@pytest.mark.parametrize(
    ("caption", "is_gallery"),
    [
        ("Bild {} von 9 aus dem Hafen heute", True),
        ("Bild {} von 9 aus dem Hafen von heute", False),
        ("harbourmaster, captains {} of 9 congratulates", True),
        ("harbourmaster, captains {} of 9 congratulating", False),
    ],
    ids=["eight words", "nine words", "two digits of 39 characters", "two digits of 40"],
)
def test_the_number_of_a_picture_stands_among_few_words(
    caption: str, is_gallery: bool, read: Callable[..., tuple]
) -> None:
    shown = read("The fair\n" + "\n\n".join(caption.format(number) for number in range(1, 6)))
    refused = find_listing(*shown, shown.stats)
    assert (refused is not None and refused.reason is Reason.GALLERY) is is_gallery
