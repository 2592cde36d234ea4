"""What a site says in place of an article is told by its words, where they make up the text."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.page_type.notices import find_notice
from broadsheet.reject_reasons import Reason
from newsroom import paragraphs


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Page not found\nThe page you were looking for may have been moved or deleted.", Reason.ERROR_PAGE),
        ("Sidan hittades inte\nSidan du söker finns inte längre på den här adressen.", Reason.ERROR_PAGE),
        ("Accept all cookies\nWe use cookies and ask you to accept cookies before you go on.", Reason.CONSENT_WALL),
        ("Just a moment...\nPlease enable JavaScript and show that you are not a robot.", Reason.BOT_CHECK),
        ("Nur für Abonnenten\nBereits Abonnent? Melden Sie sich an, um weiterzulesen.", Reason.PAYWALL),
    ],
)
def test_a_notice_is_told_by_its_phrases(text: str, reason: Reason, read: Callable[..., tuple]) -> None:
    said = read(text)
    refused = find_notice(*said, said.stats)
    assert refused
    assert refused.reason is reason
    assert "“" in refused.detail


def test_a_story_that_quotes_a_notice_is_a_story(read: Callable[..., tuple]) -> None:
    told = read("Page not found\n\n" + "\n\n".join(paragraphs(5)) + "\n\nThe page said: page not found.")
    assert find_notice(*told, told.stats) is None


def test_a_brief_that_quotes_a_notice_is_a_brief(read: Callable[..., tuple]) -> None:
    told = read(
        "Council site down\n"
        "The council's website was out of reach for six hours on Sunday after a lorry had cut the cable.\n"
        "Visitors read that the page was not to be had, and some drove to the town hall instead, said the clerk.\n"
        "He found eleven of them on the steps, one with a folding chair, and told them: error 404."
    )
    assert find_notice(*told, told.stats) is None


def test_a_phrase_in_the_title_of_a_brief_is_not_enough(read: Callable[..., tuple]) -> None:
    told = read(
        "Zugriff verweigert: Waschbär hält Rathaus von Lindach besetzt\n"
        "Ein Waschbär hat am Dienstag das Archiv im Keller bezogen und lässt niemanden an die Akten.\n"
        "Der Jäger will ihn am Abend mit Pflaumenkuchen ins Freie locken, sagte die Bürgermeisterin."
    )
    assert told.title
    assert find_notice(*told, told.stats) is None


@pytest.mark.parametrize(("title", "refused"), [("Access Denied", True), ("Access denied to old quarry path", False)])
def test_a_title_that_stories_have_too_must_say_nothing_else(
    title: str, refused: bool, read: Callable[..., tuple]
) -> None:
    told = read(
        f"{title}\n"
        "The owner of this place has decided that nobody may come in before the end of the week. "
        "Whoever has a good reason may write to the office and ask for a pass."
    )
    assert (find_notice(*told, told.stats) is not None) is refused


def test_a_teaser_before_a_pitch_is_kept(read: Callable[..., tuple]) -> None:
    told = read(
        "The last dairy\n"
        "For a hundred and twelve years the lorries came before dawn, and on Friday the last one turned in the yard.\n"
        "Forty-one people lose their work, and ninety farms must look for somebody else who will buy their milk.\n"
        "Already a subscriber? Log in"
    )
    assert find_notice(*told, told.stats) is None
