"""Sentences that offer a subscription leave a body; those of a story about subscriptions, prices and papers stay."""

import numpy as np
import pytest

from broadsheet.extraction.segmentation.body import find_body
from broadsheet.extraction.segmentation.features import ALL, Feature
from broadsheet.extraction.segmentation.line_model import LineModel
from broadsheet.extraction.segmentation.line_words import make_line_words
from broadsheet.extraction.segmentation.offers import drop_offers, offer_column_names
from broadsheet.extraction.segmentation.page import read_page

HARBOUR = (
    "The harbour board met on Tuesday to hear what the new breakwater would cost the town and who would pay for it.",
    "Engineers had found cracks in eleven of the forty concrete blocks, the oldest of which were sunk in 1931.",
    "Trawlers can use the inner basin until the work begins, harbour master Edwin Garrow said, but not the ferry.",
    "The board wants to borrow nine million and to pay it back from mooring fees over the next thirty years.",
    "Shopkeepers on the quay fear that visitors will stay away while barges and cranes block the view.",
)
HAFEN = (
    "Der Hafenausschuss hat am Dienstag beraten, was die neue Mole die Stadt kosten wird und wer dafür aufkommt.",
    "Ingenieure fanden Risse in elf der vierzig Betonblöcke, von denen die ältesten im Jahr 1931 versenkt wurden.",
    "Kutter dürfen bis zum Baubeginn im inneren Becken liegen, sagte Hafenmeister Edwin Garrow, die Fähre nicht.",
    "Der Ausschuss will neun Millionen aufnehmen und sie in dreißig Jahren aus den Liegegebühren zurückzahlen.",
)


def body(story: tuple[str, ...], line: str, at: int) -> str:
    menu = ("Home", "News", "Sport", "Weather", "Log in", "", story[0][:40], "3 March 2024", "")
    lines = (*menu, *story[:at], line, *story[at:], "", "Privacy", "Contact", "© 2024 Quay Times. All rights reserved.")
    return "\n".join(paragraph.text for paragraph in find_body(read_page("\n".join(lines))).paragraphs)


@pytest.mark.parametrize("at", [2, 5])
@pytest.mark.parametrize(
    "offer",
    [
        "That was the last of your free articles. Subscribe for 3.20 a month and go on reading right away.",
        "We can only report from the quay because readers support us. Become a member from 2 a week, cancel any time.",
        "Sign up for our free newsletter and get the best stories of the week in your inbox every Sunday.",
        "This article is for subscribers only. Already a subscriber? Please log in to continue reading.",
    ],
)
def test_an_offer_inside_a_story_or_behind_it_leaves_the_body(offer: str, at: int) -> None:
    assert body(HARBOUR, offer, at) == "\n".join(HARBOUR)


@pytest.mark.parametrize(
    "offer",
    [
        "Unterstützen Sie unsere Redaktion mit einem Abo, schon ab 3 Euro im Monat und jederzeit kündbar.",
        "Dieser Artikel ist nur für Abonnenten. Jetzt anmelden und vier Wochen kostenlos weiterlesen.",
    ],
)
def test_an_offer_in_german_leaves_the_body(offer: str) -> None:
    assert body(HAFEN, offer, 2) == "\n".join(HAFEN)


@pytest.mark.parametrize(
    "sentence",
    [
        "Berth holders will pay 90 more a year from May, and the yacht club expects to lose a fifth of its members.",
        "The local paper, which has lost half of its subscribers since 2010, called the price a scandal on Monday.",
        '"Please support the fishermen who have stayed," Garrow told a meeting that lasted until two in the morning.',
        "Residents who want to comment on the plans can sign up for a hearing at the town hall by the end of May.",
    ],
)
def test_a_sentence_of_the_story_about_members_and_prices_stays(sentence: str) -> None:
    assert sentence in body(HARBOUR, sentence, 2)


def test_a_story_about_subscriptions_keeps_its_sentences() -> None:
    story = (
        "The publisher of the Quay Times will charge 12 a month for its digital subscription from June, up from 9.",
        "Subscribers can read every article without adverts and get a newsletter about the harbour each Friday.",
        "Some 4,100 people have a digital subscription, a third more than last year, editor Ines Tolland told staff.",
        "A free account, with which readers could see five articles a month, will no longer be offered, she said.",
    )
    assert body(story, HARBOUR[1], 4) == "\n".join((*story, HARBOUR[1]))


def unmarked(weights: list[float]) -> list[int]:
    """Return the lines that are dropped of a page whose lines have one key each, with these weights."""
    lines = len(weights)
    matrix = np.zeros((lines, ALL), np.float32)
    matrix[:, Feature.WORDS] = 10
    depth_one = (np.zeros((1, 1), np.int64), np.full((1, 1), 2.0, np.float32), np.array([[-9.0, 9.0]], np.float32))
    kept = np.ones(lines, np.bool_)
    words = make_line_words(list(range(1, lines + 1)), weights)
    keys = np.arange(1, lines + 1, dtype=np.uint32)
    drop_offers(keys, np.arange(lines + 1), matrix, words, LineModel(0.0, 0.0, *depth_one, 0.0), kept)
    return np.flatnonzero(~kept).tolist()


def test_lines_that_the_trees_call_offers_are_dropped_unless_they_are_most_of_the_text() -> None:
    assert offer_column_names()[0] == "OFFER_SUM"
    assert unmarked([-1.0, 9.0, -1.0, 1.0]) == [1]
    assert unmarked([9.0, 9.0, -1.0, -1.0]) == [0, 1]
    assert unmarked([9.0, 9.0, 9.0, -1.0]) == []
