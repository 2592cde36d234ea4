"""Files that are no prose are told by their form, and prose is never taken for them."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.page_type.markup import find_markup, find_placeholder
from broadsheet.reject_reasons import Reason
from newsroom import page as made_up


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<?xml version="1.0"?>\n<a><b>One.</b></a>', "begins as XML"),
        ("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>", "begins as a PDF file"),
        ('{"title": "One", "text": "Two sentences. Or three."}', "JSON, 2 entries"),
        ('[{"a": 1}, {"a": 2}, {"a": 3}]', "JSON, 3 entries"),
        ('{\n"a": 1,\n"b": "two",\n"c": [\n', "4 of 4 lines are JSON"),
        ("[\n" * 100_000, "100000 of 100000 lines are JSON"),
        ("\n".join(f"{row},cell one,cell two" for row in range(6)), "6 of 6 rows have 3 cells"),
        ("\n".join(f"{row}\tone\ttwo\tthree" for row in range(6)), "6 of 6 rows have 4 cells"),
        ("\n".join(f"value{row} = call({row});" for row in range(6)), "6 of 6 lines are program code"),
        ("\n".join(f"<li><a href='/{row}'>Entry {row}</a></li>" for row in range(6)), "tags of markup"),
    ],
    ids=lambda value: value if len(value) < 40 else "",
)
def test_files_that_are_no_prose(text: str, what: str, read: Callable[..., tuple]) -> None:
    refused = find_markup(text, read(text).stats)
    assert refused
    assert refused.reason is Reason.MARKUP
    assert what in refused.detail


@pytest.mark.parametrize(
    "text",
    [
        made_up(4),
        "[ad_1]\n" + made_up(5),
        "{{headline}}\n" + made_up(6),
        "<p>" + made_up(7) + "</p>",
        "One, two, three\nFour, five, six",
        'One,two,three\nFour,five,"six\n' + "The mill stood still for a year. " * 6_000,
        "He said (twice), that all; of this = nonsense; (and left). She stayed (of course); so did we (gladly).",
    ],
    ids=[
        "story",
        "plugin mark",
        "template mark",
        "one tag",
        "two lines with commas",
        "unpaired quote",
        "many brackets",
    ],
)
def test_prose_is_prose(text: str, read: Callable[..., tuple]) -> None:
    assert find_markup(text, read(text).stats) is None


LOREM = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore. "
    "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat."
)


def test_lorem_ipsum_is_no_article(read: Callable[..., tuple]) -> None:
    refused = find_placeholder(read(f"Title\n\n{LOREM}\n\n{LOREM[::1]}").body)
    assert refused
    assert refused.reason is Reason.PLACEHOLDER
    assert "words are placeholder text" in refused.detail


def test_a_story_about_it_is_one(read: Callable[..., tuple]) -> None:
    text = (
        "The words lorem ipsum dolor sit amet have stood on posters, bank cards and one gravestone, a printer has "
        "found. He has collected them for thirty years and shows them from Sunday on in his former workshop."
    )
    assert find_placeholder(read(f"Dummy text on show\n\n{text}").body) is None


def test_spanish_pain_is_no_placeholder(read: Callable[..., tuple]) -> None:
    text = (
        "El dolor de espalda es la causa más frecuente de baja, dijo la doctora en el congreso que se celebra en Lugo."
    )
    assert find_placeholder(read(f"Dolor de espalda\n\n{text}").body) is None


def test_a_page_without_body_holds_none(read: Callable[..., tuple]) -> None:
    assert find_placeholder(read("Home").body) is None


CODE_LINE = "value = call(one, two);"
PROSE_LINE = "It rained all afternoon"


@pytest.mark.parametrize(
    ("code", "prose", "refused"),
    [(5, 5, True), (4, 4, False), (5, 6, False), (6, 6, True)],
    ids=["half of ten lines", "too few lines", "under half", "half of twelve lines"],
)
def test_program_code_is_half_of_the_lines_and_five_at_least(
    code: int, prose: int, refused: bool, read: Callable[..., tuple]
) -> None:
    text = "\n".join([PROSE_LINE] * prose + [CODE_LINE] * code)
    assert (find_markup(text, read(text).stats) is not None) is refused


@pytest.mark.parametrize(("longer", "refused"), [(0, True), (1, False)])
def test_program_code_is_half_of_the_characters(longer: int, refused: bool, read: Callable[..., tuple]) -> None:
    assert len(CODE_LINE) == len(PROSE_LINE)
    text = "\n".join([PROSE_LINE + "s" * longer, *[PROSE_LINE] * 4, *[CODE_LINE] * 5])
    assert (find_markup(text, read(text).stats) is not None) is refused
