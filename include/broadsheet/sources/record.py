"""The records that an input file holds: the bytes of one page each, with the fields that the file states of it."""

import hashlib
import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from broadsheet.settings import Settings


class Fields(NamedTuple):
    """What an input states of a page beside its text, as given; None or empty where it does not.

    Extraction weighs these values against the page's own: nothing in them is trusted blindly.

    Attributes:
        url: Web address of the page.
        title: Headline.
        date: Date or time of publication, in any form.
        updated: Date or time of the last change, in any form.
        authors: Names of the authors, one each.
        publisher: Name of the outlet.
        language: Language code.
        crawled_at: Time of the crawl, in a form that `crawl_time` reads.
        origin: Where the values come from, such as "JSON record" or "WARC header".
    """

    url: str | None = None
    title: str | None = None
    date: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None
    crawled_at: str | None = None
    origin: str = ""


NO_FIELDS = Fields()


class Declared(NamedTuple):
    """What the settings of a source declare of all its pages.

    Attributes:
        publisher: Name of the outlet; it wins over what a page names.
        language: Language code, used where the text leaves the language uncertain.
        clean: Whether the texts are articles already, to be taken as they are.
    """

    publisher: str | None = None
    language: str | None = None
    clean: bool = False

    @classmethod
    def of(cls, settings: Settings, source: str) -> "Declared":
        """Return what the settings declare of the pages of the source of that name."""
        own = settings.sources.get(source)
        return cls(own.publisher, own.language, bool(own.clean)) if own else NOTHING_DECLARED


NOTHING_DECLARED = Declared()


def crawl_time(stated: str | None) -> datetime | None:
    """Return the time of a crawl in UTC; None where an input states none that can be read without doubt.

    Read are ISO 8601, the 14 digits of web archives, dates of HTTP, and seconds or milliseconds since 1970. A time
    without a zone counts as UTC, a day without a time as its first moment.

    >>> crawl_time("2018-09-11 12:00:00+02:00"), crawl_time("20180911100000") == crawl_time("1536660000")
    (datetime.datetime(2018, 9, 11, 10, 0, tzinfo=datetime.timezone.utc), True)
    >>> crawl_time("9/11/2018"), crawl_time("3018-09-11")
    (None, None)
    """
    text = (stated or "").strip()
    try:
        found = _read_time(text)
        time = found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found
        time = time.astimezone(UTC) if time is not None else None
    except (ValueError, OverflowError, TypeError, IndexError):  # the last two: dates of HTTP that the library fails on
        return None
    return time if time is not None and _FIRST_CRAWL <= time.year < _NO_CRAWL else None


_FIRST_CRAWL, _NO_CRAWL = 1990, 2100
_UNITS = {10: 1, 13: 1_000}
_SECONDS = re.compile(r"(\d{10}|\d{13})(?:\.\d+)?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:$|[T ])", re.ASCII)
_ZONE = re.compile(r" ?(?:UTC|GMT|Z)$| (?=[+-]\d\d:?\d\d$)", re.ASCII)
_HTTP = re.compile(r"(?:[A-Z][a-z]{2}, )?\d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d", re.ASCII)


def _read_time(text: str) -> datetime | None:
    if _ISO.match(text):
        return datetime.fromisoformat(_ZONE.sub(lambda zone: "+00:00" if zone[0].strip() else "", text))
    if len(text) == len("20180911100000") and text.isascii() and text.isdigit():
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    if seconds := _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(seconds[1]) / _UNITS[len(seconds[1])], UTC)
    return parsedate_to_datetime(text) if _HTTP.match(text) else None


class Record(NamedTuple):
    """One page in an input file.

    Attributes:
        key: Its name within the file, the part of the source URI behind "#"; empty where the file is one page.
        data: Its bytes: text, or an HTML document. Extraction detects which from the content.
        fields: What the file states of it.
        charset: Character encoding that the file declares for `data`, None where it does not.
        clean: Whether the text is an article already, to be taken as it is.
    """

    key: str
    data: bytes
    fields: Fields = NO_FIELDS
    charset: str | None = None
    clean: bool = False


def record_digest(record: Record) -> str:
    """Return the SHA-256, 64 hex digits, of a record's bytes and of what its file states of it.

    Where the file states nothing it is the digest of the bytes alone, as of a file that is one page.
    """
    digest = hashlib.sha256(record.data)
    stated = [*record.fields[:-1], record.charset, record.clean]
    if any(stated):
        digest.update(b"\0" + json.dumps(stated, ensure_ascii=True).encode())
    return digest.hexdigest()
