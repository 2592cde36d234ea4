"""Reads tables of text: CSV and TSV, with a header in the first row."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats.columns import NAMES, Columns, plain
from broadsheet.sources.formats.format import HEAD, BadRecord, Format, Options, UnreadableError
from broadsheet.sources.formats.streams import peek
from broadsheet.sources.record import Record

_DELIMITERS = ",\t;|"
_KNOWN = {name for names in NAMES.values() for name in names}
_MOST_IN_HEADER = 2_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = "\u00ef\u00bb\u00bf"
"""The byte order mark of UTF-8, each byte as one character."""


def _matches(head: bytes, name: str) -> bool:
    is_named = name.endswith((".csv", ".tsv", ".tab"))
    if not is_named and not any(head[:_MOST_IN_HEADER].partition(b"\n")[0].count(mark) > 1 for mark in b",\t;|"):
        return False
    header = _header(head)
    known = sum(plain(cell) in _KNOWN for cell in header)
    if is_named:
        return len(header) > 1 or known == 1
    has_text = any(plain(cell) in NAMES["text"] for cell in header)
    return has_text and known >= 3 and all(len(cell) <= 40 for cell in header)


def _header(head: bytes) -> list[str]:
    text = head.decode("utf-16", "ignore") if head.startswith(_UTF16) else head.decode("latin-1")
    line = text.removeprefix(_BOM).removeprefix("\ufeff").partition("\n")[0].partition("\r")[0]
    if not line or len(line) > _MOST_IN_HEADER:
        return []
    return next(csv.reader([line], delimiter=_delimiter(line)), [])


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _read(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    head = peek(stream, HEAD)
    wide = head.startswith(_UTF16)
    # Latin-1 gives each byte a character and takes it back: the encoding is found by who reads the cells.
    text = io.TextIOWrapper(cast(io.BufferedReader, stream), "utf-16" if wide else "latin-1", newline="")
    text.readline() if head.startswith(b"sep=") else None
    csv.field_size_limit(options.max_page_bytes)
    columns = Columns(options, "table row")
    header = [_own(cell, wide) for cell in _header(head)]
    rows = csv.reader(text, delimiter=_delimiter(head[:_MOST_IN_HEADER].decode("latin-1").partition("\n")[0]))
    number = -1
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise UnreadableError(
                Reason.DAMAGED, f"row {number + 1}: {error}; a quotation mark may not be closed"
            ) from error
        if row is None:
            return
        number += 1
        if number == 0 or not row:
            continue
        if len(row) != len(header):
            detail = f"{len(row)} cells where the header has {len(header)}"
            yield BadRecord(columns.place(number), Reason.BAD_RECORD, detail)
            continue
        yield columns.record(dict(zip(header, [_own(cell, wide) for cell in row], strict=True)), number)


def _own(cell: str, wide: bool) -> str:
    """Return a cell as in a file of UTF-8; bytes of another encoding are kept as surrogates."""
    return cell if wide or cell.isascii() else cell.encode("latin-1").decode("utf-8", "surrogateescape")


FORMAT = Format("csv", "CSV, TSV", "records", (".csv", ".tsv"), _matches, _read)
