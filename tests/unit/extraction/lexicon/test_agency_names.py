"""Wire services are known under the names they are credited by."""

import pytest

from broadsheet.extraction.lexicon.agency_names import agency_named, may_name_agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Reuters", "Reuters"),
        ("REUTERS", "Reuters"),
        ("The Associated Press", "AP"),
        ("dpa/lby", "dpa"),
        ("AFP and Reuters", "AFP"),
        ("路透社", "Reuters"),
        ("ТАСС", "TASS"),
        ("연합뉴스", "Yonhap"),
        ("Press Trust of India", "PTI"),
        ("Deutsche Presse-Agentur", "dpa"),
    ],
)
def test_services(text: str, agency: str) -> None:
    assert agency_named(text) == agency
    assert may_name_agency(text)


@pytest.mark.parametrize("text", ["Map", "sta", "A+A", "AP Photo", "told Reuters", "Mehr", "", "X", "Apps"])
def test_other_words(text: str) -> None:
    assert agency_named(text) is None


def test_a_person_beside_the_service_can_be_ruled_out() -> None:
    assert agency_named("Jo Doe/AP") == "AP"
    assert agency_named("Jo Doe/AP", wholly=True) is None
    assert agency_named("APA/sda", wholly=True) == "APA"


def test_the_cheap_test_refuses_plain_text() -> None:
    assert not may_name_agency("Read more about the new quay and its boats")


@pytest.mark.parametrize("text", ["(Reuters)", "LONDON/Reuters.", "said so\n(Xinhua)", "新华社/北京"])
def test_a_name_beside_signs_is_seen(text: str) -> None:
    assert may_name_agency(text)


@pytest.mark.parametrize("text", ["AP;", ";AP", "|dpa"])
def test_a_sign_without_a_second_name_joins_nothing(text: str) -> None:
    assert agency_named(text) is None
