"""Pages in legacy encodings, one text per language, are decoded as they were written."""

import unicodedata
from pathlib import Path

import pytest

from broadsheet.reject_reasons import Reason
from broadsheet.sources.charset_detection import legacy_encoding
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.file_reader import Refused

TEXTS = {path.stem: path.read_text(encoding="utf-8").strip() for path in (Path(__file__).parent / "texts").iterdir()}
CENTRAL = "cp1250 iso8859_2"
WESTERN = "cp1252 iso8859_15"
ENCODINGS = {
    **dict.fromkeys(["pl", "cs", "hu", "hr"], CENTRAL),
    **dict.fromkeys(["de", "fr", "es", "pt", "sv"], WESTERN),
    **dict.fromkeys(["bg", "sr"], "cp1251 iso8859_5"),
    **dict.fromkeys(["lv", "lt"], "cp1257 iso8859_13 iso8859_4"),
    "ru": "cp1251 koi8_r iso8859_5 cp866",
    "uk": "cp1251 koi8_u iso8859_5",
    "el": "cp1253 iso8859_7",
    "tr": "cp1254 iso8859_9",
    "he": "cp1255 iso8859_8",
    "ar": "cp1256 iso8859_6",
    "et": "cp1257",
    "th": "cp874",
    "vi": "cp1258",
    "zh": "gb18030 gbk",
    "zh-tw": "big5 gb18030",
    "ja": "euc_jp shift_jis iso2022_jp",
    "ko": "euc_kr cp949",
}
UNICODE = ("utf_8", "utf_8_sig", "utf_16", "utf_16_le", "utf_16_be", "utf_32")
PLAINER = str.maketrans({"„": '"', "“": '"', "”": '"', "–": "-", "—": "-", "«": '"', "»": '"', "’": "'"})


def pages(language: str) -> list[str]:
    """Return pages of some 300, 1,000 and 4,000 characters."""
    text = TEXTS[language]
    menu = "Home\nNews\nSport\nwww.example.org\n"
    return [text[:300].rstrip(), menu + text[-300:], text, menu + (text + "\n") * 5]


def written(text: str, encoding: str) -> tuple[bytes, str]:
    """Encode a text, with plainer marks where the encoding has none of its own; return it as it then reads."""
    if encoding == "cp1258":
        text = "".join(map(tones_apart, text))
    try:
        return text.encode(encoding), unicodedata.normalize("NFC", text)
    except UnicodeEncodeError:
        plainer = text.translate(PLAINER)
        return plainer.encode(encoding), unicodedata.normalize("NFC", plainer)


def tones_apart(letter: str) -> str:
    """Return a Vietnamese letter as Windows-1258 writes it: the tone behind the vowel."""
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tones


CASES = [
    pytest.param(language, encoding, id=f"{language}-{encoding}")
    for language, encodings in sorted(ENCODINGS.items())
    for encoding in (*encodings.split(), *UNICODE)
]


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_a_page_reads_as_it_was_written(language: str, encoding: str) -> None:
    for page in pages(language):
        data, text = written(page, encoding)
        decoded = decode(data, 0.02)
        assert isinstance(decoded, Decoded)
        assert decoded.text == text
        assert decoded.replaced == 0


@pytest.mark.parametrize(
    "text",
    [
        "The bridge will be closed. “It’s rusted through,” the mayor said.",
        "The café by the river will stay open.",
        "The work will cost £4m, he said.",
        "© 2018 Tern Valley Courier",
        "It was 12° on the bridge.",
        "ÜBERFALL IN KÖLN: TÄTER FLÜCHTIG",
        "Rødgrød med fløde på Ærø, sagde borgmesteren",
        "FrankrikeÅpningskamp KvinnerHåndball SvømmingInnledende",
    ],
)
def test_with_few_letters_beyond_ascii_a_western_encoding_is_chosen(text: str) -> None:
    assert text.encode("cp1252").decode(legacy_encoding(text.encode("cp1252")) or "") == text


def test_a_reading_that_mixes_capitals_and_small_letters_is_not_chosen() -> None:
    text = "МОСТ ЧЕРЕЗ РЕКУ ЗАКРОЮТ НА ПОЛГОДА, СООБЩИЛ МЭР ГОРОДА"
    assert decode(text.encode("cp1251"), 0.01) == Decoded(text, "cp1251", 0)


def test_bytes_that_decode_to_no_plausible_text_are_refused() -> None:
    refused = decode(bytes(128 + (place * 73) % 128 for place in range(800)), 0.01)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.UNDECODABLE


def test_a_letter_cut_off_in_the_last_fiftieth_is_left_out() -> None:
    data = TEXTS["zh"].replace("\n", "")[:24].encode("gb18030") + b"."
    assert len(data) == 49
    assert legacy_encoding(data + b"\xd6") == "gb18030"


@pytest.mark.parametrize(("characters", "encoding"), [(201, "cp1250"), (200, None)])
def test_of_two_hundred_characters_fewer_than_one_may_be_of_no_encoding(characters: int, encoding: str | None) -> None:
    text = TEXTS["pl"].replace("\n", " ")[: characters - 1]
    assert legacy_encoding(text[:100].encode("cp1250") + b"\x81" + text[100:].encode("cp1250")) == encoding
