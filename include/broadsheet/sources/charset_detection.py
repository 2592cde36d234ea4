"""Detects legacy encodings by the letters that each decoding gives.

The candidates are the encodings of the WHATWG Encoding Standard, those that the web has used.
"""

from broadsheet.sources.charset_scoring import likeness
from broadsheet.text.language_model import likeliest_language

LEAST = 0.3
"""Least similarity to a language; with less, no known encoding fits the bytes."""

SAMPLE = 2_000
"""Bytes, of lines that are not plain ASCII, from which an encoding is found."""


def legacy_encoding(data: bytes) -> str | None:
    """Return Python's name of the encoding that bytes are most likely in, None where no encoding makes sense of them.

    Encodings under which the bytes say the same are one; of the others, those that come close to the best are
    separated by the language that their text seems to be in.
    """
    sample = _telling(data)
    readings: dict[str, str] = {}
    for encoding in _BY_USE:
        text = _read(sample, encoding)
        if text is not None:
            readings.setdefault(text, encoding)
    scores = {text: likeness(text) for text in readings}
    best = max(scores.values(), default=0.0)
    if best < LEAST:
        return None
    close = [text for text, score in scores.items() if score >= best - _CLOSE]
    if len(close) > 1:
        language = _language(close[0])
        close.sort(key=lambda text: _RARER * _BY_USE.index(readings[text]) - likeness(text, language))
    return readings[close[0]]


_CLOSE = 0.06
_RARER = 0.001  # what each place further down the list counts against an encoding

_BY_USE = (
    *("cp1252", "cp1251", "gb18030", "cp932", "euc_kr", "cp949", "big5hkscs", "euc_jp", "cp1250", "cp1254", "cp1256"),
    *("cp1253", "cp1255", "cp874", "cp1257", "cp1258", "iso8859_2", "iso8859_15", "koi8_r", "koi8_u", "iso8859_7"),
    *("iso8859_5", "iso8859_6", "iso8859_8", "iso8859_4", "iso8859_13", "iso8859_16", "iso8859_3", "iso8859_10"),
    *("iso8859_14", "cp866", "mac_cyrillic", "mac_roman"),
)
"""Encodings by how often the web uses them (W3Techs, usage of character encodings): the first one represents all
that decode the bytes alike."""


def _telling(data: bytes) -> bytes:
    """Return the lines that are not plain ASCII, up to the size of a sample."""
    lines = []
    size = 0
    for line in data.splitlines():
        if not line.isascii():
            lines.append(line)
            size += len(line) + 1
            if size >= SAMPLE:
                break
    return b"\n".join(lines)


def _read(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start * 50 < len(data) * 49:
            return _with_gaps(data, encoding)
        return data[: error.start].decode(encoding)


def _with_gaps(data: bytes, encoding: str) -> str | None:
    """Return what the bytes say where hardly any are not of the encoding, with marks in place of those."""
    text = data.decode(encoding, "replace")
    return text if text.count("\ufffd") * 200 < len(text) else None


def _language(text: str) -> str:
    return likeliest_language(" ".join(text.lower().split())[:_GLANCE])[0]


_GLANCE = 80
"""Characters from which a language is detected."""
