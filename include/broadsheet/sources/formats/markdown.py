"""Reads Markdown: takes its front matter as what the file states, and its marks out of the text."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO

from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats.columns import Columns, encoded
from broadsheet.sources.formats.format import BadRecord, Format, Options
from broadsheet.sources.record import Record

_FRONT = re.compile(
    rb"(?:\xef\xbb\xbf)?(---|\+\+\+)[ \t]*\r?\n(.{0,16000}?)\r?\n(?:\1|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL
)
_KEY = re.compile(r"([A-Za-z][\w .-]{0,40})\s*[:=]\s*(.*)")
_MARKED = re.compile(r"^#{1,6} \S|\[[^\]\n]+\]\([^)\n]+\)|\*\*[^*\n]+\*\*|^```", re.MULTILINE)
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[[^\[\]\n]{0,2000}\]\([^()\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\[\]\n]{1,2000})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])"), r"\1"),
    (re.compile(r"^\[[^\[\]\n]{1,200}\]: *\S+.*$", re.MULTILINE), ""),
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"^ {0,3}#{1,6} +(.*?)(?: +#+)? *$", re.MULTILINE), r"\1"),
    (re.compile(r"^ {0,3}> ?", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=[^\s*_])([^*_\n]+)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"^ {0,3}(?:[-*_] *){3,}$", re.MULTILINE), ""),
)


def _matches(head: bytes, name: str) -> bool:
    front = _FRONT.match(head)
    if front and len(_KEY.findall(front[2].decode("utf-8", "replace"))) >= 1:
        return True
    return name.endswith((".md", ".markdown")) and _MARKED.search(head.decode("utf-8", "replace")) is not None


def _read(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    data = stream.read(options.max_page_bytes + 1)
    if len(data) > options.max_page_bytes:
        yield BadRecord("", Reason.TOO_LARGE, f"more than {options.max_page_bytes} bytes are not read as one page")
        return
    front = _FRONT.match(data)
    stated: dict[str, Any] = {}
    if front:
        lines = front[2].decode("utf-8", "replace")
        stated = _toml(lines) if front[1] == b"+++" else _yaml(lines)
        data = data[front.end() :]
    text = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    for pattern, plain in _MARKS:
        text = pattern.sub(plain, text)
    record = Columns(options, "front matter").record({**stated, "text": text}, 1)
    yield Record("", encoded(text), record.fields, None, options.clean) if isinstance(record, Record) else record


def _toml(lines: str) -> dict[str, Any]:
    try:
        return tomllib.loads(lines)
    except tomllib.TOMLDecodeError:
        return {}


def _yaml(lines: str) -> dict[str, Any]:
    """Read the simple YAML of front matter: strings, and lists of strings in brackets or below their name."""
    stated: dict[str, Any] = {}
    last = ""
    for line in lines.splitlines():
        found = _KEY.fullmatch(line)
        if found:
            last, value = found[1].strip(), found[2].strip()
            is_list = value.startswith("[") and value.endswith("]")
            stated[last] = [_unquoted(item) for item in value[1:-1].split(",")] if is_list else _unquoted(value)
        elif line.lstrip().startswith("- ") and last:
            before = stated[last] if isinstance(stated[last], list) else []
            stated[last] = [*before, _unquoted(line.lstrip()[2:])]
    return stated


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


FORMAT = Format("markdown", "Markdown", "pages", (".md",), _matches, _read)
