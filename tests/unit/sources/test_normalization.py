"""One spelling of every text: references, separators, hyphens, invisible marks and composed letters."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.sources.normalization import UNCHANGED, normalize


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Smith &amp; Sons said &quot;no&quot;", 'Smith & Sons said "no"'),
        ("the mayor&#8217;s caf&eacute; &#x2013; shut", "the mayor’s café – shut"),
        ("write &amp;lt;b&amp;gt; for bold", "write &lt;b&gt; for bold"),
        ("it&#146;s late", "it’s late"),
        ("Smith &amp Sons", "Smith & Sons"),
    ],
)
def test_references_are_undone_once(written: str, read: str) -> None:
    assert normalize(written)[0] == read


@pytest.mark.parametrize(
    "text", ["R&D; and more", "AT&T; of course", "?a=1&copy=2&amp=3", "Q&A", "&#0; &#xD800;", "fish &chips;"]
)
def test_what_is_no_reference_stays(text: str) -> None:
    assert normalize(text) == (text, UNCHANGED)


def test_changes_are_counted_and_said_in_words() -> None:
    changes = normalize("A &amp; B\u2028mo\u00adtor\u200b\nthe mayor\u00e2\u20ac\u2122s cafe\u0301")[1]
    assert changes == (1, 1, 1, 1, 1, 1)
    assert str(changes) == (
        "1 character references undone, 1 lines of mojibake repaired, 1 separators made line feeds, "
        "1 soft hyphens removed, 1 invisible marks removed, 1 letters composed"
    )
    assert str(UNCHANGED) == ""


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"], ids=ascii)
def test_separators_end_lines(mark: str) -> None:
    assert normalize(f"Harbour é{mark}By Ann Lee{mark}{mark}The quay")[0] == "Harbour é\nBy Ann Lee\n\nThe quay"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Home\nNews\nWell\x85 it was late.", "Home\nNews\nWell… it was late."),
        ("Home\nNews\nIt was late.\x85The quay was shut.\n", "Home\nNews\nIt was late.\nThe quay was shut.\n"),
        ("Home\nNews\nIt\x92s late.\x85The quay\x85\n", "Home\nNews\nIt’s late.…The quay…\n"),
    ],
)
def test_a_next_line_among_line_feeds_may_be_an_ellipsis(written: str, read: str) -> None:
    assert normalize(written)[0] == read


def test_a_byte_of_misread_utf8_is_no_separator_and_no_soft_hyphen() -> None:
    text = "Århus är här, sade vår íslenski vän"
    assert normalize(text.encode().decode("latin-1"))[0] == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("the hos\u00adpi\u00adtal", "the hospital"),
        ("in 2017\u00ad2018", "in 2017-2018"),
        ("He sells the wal\u00ad\nnuts at the market.", "He sells the walnuts at the market."),
        ("the wal\u00ad\n\nNext", "the wal\n\nNext"),
    ],
)
def test_soft_hyphens_go_and_words_are_joined(written: str, read: str) -> None:
    assert normalize(written)[0] == read


def test_lines_of_a_wrapped_text_keep_their_width() -> None:
    wrapped = "The ferry to the island was repai\u00ad\nred in spring and sails again from\nthe old quay at nine."
    assert (
        normalize(wrapped)[0]
        == "The ferry to the island was repaired\nin spring and sails again from\nthe old quay at nine."
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("har\u200bbour \ufeffand\u2060 \u200equay\u200f", "harbour and quay"),
        ("har\u200cbour qu\u200day", "harbour quay"),
        ("a\u202bשלום\u202c", "aשלום"),
        ("می\u200c شود", "می شود"),
        ("می\u200c\u200cشود", "می\u200cشود"),
    ],
)
def test_invisible_marks_go(written: str, read: str) -> None:
    assert normalize(written)[0] == read


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cشود",
        "क्\u200dष और क्\u200cष",
        "ന\u0d4d\u200d വന്നു",
        "ක්\u200dර",
        "سنة 1420 ه\u200d",
        "\U0001f469\u200d\U0001f4bb \u2764\ufe0f\u200d\U0001f525 \U0001f3f3\ufe0f\u200d\U0001f308",
        "ភាសា\u200bខ្មែរ",
    ],
    ids=ascii,
)
def test_marks_that_shape_or_separate_stay(text: str) -> None:
    assert normalize(text)[0] == text


def test_letters_are_composed() -> None:
    text = "Traversées à Łódź, Việt Nam, 가나, ガギ, Ё й"
    apart = unicodedata.normalize("NFD", text)
    assert apart != text
    assert normalize(apart)[0] == text


@given(st.text())
@example("a \U0002f800 of another plane, and \U0001f600")
def test_a_normalised_text_is_composed_and_stays(text: str) -> None:
    normalised = normalize(text.replace("&", "+"))
    assert normalised is None or unicodedata.is_normalized("NFC", normalised[0])


@given(st.text(alphabet=st.sampled_from("ab é\n\u00ad\u200b\u200c\u200d\u0301\u2028یش1")))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalize(text)[0]
    assert normalize(once) == (once, UNCHANGED)


REST = "ferry sailed out of the harbour on Monday, for the first time in a year."


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"Home\nT\nhe {REST}", f"Home\nThe {REST}"),
        (f"Home\nT\n\nhe {REST}", f"Home\nThe {REST}"),
        (f"Home\nO\nld {REST} The old quay.", f"Home\nOld {REST} The old quay."),
        (f"Home\nA\nsmall {REST}", f"Home\nA small {REST}"),
        (f"Home\nT\nHE {REST} The quay.", f"Home\nTHE {REST} The quay."),
        (f"Home\nT he {REST} The quay.", f"Home\nThe {REST} The quay."),
    ],
)
def test_a_drop_cap_joins_its_word(written: str, read: str) -> None:
    assert normalize(written) == (read, UNCHANGED)


@pytest.mark.parametrize(
    "text",
    [
        f"Home\nT shirt {REST}",
        f"Home\nA round {REST} It sailed around.",
        "A\napple\nB\nbread",
        f"Home\nT\nHE {REST.replace('the', 'a')}",
        f"Home\nPlan B\nhe {REST}",
        f"Home\nT\nThen {REST}",
    ],
)
def test_other_single_letters_stay(text: str) -> None:
    assert normalize(text) == (text, UNCHANGED)
