"""The headline is found, without what stands around it in its line."""

from pathlib import Path

import pytest

from broadsheet.extraction.segmentation.body import find_bodies, find_body
from broadsheet.extraction.segmentation.page import read_page
from broadsheet.extraction.title import Title, find_titles, read_title

PAGES = Path(__file__).parent / "pages"
SEEDS = Path(__file__).parents[3] / "seeds"


def title_of(path: Path) -> Title | None:
    page = read_page(path.read_text(encoding="utf-8"))
    return find_titles([page], [find_body(page)])[0]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("english", "Old ferry returns to the harbour after eleven years of repairs"),
        ("german", "Stadtrat streitet über den neuen Radweg am Fluss"),
        ("chinese", "旧渡船修复十一年后重返港口"),
        ("arabic", "عودة العبارة القديمة إلى الميناء بعد أحد عشر عاما من الترميم"),
        ("wrapped", "LANTERN FACTORY TO CLOSE"),
        ("reprint", "Harbour pilots end strike after night of talks"),
    ],
)
def test_title_of_a_page(name: str, title: str) -> None:
    found = title_of(PAGES / f"{name}.txt")
    assert found is not None
    assert found.text == title


def test_title_of_the_seed_with_a_sidebar() -> None:
    found = title_of(SEEDS / "000_41923d0410d12d71.txt")
    assert found is not None
    assert found.text == "North Korea's Kim asks Trump for another meeting in ‘very warm' letter"


@pytest.mark.parametrize(
    ("line", "text", "origin"),
    [
        ("# Old quay to be rebuilt", "Old quay to be rebuilt", "marked heading"),
        ("2019-09-04 | Old quay to be rebuilt", "Old quay to be rebuilt", "date header"),
        ("04.09.2019 - Old quay to be rebuilt", "Old quay to be rebuilt", "date header"),
        ("Old quay to be rebuilt | The Bay Courier", "Old quay to be rebuilt", "window title"),
        ("Old quay to be rebuilt", "Old quay to be rebuilt", "likeliest line"),
        ("Old quay - new money", "Old quay - new money", "likeliest line"),
        ("2019 was the year of the quay", "2019 was the year of the quay", "likeliest line"),
        ("1704 coin found in flour sack", "1704 coin found in flour sack", "likeliest line"),
        ("• Old quay to be rebuilt", "Old quay to be rebuilt", "window title"),
        ("Home » Town » Old quay to be rebuilt", "Old quay to be rebuilt", "window title"),
        ("Home          Old quay to be rebuilt", "Old quay to be rebuilt", "likeliest line"),
        ("Old quay to be rebuilt Published: 4 September 2019", "Old quay to be rebuilt", "window title"),
    ],
)
def test_read_title(line: str, text: str, origin: str) -> None:
    assert read_title(read_page(line), 0) == Title(text, 0, origin)


def test_a_dash_ends_the_title_only_where_the_page_says_the_rest_alone() -> None:
    page = read_page("Old quay to be rebuilt – The Bay Courier\nHome\nOld quay to be rebuilt")
    assert read_title(page, 0) == Title("Old quay to be rebuilt", 0, "window title")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Old quay rebuilt - but who pays - The Bay Courier", "Old quay rebuilt - but who pays"),
        ("Old quay rebuilt - but who pays - Town news - The Bay Courier", "Old quay rebuilt - but who pays"),
        ("Old quay rebuilt : The Bay Courier", "Old quay rebuilt"),
        ("Old quay rebuilt - but who pays", "Old quay rebuilt - but who pays"),
        ("Old quay rebuilt: but who pays", "Old quay rebuilt: but who pays"),
    ],
)
def test_what_is_behind_a_dash_goes_where_the_page_has_it_as_a_line(line: str, text: str) -> None:
    title = read_title(read_page(f"{line}\n\nThe Bay Courier\n\nTown"), 0)
    assert title is not None
    assert title.text == text


@pytest.mark.parametrize(
    "line", ["« Ferry is late", "Ferry is late »", "« Ferry is late | Home | Tram is late »", "x" * 700]
)
def test_links_to_other_stories_and_overlong_lines_are_no_headlines(line: str) -> None:
    assert read_title(read_page(line), 0) is None


def test_a_page_of_body_lines_only_has_no_title() -> None:
    page = read_page("")
    assert find_titles([page], [find_body(page)])[0] is None


def test_the_first_sentence_of_a_dispatch_without_a_headline_is_no_title() -> None:
    page = read_page(
        "WELLINGTON, May 2 (AP) — A ferry with two hundred people aboard lost power on Saturday and drifted.\n"
        "Tugs brought it back to the harbour in the evening, and nobody on board was hurt, the company said.\n"
        "The engine had been overhauled in March. An inquiry will look at what went wrong, said the minister.\n"
    )
    body = find_body(page)
    assert find_titles([page], [body])[0] is None
    assert body.paragraphs[0].text.startswith("WELLINGTON, May 2 (AP)")


def test_headlines_of_many_pages_are_found_as_if_each_were_alone() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    pages = [read_page(text) for text in [texts[0], "", texts[1], "Home\nNews"]]
    bodies = find_bodies(pages)
    found = find_titles(pages, bodies)
    assert found == [find_titles([page], [body])[0] for page, body in zip(pages, bodies, strict=True)]
    assert [title is None for title in found] == [False, True, False, True]
