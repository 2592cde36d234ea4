"""Finds one record in a file that holds several."""

import os
from collections.abc import Iterator

from broadsheet.reject_reasons import Reason
from broadsheet.settings import MEBIBYTE
from broadsheet.sources.file_reader import open_regular
from broadsheet.sources.formats.format import HEAD, BadRecord, Options
from broadsheet.sources.formats.reader import is_one_page, read_file
from broadsheet.sources.formats.streams import Counted, buffered, peek
from broadsheet.sources.record import Record


def find_record(path: bytes, key: str, options: Options, most: int | None = None) -> Record | BadRecord | None:
    """Return the record of a file that has a key, or why there is none; None for a file that is one page as it is.

    Args:
        path: The file.
        key: The key, empty for a file that holds one record.
        options: How records are read.
        most: Bytes of the file after which the search ends, None for no limit.
    """
    try:
        raw = open_regular(path)
    except FileNotFoundError:
        return BadRecord(key, Reason.VANISHED, "gone")
    except OSError:
        return BadRecord(key, Reason.UNREADABLE, "the file cannot be opened") if key else None
    with raw:
        counted = Counted(raw)
        stream = buffered(counted)
        name = os.fsdecode(path)
        if not is_one_page(peek(stream, HEAD), name, options.format):
            return _search(_up_to(read_file(stream, name, options), key, counted, most), key)
        return BadRecord(key, Reason.VANISHED, "the file is one page now") if key else None


def _search(records: Iterator[Record | BadRecord], key: str) -> Record | BadRecord:
    found = next((record for record in records if record.key == key), None)
    if found is not None:
        return found
    if key:
        return BadRecord(key, Reason.VANISHED, "no record of the file has this key")
    return BadRecord(key, Reason.SEVERAL_PAGES, "the file holds several pages; name one as FILE#KEY")


def _up_to(
    records: Iterator[Record | BadRecord], key: str, counted: Counted, most: int | None
) -> Iterator[Record | BadRecord]:
    """Yield records until so many bytes of the file were read, and then that the search for a key ends there."""
    for record in records:
        yield record
        if most is not None and counted.count > most:
            detail = f"not in the first {most // MEBIBYTE} MiB of its file; `broadsheet explain` looks further"
            yield BadRecord(key, Reason.TOO_LARGE, detail)
