"""Text that was broken at a fixed width becomes whole; lists and headlines stay as they are."""

from broadsheet.extraction.segmentation.page import read_page
from broadsheet.extraction.segmentation.unwrap import group_pieces

WRAPPED = """\
   The last factory in the valley that still makes storm
lanterns by hand will close at the end of the month. Its
Owners said a supplier of glass has stopped production and
no other was found.
   Forty people work there. Most of them will be offered new
places in the plant on the coast, the statement said, but
many of them do not want to leave the valley.
"""


def test_wrapped_paragraphs_become_lines_and_an_indent_begins_one() -> None:
    page = read_page(WRAPPED)
    assert [line.text.split()[0] for line in page.lines] == ["The", "Forty"]
    assert "of the month. Its Owners said" in page.lines[0].text


def test_a_joined_line_spans_its_pieces() -> None:
    page = read_page(WRAPPED)
    piece = page.text[page.lines[0].start : page.lines[0].end]
    assert " ".join(piece.split()) == page.lines[0].text


def test_a_blank_line_ends_a_paragraph() -> None:
    page = read_page(WRAPPED.replace("found.\n   Forty", "found.\n\nForty"))
    assert [line.text.split()[0] for line in page.lines] == ["The", "Forty"]


def test_headlines_in_a_row_are_not_joined() -> None:
    text = (
        "Baker finds coin of 1704 in flour sack\nStorm takes roof off the chapel\nWhere to see the swans this spring\n"
        "Bridge stays closed for another winter\nSchool roof to be repaired\nRowers win again\n"
    )
    assert len(read_page(text).lines) == 6


def test_lines_of_a_script_without_spaces_are_not_joined() -> None:
    text = "大桥将继续封闭到明年冬天\n学校屋顶将在春天修理\n渔业价格连续第三周上涨\n港口罢工在周二清晨结束\n"
    assert len(read_page(text * 3).lines) == 12


def test_paragraphs_of_one_line_each_are_not_joined() -> None:
    text = "The ferry sailed at noon, as it had for years.\n" * 5
    assert len(read_page(text).lines) == 5


def test_a_page_without_wrapped_text_has_no_groups() -> None:
    assert group_pieces(read_page("One\nTwo\n").lines) is None
