"""The body is found in any language, without the rest of the page."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.extraction.segmentation.body import Body, find_bodies, find_body, without_headlines
from broadsheet.extraction.segmentation.page import read_page

PAGES = Path(__file__).parents[1] / "pages"
SEEDS = Path(__file__).parents[4] / "seeds"


def body_of(name: str) -> Body:
    return find_body(read_page((PAGES / f"{name}.txt").read_text(encoding="utf-8")))


def text_of(body: Body) -> str:
    return "\n\n".join(paragraph.text for paragraph in body.paragraphs)


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        ("english", "The wooden ferry that carried", "for residents of the island."),
        ("german", "Der Stadtrat hat am Donnerstag", "die Hälfte übernehmen soll."),
        ("chinese", "这艘木制渡船", "每天开行四班。"),
        ("arabic", "عادت العبارة الخشبية", "لسكان الجزيرة."),
        ("wrapped", "NORTHFIELD, June 3 - The last factory", "a year earlier."),
    ],
)
def test_the_text_begins_and_ends_with_the_article(name: str, begins: str, ends: str) -> None:
    text = text_of(body_of(name))
    assert text.startswith(begins)
    assert text.endswith(ends)


@pytest.mark.parametrize(
    ("name", "foreign"),
    [
        ("english", ["Subscribe", "Share on", "Read more", "newsletter", "coin of 1704", "©", "Image credit"]),
        ("german", ["Anmelden", "Teilen", "Lesen Sie auch", "Impressum", "Neue Busse"]),
        ("chinese", ["登录", "相关阅读", "版权所有"]),
        ("arabic", ["اقرأ أيضا", "جميع الحقوق"]),
        ("reprint", ["Fish prices", "Click here"]),
    ],
)
def test_what_surrounds_the_article_is_dropped(name: str, foreign: list[str]) -> None:
    text = text_of(body_of(name))
    assert [phrase for phrase in foreign if phrase in text] == []


def test_a_subheading_inside_the_article_is_kept() -> None:
    assert "A long argument about money" in text_of(body_of("english")).split("\n\n")
    assert "THE NEXT DISPUTE" in text_of(body_of("reprint")).split("\n\n")


def test_a_passage_that_comes_twice_is_kept_once() -> None:
    body = body_of("reprint")
    assert text_of(body).count("The agreement runs for two years.") == 1
    assert body.repeats == 2
    page = read_page((PAGES / "reprint.txt").read_text(encoding="utf-8"))
    first, second = (n for n, line in enumerate(page.lines) if line.text == "The agreement runs for two years.")
    assert body.labels[second].rule == f"repeat of line {first + 1}"


def test_a_home_page_holds_no_article_and_says_why() -> None:
    body = body_of("home")
    assert body.paragraphs == ()
    assert body.first == len(body.kept)
    assert body.reason is not None


def test_paragraphs_stand_where_their_offsets_say() -> None:
    page = read_page((PAGES / "english.txt").read_text(encoding="utf-8"))
    for paragraph in find_body(page).paragraphs:
        assert page.text[paragraph.start : paragraph.end] == paragraph.text


def test_every_line_has_a_label_that_agrees_with_the_body() -> None:
    body = body_of("english")
    assert tuple(label.kept for label in body.labels) == body.kept
    assert all(label.rule for label in body.labels)


def test_seed_with_sidebar_prompts_and_a_repeated_passage() -> None:
    page = read_page((SEEDS / "000_41923d0410d12d71.txt").read_text(encoding="utf-8"))
    text = text_of(find_body(page))
    assert text.startswith("U.S. President Donald Trump received")
    assert text.endswith("he said.")
    assert text.count("The likely timing of a second Trump-Kim meeting was unclear.") == 1
    assert "nuclear programs, and the United States foster such conditions" in text
    for foreign in ("AOI, Dassault", "Thank you for reporting", "This image", "Published in", "Clic here"):
        assert foreign not in text


def test_seed_whose_standfirst_comes_back() -> None:
    page = read_page((SEEDS / "004_1b075e8e20de287e.txt").read_text(encoding="utf-8"))
    text = text_of(find_body(page))
    assert text.startswith("WASHINGTON - US President Donald Trump")
    assert text.count("since their 12 June summit") == 1


def test_a_headline_that_opens_the_body_is_taken_out_with_what_stands_above_it() -> None:
    page = read_page((PAGES / "english.txt").read_text(encoding="utf-8"))
    body = find_body(page)
    second = [line for line, kept in enumerate(body.kept) if kept][1]
    (shorter,) = without_headlines([page], [body], [second])
    assert shorter.paragraphs == body.paragraphs[2:]
    assert shorter.first > second
    assert shorter.share < body.share


def test_a_headline_above_or_far_inside_the_body_changes_nothing() -> None:
    page = read_page((PAGES / "english.txt").read_text(encoding="utf-8"))
    body = find_body(page)
    last = max(line for line, kept in enumerate(body.kept) if kept)
    assert without_headlines([page, page, page], [body, body, body], [0, last, None]) == [body, body, body]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n" * 50_000,
        "a" * 1_000_000,
        "word " * 200_000,
        "\n".join(["Menu"] * 100_000),
        "\u00a0" * 500_000,
        "The same sentence stands here again and again.\n" * 50_000,
        "“" * 300_000,
    ],
    ids=["empty", "blank", "one-word", "one-line", "many-lines", "no-break-spaces", "one-sentence", "quotes"],
)
def test_a_hostile_page_is_read(text: str) -> None:
    body = find_body(read_page(text))
    assert len(body.kept) == len(read_page(text).lines)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_paragraphs_inside_the_page_and_in_order(text: str) -> None:
    page = read_page(text)
    spans = [(paragraph.start, paragraph.end) for paragraph in find_body(page).paragraphs]
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


def test_pages_are_judged_as_if_each_were_alone() -> None:
    texts = [(PAGES / name).read_text(encoding="utf-8") for name in sorted(path.name for path in PAGES.glob("*.txt"))]
    pages = [read_page(text) for text in ["", *texts, "Home\nNews"]]
    titles = [None, 3, *[0] * (len(pages) - 2)]
    bodies = find_bodies(pages)
    assert bodies == [find_body(page) for page in pages]
    alone = zip(pages, bodies, titles, strict=True)
    assert without_headlines(pages, bodies, titles) == [
        without_headlines([page], [body], [title])[0] for page, body, title in alone
    ]


def test_a_story_with_a_capital_at_every_word_is_kept_whole() -> None:
    lines = (PAGES / "english.txt").read_text(encoding="utf-8").splitlines()
    page = "\n".join(line.title() if line.endswith(".") else line for line in lines)
    text = text_of(find_body(read_page(page)))
    assert text.startswith("The Wooden Ferry That Carried")
    assert text.endswith("For Residents Of The Island.")


def test_teasers_behind_a_story_are_no_part_of_it() -> None:
    paragraphs = [paragraph.text for paragraph in body_of("english").paragraphs if paragraph.text.endswith(".")]
    teasers = [
        "Bakers in Westhaven have opened a museum of bread.",
        "Lightning struck the chapel twice within an hour.",
        "Cyclists will get a tunnel under the railway.",
    ]
    assert text_of(find_body(read_page("\n\n".join([*paragraphs, *teasers])))).split("\n\n") == paragraphs
