"""The columns that markup adds to the lines of an HTML page."""

import numpy as np
import pytest
from numpy.typing import NDArray

from broadsheet.extraction.document import DecodedPage, extract_pages
from broadsheet.extraction.evidence.claims import raw_lines
from broadsheet.extraction.segmentation.context import in_context
from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.markup_features import (
    FARTHEST,
    WIDTH,
    ZONES,
    Column,
    LineMarkup,
    html_column_names,
    html_line_model,
    markup_features,
)
from broadsheet.extraction.segmentation.page import read_page
from broadsheet.settings import Extraction
from broadsheet.sources.decoding import Decoded, decode

SENTENCES = (
    "The ferry sailed out of the harbour on Monday, for the first time since the quay was shut a year ago.",
    "The crew said that the engine had never run better, and that nobody was late for the first crossing.",
    "Two hundred people waited at the quay, some of them since the early morning, to see the boat come in.",
)
REPLY = "I was on that boat and I have to say that it was the best crossing of my life, thank you all."
PAGE = f"""<html><body>
<ul class="menu"><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul>
<div id="main"><h1>Ferry sails again after a year</h1>
<div class="article-body">{"".join(f"<p>{sentence}</p>" for sentence in SENTENCES)}</div>
<div class="comments"><div class="comment"><p>{REPLY}</p></div></div></div>
</body></html>"""


def decoded(page: str) -> Decoded:
    found = decode(page.encode(), 0.01)
    assert isinstance(found, Decoded)
    return found


@pytest.fixture(scope="module")
def rows() -> dict[str, NDArray[np.float32]]:
    """The columns of each line of the page, by its text."""
    found = decoded(PAGE)
    assert found.markup is not None
    page = read_page(found.text)
    columns = markup_features(LineMarkup(found.markup, raw_lines(page)), in_context(line_features([page])))
    assert columns.shape == (len(page.lines), WIDTH)
    return {line.text: row for line, row in zip(page.lines, columns, strict=True)}


def test_the_nearest_element_of_a_zone(rows: dict[str, NDArray[np.float32]]) -> None:
    comment, body, navigation = (ZONES.index(name) for name in ("COMMENT", "BODY", "NAVIGATION"))
    assert rows[REPLY][comment] == 1
    assert rows[SENTENCES[0]][comment] == FARTHEST
    assert rows[SENTENCES[0]][body] == 1
    assert rows["• Home"][navigation] <= 1


def test_the_container_of_most_prose(rows: dict[str, NDArray[np.float32]]) -> None:
    assert all(rows[sentence][Column.IN_BEST] == 1 for sentence in SENTENCES)
    assert rows[REPLY][Column.IN_BEST] == 0
    assert rows[REPLY][Column.UP_TO_BEST] > 0
    assert rows[SENTENCES[0]][Column.CONTAINER_PROSE] > rows[REPLY][Column.CONTAINER_PROSE]


def test_links_headings_and_paths(rows: dict[str, NDArray[np.float32]]) -> None:
    heading = rows["Ferry sails again after a year"]
    assert (heading[Column.HEADING], heading[Column.SINCE_H1]) == (1, 0)
    assert [rows[sentence][Column.SINCE_H1] for sentence in SENTENCES] == [1, 2, 3]
    assert rows["• Home"][Column.LINKED] > 0.7
    assert rows[SENTENCES[0]][Column.LINKED] == 0
    assert rows[SENTENCES[0]][Column.PATH_LINES] == pytest.approx(np.log1p(3))
    assert rows[SENTENCES[0]][Column.SAME_PATH_BEHIND] == 1


def test_the_model_reads_these_columns() -> None:
    assert html_line_model().columns.max() < len(html_column_names())


def test_comments_are_no_body() -> None:
    found = decoded(PAGE)
    source = DecodedPage(found.text, "page", "utf-8", 0, markup=found.markup)
    (document,) = extract_pages([source], Extraction())
    assert document.text.split("\n\n") == list(SENTENCES)  # type: ignore[union-attr]


def test_html_is_read_the_same_alone_and_among_text_pages() -> None:
    pages = [decoded(PAGE), decoded("\n\n".join(SENTENCES)), decoded(PAGE.replace("main", "center"))]
    sources = [DecodedPage(page.text, "page", "utf-8", 0, markup=page.markup) for page in pages]
    together = extract_pages(sources, Extraction())
    assert together == [extract_pages([source], Extraction())[0] for source in sources]
