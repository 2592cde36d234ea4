"""Reads JSON lines, arrays of JSON objects, and single objects that are an article or list articles."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats.columns import Columns, has_text
from broadsheet.sources.formats.format import HEAD, BadRecord, Format, Options, UnreadableError
from broadsheet.sources.formats.streams import lines, peek
from broadsheet.sources.record import Record

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_EXTENSIONS = (".jsonl", ".ndjson", ".json")
_OBJECT = re.compile(rb'\s*\{\s*(?:"[^"\n]{0,200}"\s*:|\}\s*$)')
_ARRAY = re.compile(rb"\s*\[\s*(?:\{|\]\s*$)")
_BETWEEN = re.compile(r"[\s,]*")
_BLOCK = 256 * 1024
_DATASET_FILES = ({"features", "splits"}, {"_data_files", "_fingerprint"}, {"splits"})
"""Names in the files with which the library ``datasets`` describes a saved dataset: they hold no page."""


def _matches(head: bytes, name: str) -> bool:
    if head.startswith(_UTF16):
        return name.endswith(_EXTENSIONS)
    head = head.removeprefix(_BOM)
    return bool(_OBJECT.match(head) or _ARRAY.match(head))


def _read(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    head = peek(stream, HEAD)
    if head.startswith(_UTF16):
        raise UnreadableError(Reason.UNSUPPORTED, "JSON in UTF-16; convert it to UTF-8")
    columns = Columns(options, "JSON record")
    head = head.removeprefix(_BOM).lstrip()
    first = head.partition(b"\n")[0].rstrip()
    values = _of_lines if head.startswith(b"{") and (first.endswith(b"}") or len(first) >= len(head)) else _spread
    for number, value in _articles(values(stream, options.max_page_bytes)):
        if isinstance(value, Mapping) and any(names <= value.keys() for names in _DATASET_FILES):
            raise UnreadableError(Reason.NOT_A_PAGE, "it describes a saved dataset, whose rows are in other files")
        if isinstance(value, Mapping):
            yield columns.record(value, number)
        else:
            reason, detail = value if isinstance(value, tuple) else (Reason.BAD_RECORD, "not a JSON object")
            yield BadRecord(columns.place(number), reason, detail)


def _of_lines(stream: BinaryIO, most: int) -> Iterator[tuple[int, Any]]:
    """Yield number and value of each line; a line that cannot be read gives a pair of reason and detail."""
    for number, line in lines(stream, most):
        if line is None:
            yield number, (Reason.TOO_LARGE, f"a line of more than {most} bytes")
        elif not line.isspace():
            text = line.removeprefix(_BOM) if number == 1 else line
            try:
                yield number, json.loads(text.decode("utf-8", "surrogateescape"))
            except (ValueError, RecursionError) as error:
                yield number, (Reason.BAD_RECORD, f"not JSON: {error}")


def _spread(stream: BinaryIO, most: int) -> Iterator[tuple[int, Any]]:
    """Yield number and value of each member of an array, or of objects that are spread over several lines."""
    decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
    read = json.JSONDecoder().raw_decode
    text, at, number = decode(stream.read(_BLOCK)).removeprefix("\ufeff").lstrip(), 0, 0
    is_array = text.startswith("[")
    text = text[1:] if is_array else text
    ended = False
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty string
        if text[at : at + 1] == "]" and is_array:
            return
        try:
            if ended and at == len(text) and not is_array:
                return
            value, at = read(text, at)
        except (ValueError, RecursionError) as error:
            if ended or len(text) - at > 2 * most:
                raise UnreadableError(Reason.DAMAGED, f"breaks off in record {number + 1}: {error}") from error
            block = stream.read(max(_BLOCK, len(text) - at))
            ended = not block
            text, at = text[at:] + decode(block, ended), 0
            continue
        number += 1
        yield number, value


def _articles(values: Iterator[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """Yield the values; instead of a single object that lists objects, as news interfaces answer, yield these."""
    for number, value in values:
        lists = [member for member in value.values() if isinstance(member, list)] if isinstance(value, dict) else []
        inner = lists[0] if number == 1 and len(lists) == 1 and not has_text(value) else []
        if not inner or not all(isinstance(item, dict) for item in inner):
            yield number, value
            continue
        second = next(values, None)
        if second is None:
            yield from enumerate(inner, start=1)
            return
        yield number, value
        yield second


FORMAT = Format("json", "JSON lines, JSON", "records", _EXTENSIONS, _matches, _read)
