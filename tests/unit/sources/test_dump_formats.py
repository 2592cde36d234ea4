"""What a dump adds to a page is taken out of it and stated."""

import pytest

from broadsheet.sources.dump_formats import NOTHING, Stated, read_dump

STORY = "The quay was shut for a year."


@pytest.mark.parametrize(
    ("head", "text", "stated"),
    [
        (" date 2018-09-11 Old quay reopens \n", f"Old quay reopens \n{STORY}", ("Old quay reopens", 2018, 9, 11)),
        ("date 2018-09 Old quay reopens\n", f"Old quay reopens\n{STORY}", ("Old quay reopens", 2018, 9)),
        ("date 2018 10 ferries sold\n", f"10 ferries sold\n{STORY}", ("10 ferries sold", 2018)),
        ("date 2018-09-11 16:20 Old quay reopens\n", f"Old quay reopens\n{STORY}", ("Old quay reopens", 2018, 9, 11)),
        (" date 2018-09-11\n", STORY, (None, 2018, 9, 11)),
    ],
)
def test_a_prefix_gives_title_and_date(head: str, text: str, stated: tuple[str | int | None, ...]) -> None:
    found, facts = read_dump(head + STORY)
    assert found.lstrip("\n") == text
    assert facts == Stated(*stated)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "date 2018-02-30 Old quay reopens",
        "date 2018-09-111 Old quay reopens",
        "update 2018-09-11 Old quay reopens",
        "date 1812-09-11 Old quay reopens",
        "Old quay\ndate 2018-09-11 Old quay reopens",
        "The date 2018-09-11 was a Tuesday.",
        "He was Published in The Bay Courier on 11 - 09 - 2018",
        "Published in The Bay Courier on Tuesday",
    ],
)
def test_what_only_looks_like_a_form_stays(text: str) -> None:
    assert read_dump(text) == (text, NOTHING)


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Published in The Bay Courier on 11 - 09 - 2018", "The Bay Courier"),
        (" Published in bay-courier.org | The Portal on 11 - 09 - 2018", "bay-courier.org"),
    ],
)
def test_the_line_of_a_reprint_portal_names_the_outlet(line: str, outlet: str) -> None:
    text, stated = read_dump(f"Home\nOld quay reopens\n{line}\n{STORY}")
    assert stated.publisher == outlet
    assert stated.date_at is not None
    assert text.startswith(outlet[:3], stated.date_at)


@pytest.mark.parametrize("mark", ["… [+636 chars]", "… [+1040 chars] ", "…[+5 chars]"])
def test_the_mark_of_a_cut_goes(mark: str) -> None:
    text = read_dump(f"The ferry sailed to the{mark}\nMost read")[0]
    assert text.split("\n")[0].rstrip() == "The ferry sailed to the…"
    assert text.endswith("\nMost read")
    assert read_dump("He wrote [+636 chars] into it.")[0] == "He wrote [+636 chars] into it."
