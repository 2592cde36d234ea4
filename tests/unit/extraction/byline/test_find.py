"""Authors are found behind their labels and alone under the headline, and nowhere else."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.article import Article
from broadsheet.extraction.byline.find import Byline, find_byline

Make = Callable[..., Article]
STORY = "The council voted for the new quay after a debate that lasted four hours, said Marta Oyelaran of the board."


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("By Ada Lindgren", ("Ada Lindgren",)),
        ("Von Jonas Mehring und Ilse Brandt", ("Jonas Mehring", "Ilse Brandt")),
        ("Posted on 2011-02-07 by marc | Two comments", ("marc",)),
        ("19. Okt. 2021 | 09:33 Uhr | von Jonas Mehring", ("Jonas Mehring",)),
        ("Ada Lindgren", ("Ada Lindgren",)),
        ("Ada Lindgren, 02.02.2022", ("Ada Lindgren",)),
        ("Facebook\nAda Lindgren\n14 March 2021", ("Ada Lindgren",)),
        ("By\nAda Lindgren", ("Ada Lindgren",)),
        ("Alle Artikel von Ada Lindgren", ("Ada Lindgren",)),
        ("By Ada Lindgren, CNN", ("Ada Lindgren",)),
        ("• Ada Lindgren, PhD,\n• Carlos Berg, PhD,\n• Eva Moe, PhD", ("Ada Lindgren", "Carlos Berg", "Eva Moe")),
    ],
)
def test_authors_between_headline_and_body(marked_article: Make, head: str, authors: tuple[str, ...]) -> None:
    found = find_byline(marked_article(f"Home\nSport\n# New quay approved\n{head}\n> {STORY}"))
    assert found is not None
    assert found.authors == authors


def test_the_line_is_told(marked_article: Make) -> None:
    article = marked_article(f"Home\n# New quay approved\nShare\nBy Ada Lindgren\n> {STORY}")
    assert find_byline(article) == Byline(("Ada Lindgren",), 3)


def test_a_label_below_the_story_serves_too(marked_article: Make) -> None:
    found = find_byline(marked_article(f"# New quay approved\n> {STORY}\n> {STORY}\nText: Ada Lindgren"))
    assert found == Byline(("Ada Lindgren",), 3)


def test_a_byline_that_slipped_into_the_body_is_read(marked_article: Make) -> None:
    found = find_byline(marked_article(f"# New quay approved\n> By Ada Lindgren\n> {STORY}"))
    assert found == Byline(("Ada Lindgren",), 1)


def test_a_byline_at_the_end_of_the_lead(marked_article: Make) -> None:
    found = find_byline(marked_article(f"# New quay\n> The old quay is to go. Von Ilse Brandt\n> {STORY}\n> {STORY}"))
    assert found == Byline(("Ilse Brandt",), 1)


@pytest.mark.parametrize(
    "head",
    [
        "By Reuters",
        "Staff Report",
        "Photo: Ada Lindgren",
        "Copy Link",
        "Latest Issue",
        "By 2030, half of all boats will be new.",
        "Von Anfang an war der Kai umstritten",
    ],
    ids=[
        "agency",
        "staff",
        "picture",
        "button",
        "menu",
        "sentence",
        "german sentence",
    ],
)
def test_other_lines_name_no_author(marked_article: Make, head: str) -> None:
    assert find_byline(marked_article(f"# New quay approved\n{head}\n> {STORY}")) is None


def test_a_list_of_names_under_the_story_does_not_hide_its_byline(marked_article: Make) -> None:
    names = "\n".join(f"Ada Lindgren {chr(65 + number % 26)}{chr(97 + number // 26)}nsen" for number in range(200))
    found = find_byline(marked_article(f"# New quay approved\nBy Jonas Mehring\n> {STORY}\n{names}\n> {STORY}"))
    assert found == Byline(("Jonas Mehring",), 1)


HAN_STORY = "市政府周三宣布，新码头将于明年春天对公众开放，工程历时四年，耗资约两亿元，每天可接待旅客一万人次。"


@pytest.mark.parametrize(
    ("page", "authors"),
    [
        (f"# 新码头明年开放\n作者：林大地 出自[海城日报]\n> {HAN_STORY}\n> {HAN_STORY}", ("林大地",)),
        (f"# 新码头明年开放\n> 本报讯（记者 林大地 通讯员高小河）{HAN_STORY}\n> {HAN_STORY}", ("林大地", "高小河")),
        (f"# 新码头明年开放\n> {HAN_STORY}\n> {HAN_STORY}\n（记者 林大地）", ("林大地",)),
        (f"# 新码头明年开放\n> {HAN_STORY}\n> {HAN_STORY}文/林大地", ("林大地",)),
    ],
)
def test_chinese_authors_are_named_beside_or_inside_the_story(
    marked_article: Make, page: str, authors: tuple[str, ...]
) -> None:
    found = find_byline(marked_article(page, language="zh"))
    assert found is not None
    assert found.authors == authors


@pytest.mark.parametrize("line", ["责任编辑：林大地", "来源：海城日报", "摄影：林大地", "海城晚報 記者"])
def test_editors_and_outlets_are_no_authors(marked_article: Make, line: str) -> None:
    assert find_byline(marked_article(f"# 新码头明年开放\n{line}\n> {HAN_STORY}\n> {HAN_STORY}", language="zh")) is None


def test_a_place_under_a_byline_is_no_author(marked_article: Make) -> None:
    found = find_byline(marked_article(f"# New quay approved\nBy Ada Lindgren\nNEW YORK\n> {STORY}"))
    assert found is not None
    assert found.authors == ("Ada Lindgren",)


def test_another_label_ends_a_byline(marked_article: Make) -> None:
    found = find_byline(marked_article(f"# New quay\nWritten by Ada Lindgren Topics: Harbour\n> {STORY}"))
    assert found is not None
    assert found.authors == ("Ada Lindgren",)
