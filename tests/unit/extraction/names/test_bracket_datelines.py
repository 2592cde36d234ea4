"""The bracketed openings of East Asian services are read."""

import pytest

from broadsheet.extraction.names.bracket_datelines import BracketDateline, read_brackets


@pytest.mark.parametrize(
    ("text", "place", "agency", "day"),
    [
        ("【東京共同】議会は", "東京", "Kyodo", None),
        ("［東京　４日　ロイター］ 議会は", "東京", "Reuters", None),
        ("(서울=연합뉴스) 의회는", "서울", "Yonhap", None),
        ("中新社上海5月4日电 议会", "上海", "China News Service", (5, 4)),
        ("【本报北京讯】议会", "北京", None, None),
        ("（吉隆坡4日讯）议会", "吉隆坡", None, None),
    ],
)
def test_openings(text: str, place: str, agency: str | None, day: tuple[int, int] | None) -> None:
    found = read_brackets(text)
    assert found is not None
    assert (found.place, found.agency, found.day) == (place, agency, day)
    assert text[found.end :].startswith(("議", "의", "议"))


@pytest.mark.parametrize(
    "text", ["【5月4日 AFP】議会は", "【写真】議会は", "(AP) The council", "議会は【東京】で", "【】"]
)
def test_brackets_without_a_place_are_left(text: str) -> None:
    assert read_brackets(text) is None


def test_the_end_lies_behind_the_bracket() -> None:
    assert read_brackets("【東京共同】議会は") == BracketDateline("東京", "Kyodo", 6, None)
