"""Every page below ``pages`` is what its folder says: an article, a live blog, or refused for that reason."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.extraction.page_type.find import PageType
from broadsheet.reject_reasons import Reason
from broadsheet.settings import PageTypeName
from broadsheet.sources.file_reader import Refused

PAGES = Path(__file__).parent / "pages"
FILES = sorted(path.relative_to(PAGES) for path in PAGES.rglob("*.txt"))
LANGUAGES = {path.stem.partition("_")[0] for path in FILES if path.parts[0] not in {"markup", "placeholder_text"}}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_page_is_what_it_is(path: Path, type_of: Callable[..., PageType | Refused]) -> None:
    found = type_of((PAGES / path).read_text(encoding="utf-8"))
    assert (found.reason.value if isinstance(found, Refused) else found.name) == path.parts[0]


def test_the_pages_cover_every_kind_in_many_languages() -> None:
    folders = {path.parts[0] for path in FILES}
    kinds = {"front_page", "topic_page", "search_results", "gallery", "error_page", "consent_wall", "bot_check"}
    assert folders == kinds | {"login_or_paywall", "placeholder_text", "markup", "article", "live_blog"}
    assert len([path for path in FILES if path.parts[0] not in {"article", "live_blog"}]) >= 60
    assert len(LANGUAGES & {"english", "german", "french", "spanish", "russian", "arabic", "chinese", "japanese"}) == 8


@pytest.mark.parametrize("path", [path for path in FILES if path.parts[0] not in {"article", "live_blog"}], ids=str)
def test_a_refusal_quotes_its_evidence(path: Path, type_of: Callable[..., PageType | Refused]) -> None:
    kind = type_of((PAGES / path).read_text(encoding="utf-8"))
    assert isinstance(kind, Refused)
    assert any(character.isdigit() for character in kind.detail) or "begins as" in kind.detail


def test_an_empty_page_is_empty(type_of: Callable[..., PageType | Refused]) -> None:
    kind = type_of(" \n\n")
    assert isinstance(kind, Refused)
    assert kind.reason is Reason.EMPTY


def test_a_page_of_menus_alone_holds_no_article(type_of: Callable[..., PageType | Refused]) -> None:
    kind = type_of("Home\nMenu\nSearch\n")
    assert isinstance(kind, Refused)
    assert kind.reason is Reason.NO_ARTICLE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("aA1 .,:;\n\t<>{}()=|\"'/?…漢م"), max_size=300))
def test_whatever_the_page_there_is_an_answer_and_always_the_same(
    text: str, type_of: Callable[..., PageType | Refused]
) -> None:
    kind = type_of(text)
    assert isinstance(kind, Refused) or 0 <= kind.score <= 1
    assert type_of(text) == kind


SHOP = (PAGES.parent / "other_types" / "shop_product.txt").read_text(encoding="utf-8")
FORUM = (PAGES.parent / "other_types" / "forum_thread.txt").read_text(encoding="utf-8")
RESULTS = """Ferrowick Castings plc first half results
HARROWBY, 4 March
Six months to 31 January
Turnover 41.2 mln vs 38.9 mln
Pretax profit 3,102,000 vs 2,870,000
Earnings per share 12.4p vs 11.1p
Interim dividend 2.1p vs 1.9p
Shares in issue 19.7 mln vs 19.7 mln
"""


@pytest.mark.parametrize(("text", "name"), [(SHOP, "product")])
def test_a_page_of_a_shop_is_refused_by_its_type_unless_the_corpus_takes_it(
    text: str, name: PageTypeName, type_of: Callable[..., PageType | Refused]
) -> None:
    refused = type_of(text)
    assert isinstance(refused, Refused)
    assert refused.reason == name
    taken = type_of(text, ("article", name))
    assert isinstance(taken, PageType)
    assert taken.name == name
    assert taken.score > 0.8


def test_results_without_a_sentence_are_figures(type_of: Callable[..., PageType | Refused]) -> None:
    found = type_of(RESULTS)
    assert isinstance(found, PageType)
    assert found.name == "figures"


def test_figures_are_refused_where_the_corpus_takes_articles_only(type_of: Callable[..., PageType | Refused]) -> None:
    refused = type_of(RESULTS, ("article",))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TYPE_EXCLUDED
    assert "figures" in refused.detail
