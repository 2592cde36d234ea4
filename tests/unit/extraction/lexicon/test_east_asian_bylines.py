"""Bylines of East Asia are read by their labels, their brackets and common family names."""

import pytest

from broadsheet.extraction.lexicon.east_asian_bylines import (
    authors_at_end,
    authors_at_opening,
    authors_before_label,
    is_east_asian_name,
    labelled_authors,
)


@pytest.mark.parametrize("name", ["林大地", "欧阳小海", "高野海斗", "김하늘", "박강"])
def test_names_begin_with_a_family_name(name: str) -> None:
    assert is_east_asian_name(name)


@pytest.mark.parametrize("name", ["码头", "林", "林大地新闻社", "하늘바다", "Lin Dadi", "ハーバー", ""])
def test_other_words_are_no_names(name: str) -> None:
    assert not is_east_asian_name(name)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("作者：林大地", ("林大地",)),
        ("作者：林大地 出自[海城日报]", ("林大地",)),
        ("2021-03-04 来源：海城日报 作者：林大地", ("林大地",)),
        ("作者:林大地 编辑:高小河", ("林大地",)),
        ("本报记者林大地发自海城", ("林大地",)),
        ("记者 林大地 高小河", ("林大地", "高小河")),
        ("本报记者 林大地 通讯员 高小河", ("林大地", "高小河")),
        ("海城商报记者林大地/文受访者供图", ("林大地",)),
        ("特约记者 林大地 海城报道", ("林大地",)),
        ("〔記者林大地／台北報導〕", ("林大地",)),
        ("【记者林大地海城报导】", ("林大地",)),
        ("林大地／台北報導", ("林大地",)),
        ("文／林大地", ("林大地",)),
        ("文丨林大地", ("林大地",)),
        ("采写/林大地 编辑/高小河", ("林大地",)),
        ("取材・文＝高野海斗", ("高野海斗",)),
        ("(文・高野海斗)", ("高野海斗",)),
        ("著者：高野海斗", ("高野海斗",)),
        ("文：ジョン・ハーバー", ("ジョン・ハーバー",)),
        ("기자 김하늘", ("김하늘",)),
        ("글=김하늘 기자", ("김하늘",)),
    ],
)
def test_names_behind_labels(text: str, names: tuple[str, ...]) -> None:
    assert labelled_authors(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "责任编辑：林大地",
        "責任編輯:林大地",
        "摄影：林大地",
        "記者会見が開かれた",
        "记者从海城获悉",
        "记者在海城看到",
        "记者手记",
        "記者試驗40分鐘買到票",
        "文化：新码头",
        "写真：高野海斗",
        "기자 회견",
        "글 목록",
        "新码头明年春天开放",
    ],
)
def test_editors_pictures_and_sentences_name_no_author(text: str) -> None:
    assert labelled_authors(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[항구=만신문 김하늘 기자] 부두가 열렸다.", ("김하늘",)),
        ("김하늘 기자", ("김하늘",)),
        ("김하늘·박바다 기자", ("김하늘", "박바다")),
        ("林大地 記者", ("林大地",)),
    ],
)
def test_names_before_labels(text: str, names: tuple[str, ...]) -> None:
    assert authors_before_label(text) == names


@pytest.mark.parametrize("text", ["기자 회견", "記者会見", "海城晚報 記者", "항구일보 기자", "Reporter"])
def test_labels_that_follow_no_name(text: str) -> None:
    assert authors_before_label(text) == ()


STORY = "新码头明年春天开放，工程历时四年，耗资约两亿元，每天可接待旅客一万人次，并设有观景平台。"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"海城日报讯（记者林大地）{STORY}", ("林大地",)),
        (f"本报讯 (记者 林大地 通讯员高小河) {STORY}", ("林大地", "高小河")),
        (f"海城社海城5月4日电（记者林大地、高小河）{STORY}", ("林大地", "高小河")),
        (f"本报记者林大地发自海城 {STORY}", ("林大地",)),
        ("(서울=항구통신) 김하늘 기자 = 새 부두가 내년 봄에 열린다고 시가 밝혔다.", ("김하늘",)),
    ],
)
def test_a_story_may_open_with_its_authors(text: str, names: tuple[str, ...]) -> None:
    assert authors_at_opening(text) == names


@pytest.mark.parametrize(
    "text", [STORY, f"市长周三在海城接受采访时告诉记者，{STORY}", "김하늘 기자는 새 부두가 열린다고 말했다."]
)
def test_a_reporter_in_a_sentence_is_no_author(text: str) -> None:
    assert authors_at_opening(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"{STORY}（记者 林大地）", ("林大地",)),
        (f"{STORY}文/林大地", ("林大地",)),
        ("新埠頭が開放される。【高野海斗】", ("高野海斗",)),
        ("新埠頭が開放される。（ロンドン＝高野海斗）", ("高野海斗",)),
        (f"{STORY}（完）", ()),
        (f"{STORY}（责任编辑：林大地）", ()),
        ("新埠頭が開放される。（写真は共同）", ()),
        ("新埠頭が開放される。（木曜日）", ()),
        (f"{STORY}他写过论文", ()),
    ],
)
def test_the_end_of_a_story(text: str, names: tuple[str, ...]) -> None:
    assert authors_at_end(text) == names
