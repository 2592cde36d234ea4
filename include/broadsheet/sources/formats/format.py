"""What a format is: how a file of it is recognised, and how its records are read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from broadsheet.reject_reasons import Reason
from broadsheet.settings import Settings
from broadsheet.sources.record import Record

HEAD = 64 * 1024
"""Bytes at the beginning of a file from which its format is recognised."""


class BadRecord(NamedTuple):
    """A record that cannot be read.

    Attributes:
        key: As of a record; empty for the file as a whole.
        reason: The reason code.
        detail: What is wrong, in a few words.
    """

    key: str
    reason: Reason
    detail: str


class UnreadableError(Exception):
    """The rest of a file cannot be read; the records before stay.

    Attributes:
        reason: The reason code.
        detail: What is wrong, in a few words, and what to do.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        """Take the reason and its detail."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Options:
    """How records are read.

    Attributes:
        max_page_bytes: A record with more bytes is refused.
        columns: Column names of the source by field: text, url, title, date, updated, authors, publisher, language,
            crawled_at, id. Fields that are not named are found by their usual names.
        clean: Whether the texts are articles already.
        format: Key of the format of all files, "page" for files that are one page as they are; "auto" detects it.
    """

    max_page_bytes: int = 10 * 1024 * 1024
    columns: Mapping[Any, str] = field(default_factory=dict)
    clean: bool = False
    format: str = "auto"

    @classmethod
    def of(cls, settings: Settings, source: str) -> "Options":
        """Return how the settings read the files of the source of that name."""
        own = settings.of_source(source)
        return cls(settings.discovery.max_page_bytes, own.columns or {}, bool(own.clean), own.format)


Read = Callable[[BinaryIO, Options], Iterator[Record | BadRecord]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files that hold records.

    Attributes:
        key: Its name in settings.
        name: Its name for people.
        group: Its group in the documentation: pages, records, web archives, exports or feeds.
        extensions: Usual extensions of its files, for the documentation.
        matches: Whether a file is of the format, from its first `HEAD` bytes and its name in small letters. The
            content decides where it can.
        read: Yields the records of an open file. Raises `UnreadableError` where the rest cannot be read.
        extra: The extra of ``pyproject.toml`` that it needs, empty for none.
        seekable: Whether `read` needs a file with random access.
    """

    key: str
    name: str
    group: str
    extensions: tuple[str, ...]
    matches: Callable[[bytes, str], bool]
    read: Read
    extra: str = ""
    seekable: bool = False
