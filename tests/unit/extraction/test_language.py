"""The language of a text, or that it is not sure."""

import pytest

from broadsheet.extraction.language import detect_languages
from broadsheet.schema import UNKNOWN_LANGUAGE
from broadsheet.settings import Extraction


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry sailed out of the harbour at noon,\nas it had done for years.", "en"),
        ("Der Stadtrat hat am Donnerstag über den Radweg gestritten.", "de"),
        ("Rådet stemte mandag for å bygge den gamle bryggen opp igjen.", "no"),
        ("这艘木制渡船曾经运送乘客往来海湾半个世纪，周六它终于回到了旧码头。", "zh"),
        ("عادت العبارة الخشبية إلى مرساها القديم يوم السبت بعد سنوات طويلة.", "ar"),
        ("Паром вернулся в гавань после одиннадцати лет ремонта.", "ru"),
    ],
)
def test_language_of(text: str, language: str) -> None:
    ((found, score),) = detect_languages([text])
    assert found == language
    assert 0.5 <= score <= 1


@pytest.mark.parametrize("text", ["", "123 456 7890 11", "Oh.", "…" * 500], ids=["empty", "figures", "short", "marks"])
def test_too_little_text_has_no_language(text: str) -> None:
    assert detect_languages([text]) == [(UNKNOWN_LANGUAGE, 0.0)]


def test_below_the_least_score_the_language_is_unknown_and_the_score_stays() -> None:
    text = "The ferry sailed out of the harbour at noon, as it had done for years."
    ((_, score),) = detect_languages([text])
    assert detect_languages([text], Extraction(min_language_score=1.0)) == [(UNKNOWN_LANGUAGE, score)]


def test_each_text_is_judged_by_itself() -> None:
    texts = ["The ferry sailed out of the harbour at noon.", "Der Stadtrat hat über den Radweg gestritten."]
    assert [language for language, _ in detect_languages(texts)] == ["en", "de"]


def test_an_opening_quotation_in_another_language_does_not_decide() -> None:
    quotation = "„My good friends, we shall mend the quay before the winter comes.“ "
    story = (
        "Mit diesen Worten begann der Bürgermeister seine Rede vor dem Rathaus, und viele klatschten. Danach sprach er "
        "lange über die Kosten der Reparatur, die der Rat am Montag beschlossen hatte, und über die Geduld der Fischer."
    )
    ((language, _),) = detect_languages([quotation + story])
    assert language == "de"


def test_capitals_are_read_like_small_letters() -> None:
    ((language, _),) = detect_languages(["THE FERRY SAILED OUT OF THE HARBOUR AT NOON, AS IT HAD DONE FOR YEARS."])
    assert language == "en"


def test_figures_before_a_story_do_not_hide_its_letters() -> None:
    figures = "12 345 678 90 " * 6
    story = "Der Stadtrat hat am Donnerstag lange über den Radweg am Hafen gestritten und dann abgestimmt. "
    ((language, _),) = detect_languages([figures + story + figures])
    assert language == "de"


def test_a_second_look_is_taken_elsewhere() -> None:
    names = "Anna Lindgren, Jonas Berg, Petra Novak, Luca Rossi, "
    story = "the council voted for the new quay after a debate that had lasted for four hours and more, said"
    ((language, score),) = detect_languages([f"{story} {names}{story} {names}{story}"])
    assert language == "en"
    assert score >= 0.6
