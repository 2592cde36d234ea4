"""The cheap look at the lines near a story lets through those that may be a byline, and no plain menu."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.article import Article
from broadsheet.extraction.byline import byline_lines as byline_lines_
from broadsheet.extraction.byline.byline_lines import byline_lines
from broadsheet.extraction.word_slots import word_slots


@pytest.fixture(autouse=True)
def _few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the compiled pass read short pages too."""
    monkeypatch.setattr(byline_lines_, "FEW_LINES", 0)


Make = Callable[..., Article]
STORY = "The council voted for the new quay after a debate that lasted four hours and ended in a vote at night."


def told(article: Article, near: int = 8) -> list[str]:
    found = byline_lines(article, 0, len(article.page.lines), near, word_slots(frozenset({"by", "автор", "โดย"})))
    return [article.page.lines[line].text for line in found]


@pytest.mark.parametrize("line", ["By Ada", "• BY ADA", "ByAda", "vonAda", "Автор Ада", "記者王", "왕 기자", "โดย Ada"])
def test_a_line_with_a_label_is_let_through_anywhere(marked_article: Make, line: str) -> None:
    article = marked_article("\n".join([line, *["Weather"] * 9, "# New quay", f"> {STORY}"]))
    assert told(article) == [line, STORY]


@pytest.mark.parametrize("line", ["Weather", "Bay Sport", "Town and harbour news", "©"])
def test_a_menu_far_above_is_not(marked_article: Make, line: str) -> None:
    assert line not in told(marked_article("\n".join([line, *["Weather"] * 9, "# New quay", f"> {STORY}"])))


def test_a_bare_name_is_let_through_near_the_story(marked_article: Make) -> None:
    article = marked_article(f"# New quay\nAda Lindgren\nWeather\n> {STORY}")
    assert "Ada Lindgren" in told(article, near=0)
    assert "Weather" not in told(article, near=0)
