"""Tables that survive whatever a page put into a name."""

import pytest

from broadsheet.reporting.markdown import cell, table


def test_numbers_stand_right_and_have_separators():
    assert table(("reason", "pages"), [("empty", 1200), ("binary", 3)]).splitlines() == [
        "| reason | pages |",
        "| --- | ---: |",
        "| empty | 1,200 |",
        "| binary | 3 |",
    ]


def test_a_table_without_rows_keeps_its_head():
    assert table(("reason", "pages"), []).splitlines() == ["| reason | pages |", "| --- | --- |"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param("The Quay | Evening", r"The Quay \| Evening", id="bar"),
        pytest.param("two\nlines", "two lines", id="line break"),
        pytest.param("<b>bold</b>", "&lt;b>bold&lt;/b>", id="tag"),
        pytest.param("back\\slash|", r"back\\slash\|", id="backslash"),
        pytest.param(True, "True", id="truth"),
        pytest.param("日本新聞", "日本新聞", id="Japanese"),
    ],
)
def test_a_cell_stays_one_cell(value, written):
    assert cell(value) == written
