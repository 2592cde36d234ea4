"""The place, the wire service and the day that open a story are taken apart; other openings are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.dateline import BracketDateline, find_dateline, read_brackets


@pytest.mark.parametrize(
    ("text", "language", "place", "agency", "day"),
    [
        ("WASHINGTON - The council", "en", "WASHINGTON", None, None),
        ("WHEELING, W.Va. (Reuters) – The council", "en", "WHEELING, W.Va.", "Reuters", None),
        ("SEOUL, Sept. 26 (Yonhap) — The council", "en", "SEOUL", "Yonhap", (9, 26)),
        ("FARGO: The council", "en", "FARGO", None, None),
        ("UNITED NATIONS — The council", "en", "UNITED NATIONS", None, None),
        ("New Delhi: The council", "en", "New Delhi", None, None),
        ("BERLIN/PARIS - The council", "en", "BERLIN/PARIS", None, None),
        ("LONDON (AP) — The council", "en", "LONDON", "AP", None),
        ("London (CNN)The council", "en", "London", "CNN", None),
        ("WASHINGTON — (AP) The council", "en", "WASHINGTON", "AP", None),
        ("KERN COUNTY, Calif. (KXYZ) -- The council", "en", "KERN COUNTY, Calif.", None, None),
        ("COEUR D’ALENE, Idaho — The council", "en", "COEUR D’ALENE, Idaho", None, None),
        ("TOKYO, March 3 - The council", "en", "TOKYO", None, (3, 3)),
        ("GENEVA, 4 May 2020 – The council", "en", "GENEVA", None, (5, 4)),
        ("NEW YORK, May 4, 2020 /PRNewswire/ -- The council", "en", "NEW YORK", "PR Newswire", (5, 4)),
        ("MOSCOW. May 4 (Interfax) - The council", "en", "MOSCOW", "Interfax", (5, 4)),
        ("Berlin (dpa) - Der Rat", "de", "Berlin", "dpa", None),
        ("Hamburg (dpa/lno) - Der Rat", "de", "Hamburg", "dpa", None),
        ("München/London – Der Rat", "de", "München/London", None, None),
        ("Berlin, 29. November 2022. Der Rat", "de", "Berlin", None, (11, 29)),
        ("Paris, le 4 mai - Le conseil", "fr", "Paris", None, (5, 4)),
        ("Madrid, 4 may (EFE).- El consejo", "es", "Madrid", "EFE", (5, 4)),
        ("(ANSA) - ROMA, 04 MAG - Il consiglio", "it", "ROMA", "ANSA", (5, 4)),
        ("МОСКВА, 4 мая. /ТАСС/. Совет", "ru", "МОСКВА", "TASS", (5, 4)),
        ("حلب، سوريا (CNN) -- المجلس", "ar", "حلب، سوريا", "CNN", None),
        ("【北京讯】理事会", "zh", "北京", None, None),
        ("新华社北京5月4日电 理事会", "zh", "北京", "Xinhua", (5, 4)),
        ("[서울=뉴시스] 위원회", "ko", "서울", "Newsis", None),
    ],
)
def test_datelines(text: str, language: str, place: str, agency: str | None, day: tuple[int, int] | None) -> None:
    found = find_dateline(text, language)
    assert found is not None
    assert (found.place, found.agency, found.day) == (place, agency, day)


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE 1 - The council",
        "VIDEO: The council",
        "EXCLUSIVE - The council",
        "WATCH: The council",
        "BREAKING NEWS: The council",
        "COVID-19 - the council",
        "Neu: Der Rat",
        "Leise rieselt der Schnee: Wenn der Rat",
        "Mayor Ada Lindgren — a woman of few words — left",
        "Berlin. Der Rat hat",
        "Berlin-Mitte – der Bezirk",
        "Jo Doe 4 May 2020 - 14:41",
        "Mon Mar 8 2021 - 06:12",
        "247 – the number of boats",
        "The council met in LONDON (AP) — again",
        "",
    ],
)
def test_other_openings_are_no_datelines(text: str) -> None:
    assert find_dateline(text, "en") is None


def test_the_story_begins_behind_the_dateline() -> None:
    text = "WHEELING, W.Va. (Reuters) – The council voted."
    found = find_dateline(text, "en")
    assert found is not None
    assert text[found.end :] == "The council voted."


@given(st.text(max_size=120) | st.text(alphabet="AB ./-,(", max_size=130))
def test_any_text_is_read_without_fail(text: str) -> None:
    found = find_dateline(text, "en")
    assert found is None or (0 < found.end <= len(text) and found.place)


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
