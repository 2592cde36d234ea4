"""Placeholder text is told by its words."""

from collections.abc import Callable

from broadsheet.extraction.kinds.placeholder import find_placeholder
from broadsheet.reject_reasons import Reason

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
