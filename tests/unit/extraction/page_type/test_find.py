"""Every page below ``pages`` is what its folder says: an article, a live blog, or refused for that reason."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.extraction.page_type.find import ARTICLE, LIVE_BLOG, find_page_type
from broadsheet.reject_reasons import Reason
from broadsheet.sources.file_reader import Refused

PAGES = Path(__file__).parent / "pages"
FILES = sorted(path.relative_to(PAGES) for path in PAGES.rglob("*.txt"))
LANGUAGES = {path.stem.partition("_")[0] for path in FILES if path.parts[0] not in {"markup", "placeholder_text"}}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_page_is_what_it_is(path: Path, read: Callable[..., tuple]) -> None:
    kind = find_page_type(*read((PAGES / path).read_text(encoding="utf-8")))
    found = kind.reason.value if isinstance(kind, Refused) else kind.replace(" ", "_")
    assert found == path.parts[0]


def test_the_pages_cover_every_kind_in_many_languages() -> None:
    folders = {path.parts[0] for path in FILES}
    kinds = {"front_page", "topic_page", "search_results", "gallery", "error_page", "consent_wall", "bot_check"}
    assert folders == kinds | {"login_or_paywall", "placeholder_text", "markup", "article", "live_blog"}
    assert len([path for path in FILES if path.parts[0] not in {"article", "live_blog"}]) >= 60
    assert len(LANGUAGES & {"english", "german", "french", "spanish", "russian", "arabic", "chinese", "japanese"}) == 8


@pytest.mark.parametrize("path", [path for path in FILES if path.parts[0] not in {"article", "live_blog"}], ids=str)
def test_a_refusal_quotes_its_evidence(path: Path, read: Callable[..., tuple]) -> None:
    kind = find_page_type(*read((PAGES / path).read_text(encoding="utf-8")))
    assert isinstance(kind, Refused)
    assert any(character.isdigit() for character in kind.detail) or "begins as" in kind.detail


def test_an_empty_page_is_empty(read: Callable[..., tuple]) -> None:
    kind = find_page_type(*read(" \n\n"))
    assert isinstance(kind, Refused)
    assert kind.reason is Reason.EMPTY


def test_a_page_of_menus_alone_holds_no_article(read: Callable[..., tuple]) -> None:
    kind = find_page_type(*read("Home\nMenu\nSearch\n"))
    assert isinstance(kind, Refused)
    assert kind.reason is Reason.NO_ARTICLE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("aA1 .,:;\n\t<>{}()=|\"'/?…漢م"), max_size=300))
def test_whatever_the_page_there_is_an_answer_and_always_the_same(text: str, read: Callable[..., tuple]) -> None:
    kind = find_page_type(*read(text))
    assert kind in {ARTICLE, LIVE_BLOG} or isinstance(kind, Refused)
    assert find_page_type(*read(text)) == kind
