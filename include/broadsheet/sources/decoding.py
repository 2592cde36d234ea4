"""Decodes bytes to text. The encoding is declared or detected from the bytes, never from the machine's locale.

HTML is recognised by its content and read as the lines of text that it shows (`broadsheet.sources.html`).
"""

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.numba_support import compiled
from broadsheet.reject_reasons import Reason
from broadsheet.sources.charset_detection import legacy_encoding
from broadsheet.sources.charset_scoring import likeness
from broadsheet.sources.dump_formats import NOTHING, Stated, read_dump
from broadsheet.sources.file_reader import Refused
from broadsheet.sources.html import html_in, read_html
from broadsheet.sources.html_detection import declared_charset, python_codec, read_envelope
from broadsheet.sources.markup import Markup
from broadsheet.sources.normalization import UNCHANGED, Changes, normalize

_BOMS = (  # longest first: UTF-32's begins with UTF-16's
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_FIRST_OF_BOMS = 0xEF
"""What byte order marks begin with, at least, but for one that begins with a zero."""
_CONTROL_BYTES = bytes(set(range(32)) - {0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B})
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SAMPLE = 64 * 1024
"""Bytes looked at to separate text from binary."""


class Decoded(NamedTuple):
    """A page's text.

    Attributes:
        text: Its characters, normalised; line ends are ``\\n``, stray control characters are spaces.
        encoding: Python's name of the encoding.
        replaced: Undecodable bytes that were replaced by U+FFFD.
        changes: What normalisation changed.
        stated: What the form of the dump states of the page.
        markup: What the markup knows of the lines, None where the page is plain text.
    """

    text: str
    encoding: str
    replaced: int
    changes: Changes = UNCHANGED
    stated: Stated = NOTHING
    markup: Markup | None = None


def decode(data: bytes, max_replaced_share: float, charset: str | None = None) -> Decoded | Refused:
    """Decode a page: by its byte order mark, else UTF-8, else the encoding that an HTTP header or the page itself
    declares, else UTF-16 by its zeros or letters, else the legacy encoding whose reading looks most like a language.

    UTF-8 with some broken sequences stays UTF-8 with those replaced, as long as whole multi-byte sequences outnumber
    them and they make up at most `max_replaced_share` of the bytes. HTML becomes the text that it shows.

    Args:
        data: The bytes.
        max_replaced_share: Most broken bytes, as a share.
        charset: Encoding that the input declares for them, None where it declares none.
    """
    envelope = read_envelope(data)
    data, charset = data[envelope.start :], envelope.charset or charset
    if not data:
        return Refused(Reason.EMPTY, "no bytes")
    plain = _is_plain(data)
    usual = _strictly(data, "utf-8") if plain and data[0] < _FIRST_OF_BOMS else None
    decoded = usual or _decode(data, max_replaced_share, _named_by_server(charset) or declared_charset(data))
    if isinstance(decoded, Refused):
        return decoded
    text = decoded.text
    html = html_in(text)
    if html is not None:
        return _read_html(html, decoded)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not (plain and decoded.encoding == "utf-8"):
        text = text.replace("\v", "\n").replace("\f", "\n")
        if _CONTROLS.search(text):
            text = _CONTROLS.sub(" ", text)
    normalised = normalize(text)
    if normalised is None:
        return Refused(Reason.UNDECODABLE, "decoded in a wrong encoding before: the letters are of no language")
    text, stated = read_dump(normalised[0])
    if not text or text.isspace():
        return Refused(Reason.EMPTY, "nothing but space")
    return decoded._replace(text=text, changes=normalised[1], stated=stated)


def _read_html(html: str, decoded: Decoded) -> Decoded | Refused:
    """Return the text that an HTML page shows, normalised so that its lines stay the same in number."""
    lines, markup = read_html(html)
    normalised = normalize("\n".join(lines), undo_references=False)
    if normalised is None:
        return Refused(Reason.UNDECODABLE, "decoded in a wrong encoding before: the letters are of no language")
    text, changes = normalised
    if text.count("\n") != max(len(lines) - 1, 0):  # a letter was joined to its word across lines: line by line, then
        alone = [normalize(line, undo_references=False) for line in lines]
        text = "\n".join([one[0].replace("\n", " ") if one else "" for one in alone])
    if not text or text.isspace():
        return Refused(Reason.EMPTY, "the HTML page shows no text")
    stated_by_form = read_dump(text)
    stated = stated_by_form[1] if stated_by_form[0] == text else NOTHING
    values = normalize("\n".join([claim.value for claim in markup.claims]), undo_references=False)
    claimed = values[0].split("\n") if values else []
    if len(claimed) == len(markup.claims):
        claims = [
            claim if claim.value == value else claim._replace(value=value)
            for claim, value in zip(markup.claims, claimed, strict=True)
        ]
        markup = markup._replace(claims=tuple(claims))
    return decoded._replace(text=text, changes=changes, stated=stated, markup=markup)


def _decode(data: bytes, max_replaced_share: float, declared: str | None) -> Decoded | Refused:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding) or _with_replacement(data, encoding, max_replaced_share)
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        return _utf16(data, sample) or Refused(Reason.BINARY, "contains NUL bytes")
    controls = 0 if _is_plain(sample) else len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls > len(sample) // 200:
        refused = Refused(Reason.BINARY, f"{controls} control bytes in the first {len(sample)}")
        return _utf16(data, sample) or refused
    if b"\x1b$" in sample:  # how Japanese and Korean mail encodings leave ASCII
        escaped = _strictly(data, "iso2022_jp") or _strictly(data, "iso2022_kr")
        if escaped:
            return escaped
    return (
        _strictly(data, "utf-8")
        or (_strictly(data, declared) if declared else None)
        or _damaged_utf8(data, max_replaced_share)
        or (_declared(data, declared, max_replaced_share) if declared else None)
        or _legacy(data, max_replaced_share)
    )


def _named_by_server(charset: str | None) -> str | None:
    """Return the codec of a declared encoding, None for one that servers name by default: it says nothing."""
    name = (charset or "").strip("\"' ").lower()
    return None if not name or name.startswith("utf") or name in _BY_DEFAULT else python_codec(name)


_BY_DEFAULT = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252"})


def _declared(data: bytes, encoding: str, max_share: float) -> Decoded | None:
    """Read bytes in the declared encoding, some of them broken; None where too many are."""
    decoded = _with_replacement(data, encoding, max_share)
    return decoded if isinstance(decoded, Decoded) else None


def _is_plain(data: bytes) -> bool:
    """Return whether no byte is a control character but tab, line feed and return."""
    return not _has_controls(np.frombuffer(data, np.uint8))


@compiled
def _has_controls(data: NDArray[np.uint8]) -> bool:
    """Check all bytes without an early exit: such a loop over bytes is vectorised."""
    blank, delete = np.uint8(0x20), np.uint8(0x7F)
    tab, feed, carriage = np.uint8(0x09), np.uint8(0x0A), np.uint8(0x0D)
    found = np.uint8(0)
    for byte in data:
        is_control = (byte < blank) & (byte != tab) & (byte != feed) & (byte != carriage) | (byte == delete)
        found = np.uint8(found | np.uint8(is_control))
    return bool(found)


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding.removesuffix("-sig"), 0)
    except (UnicodeError, LookupError):  # codecs that are no text encoding raise the second
        return None


def _with_replacement(data: bytes, encoding: str, max_share: float) -> Decoded | Refused:
    text = data.decode(encoding, "replace")
    replaced = text.count("\ufffd")
    if replaced > max_share * len(text):
        return Refused(Reason.UNDECODABLE, f"{replaced} broken characters as {encoding}")
    return Decoded(text, encoding.removesuffix("-sig"), replaced)


def _utf16(data: bytes, sample: bytes) -> Decoded | None:
    """Read UTF-16 without a mark: by its zeros, which Latin text has in every second byte, else by its letters."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) >= len(sample) // 8 and min(even, odd) <= max(even, odd) // 10:
        return _strictly(data, "utf-16-be" if even > odd else "utf-16-le")
    readings = [reading for encoding in ("utf-16-le", "utf-16-be") if (reading := _strictly(data, encoding))]
    best = max(readings, key=lambda reading: likeness(reading.text[:_GLANCE]), default=None)
    return best if best and likeness(best.text[:_GLANCE]) >= _LIKELY else None


def _damaged_utf8(data: bytes, max_share: float) -> Decoded | None:
    text = data.decode("utf-8", "replace")
    replaced = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - replaced
    if whole <= replaced or replaced > max_share * len(data):
        return None
    return Decoded(text, "utf-8", replaced)


def _legacy(data: bytes, max_share: float) -> Decoded | Refused:
    encoding = legacy_encoding(data)
    if encoding is None:
        return Refused(Reason.UNDECODABLE, "no encoding gives the letters of a language")
    decoded = _strictly(data, encoding) or _with_replacement(data, encoding, max_share)
    if encoding == "cp1258" and isinstance(decoded, Decoded):  # the one that writes letters and their tones apart
        return decoded._replace(text=unicodedata.normalize("NFC", decoded.text))
    return decoded


_GLANCE = 2_000  # characters from which the order of bytes is found
_LIKELY = 0.5
