"""The words of a line say whether it belongs to a story where its form does not."""

import numpy as np

from broadsheet.extraction.segmentation.context import in_context
from broadsheet.extraction.segmentation.features import ALL, WordScore
from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.line_words import LineWords, make_line_words
from broadsheet.extraction.segmentation.page import read_page
from broadsheet.extraction.segmentation.vocabulary import word_key

OFFER = "Subscribe to keep reading every story that the newsroom writes."
STORY = "The harbour master closed the northern quay before the storm arrived."
TABLE = make_line_words([word_key("subscribe"), word_key("harbour")], [2.0, -1.0])


def columns(text: str, words: LineWords | None = TABLE) -> dict[WordScore, list[float]]:
    matrix = in_context(line_features([read_page(text)]), words)
    return {column: matrix[:, ALL - len(WordScore) + column].tolist() for column in WordScore}


def test_a_line_sums_the_weights_of_its_words() -> None:
    found = columns(f"{STORY}\n{OFFER}\nNothing that anybody knows about.")
    assert found[WordScore.SUM] == [-1.0, 2.0, 0.0]
    assert found[WordScore.KNOWN][2] == 0.0 < found[WordScore.KNOWN][1]


def test_evidence_fades_with_distance() -> None:
    found = columns(f"{OFFER}\nOne.\nTwo.\n{STORY}")
    assert np.allclose(found[WordScore.BEFORE], [0.0, 2.0, 1.6, 1.28])
    assert np.allclose(found[WordScore.BEHIND], [-0.64, -0.8, -1.0, 0.0])


def test_an_offer_differs_from_the_lines_near_it() -> None:
    found = columns("\n".join([STORY, STORY, OFFER, STORY, STORY]))
    contrast = found[WordScore.CONTRAST]
    assert contrast[2] > found[WordScore.MEAN][2] > 0.0
    assert max(contrast[:2] + contrast[3:]) < 0.0


def test_every_line_of_a_page_has_the_figures_of_the_page() -> None:
    found = columns(f"{STORY}\n{OFFER}")
    assert found[WordScore.PAGE_MEAN] == [0.5, 0.5]
    assert len(set(found[WordScore.PAGE_KNOWN])) == 1


def test_a_page_without_listed_words_scores_nothing() -> None:
    found = columns("Ganz andere Wörter.")
    assert {value for column in found.values() for value in column} == {0.0}


def test_words_whose_slots_collide_keep_their_own_weights() -> None:
    slots = len(TABLE.keys)
    words = make_line_words([7, 7 + slots, 7 + 2 * slots], [1.0, 2.0, 3.0])
    assert dict(zip(words.keys[7:10].tolist(), words.weights[7:10].tolist(), strict=True)) == {
        7: 1.0,
        7 + slots: 2.0,
        7 + 2 * slots: 3.0,
    }


def test_the_words_in_the_package_know_an_offer_from_a_story() -> None:
    notice = "Please sign up by email for our newsletter and read the best stories of the site."
    offer, story = (columns(text, None)[WordScore.MEAN][0] for text in (notice, f"{STORY} Nobody was hurt, he said."))
    assert offer > 0.1 > story
