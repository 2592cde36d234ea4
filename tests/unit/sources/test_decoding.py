import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.reject_reasons import Reason
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.normalization import normalize

FRENCH = "Le maire a salué l'été dernier la réouverture du théâtre, fermé après l'incendie de février. " * 8
SHORT_FRENCH = """Deux mille hectares de forêt ont brûlé
Publié le 14 août 2019
Le feu s'est déclaré mercredi après-midi près du village, où séjournaient de nombreux vacanciers.
Une enquête a été ouverte, a déclaré le maire. Les pompiers espèrent maîtriser l'incendie dès jeudi.
"""
GERMAN = "Der Bürgermeister begrüßte die Gäste am späten Nachmittag; für das Fest hatte man die Straße gesperrt. " * 3
RUSSIAN = "Министр сообщил, что новый мост через реку откроют до начала зимы, несмотря на задержки. " * 8
CHINESE = "市长周二宣布,新的图书馆将于明年春天向公众开放,届时将展出数千件藏品。" * 12


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(FRENCH, "utf-8", id="UTF-8"),
        pytest.param(FRENCH, "utf-8-sig", id="UTF-8 with a byte order mark"),
        pytest.param(FRENCH, "utf-16", id="UTF-16 with a byte order mark"),
        pytest.param(FRENCH, "utf-16-le", id="UTF-16 without one, little endian"),
        pytest.param(FRENCH, "utf-16-be", id="UTF-16 without one, big endian"),
        pytest.param(FRENCH, "utf-32", id="UTF-32"),
        pytest.param(FRENCH.replace("l'", "l’"), "cp1252", id="Windows-1252"),
        pytest.param(SHORT_FRENCH, "latin-1", id="Latin-1, a short page"),
        pytest.param(GERMAN, "latin-1", id="Latin-1, German"),
        pytest.param(RUSSIAN, "cp1251", id="Windows-1251"),
        pytest.param(RUSSIAN, "koi8-r", id="KOI8-R"),
        pytest.param(CHINESE, "gb18030", id="GB18030"),
    ],
)
def test_text_comes_back_from_its_encoding(text, encoding):
    decoded = decode(text.encode(encoding), 0.01)
    assert isinstance(decoded, Decoded)
    assert decoded.text == text
    assert decoded.replaced == 0


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_utf8_comes_back_normalised(text):
    decoded = decode(text.encode(), 0.01)
    normalised = normalize(text.removeprefix("\ufeff"))
    if normalised is None:
        assert decoded.reason is Reason.UNDECODABLE
    elif not normalised[0].strip():
        assert decoded.reason is Reason.EMPTY
    else:
        assert decoded.text == normalised[0]


@given(st.binary())
def test_no_bytes_are_an_error(data):
    decode(data, 0.01)


@pytest.mark.parametrize("data", [b"", b" \n\t\n ", b"\xef\xbb\xbf\n"], ids=["no bytes", "space", "only a mark"])
def test_nothing_is_empty(data):
    assert decode(data, 0.01).reason is Reason.EMPTY


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, id="image"),
        pytest.param(b"PK\x03\x04" + bytes(range(1, 32)) * 20, id="archive"),
        pytest.param(b"\0" * 500, id="zeros"),
    ],
)
def test_binary_is_no_text(data):
    assert decode(data, 0.01).reason is Reason.BINARY


def test_a_few_broken_bytes_are_replaced_and_counted():
    data = FRENCH.encode() * 3
    decoded = decode(data[:100] + b"\xff" + data[100:], 0.01)
    assert decoded.encoding == "utf-8"
    assert decoded.replaced == 1
    assert decoded.text.count("\ufffd") == 1


def test_line_ends_become_newlines():
    assert decode(b"one\r\ntwo\rthree\n", 0.01).text == "one\ntwo\nthree\n"


def test_a_stray_control_character_becomes_a_space_of_the_same_width():
    assert decode(b"a" * 400 + b"\x07b", 0.01).text == "a" * 400 + " b"


@pytest.mark.parametrize("code", [*range(1, 9), *range(14, 32), 127])
def test_a_lone_control_character_becomes_a_space_wherever_it_stands(code):
    for at in (0, 300, len(FRENCH)):
        page = FRENCH[:at] + chr(code) + FRENCH[at:]
        decoded = decode(page.encode(), 0.01)
        assert isinstance(decoded, Decoded)
        assert decoded.text == FRENCH[:at] + " " + FRENCH[at:]


@pytest.mark.parametrize("code", [11, 12])
def test_a_vertical_tab_and_a_form_feed_end_a_line(code: int) -> None:
    assert decode(f"One{chr(code)}Two".encode(), 0.01).text == "One\nTwo"


def test_utf8_is_read_with_marks_only_up_to_the_share_that_is_allowed() -> None:
    words = RUSSIAN.encode().split(b" ")
    damaged = b" ".join(word + b"\xd0" if number % 4 == 0 else word for number, word in enumerate(words))
    breaks = len(words[::4])
    assert 0.01 < breaks / len(damaged) < 0.03, "more than one limit, less than the other; whole letters outnumber it"
    mild = decode(damaged, 0.03)
    assert isinstance(mild, Decoded)
    assert (mild.encoding, mild.replaced) == ("utf-8", breaks)
    strict = decode(damaged, 0.01)
    assert not (isinstance(strict, Decoded) and strict.encoding == "utf-8")
