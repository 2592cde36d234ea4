"""Makes records of rows and JSON objects: finds the text and what is stated of it by the usual names of columns."""

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats.format import BadRecord, Options, UnreadableError
from broadsheet.sources.record import Fields, Record

log = logging.getLogger("broadsheet.input")

NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text",
        "content",
        "maintext",
        "body",
        "articlebody",
        "articletext",
        "fulltext",
        "plaintext",
        "rawcontent",
        "article",
        "html",
        "rawhtml",
        "pagehtml",
    ),
    "url": ("url", "link", "uri", "canonicalurl", "sourceurl", "articleurl", "webarchivetargeturi", "warctargeturi"),
    "title": ("title", "headline"),
    "date": (
        "date",
        "datepublished",
        "datepublish",
        "publisheddate",
        "publishdate",
        "publicationdate",
        "publishedat",
        "published",
        "pubdate",
        "created",
        "datetime",
    ),
    "updated": ("updated", "updatedat", "datemodified", "datemodify", "modified", "lastmodified"),
    "authors": ("authors", "author", "byline"),
    "publisher": ("publisher", "outlet", "publication", "newspaper", "sitename", "sourcename", "mediumname"),
    "language": ("language", "lang", "languagecode"),
    "crawled_at": ("crawledat", "crawldate", "crawltime", "datedownload", "fetchedat", "added", "warcdate"),
    "id": ("id", "docid", "warcrecordid", "uuid"),
}
"""Names of columns by field, without capitals, spaces and marks; earlier ones win.

They cover datatrove and FineWeb (``text``, ``id``, ``metadata.url``, ``metadata.date``), dolma (``text``, ``id``,
``added``, ``created``), CC-News (``text``, ``title``, ``url``, ``date``), news-please (``maintext``,
``date_publish``) and the answers of news interfaces (``content``, ``publishedAt``, ``source.name``).
"""

_LISTED = 20
"""Columns that a message names."""

_NESTED = ("metadata", "meta")
_OF_CRAWLS = ("dump", "warcfilename", "filepath")
"""Columns beside which ``date`` is the day of the crawl, as in FineWeb."""


def plain(name: str) -> str:
    """Return the name of a column as in `NAMES`.

    >>> plain("Date_Published"), plain("publishedAt")
    ('datepublished', 'publishedat')
    """
    return "".join(character for character in name.lower() if character.isalnum())


def has_text(names: Iterable[str]) -> bool:
    """Return whether one of these columns has a usual name for a text."""
    return any(plain(name) in NAMES["text"] for name in names)


class Columns:
    """Finds the fields of one file's rows. The names are looked up once for each set of columns."""

    def __init__(self, options: Options, origin: str) -> None:
        """Take how records are read, and what the rows are, such as "JSON record"."""
        self._options = options
        self._origin = origin
        self._chosen: dict[tuple[str, ...], dict[str, str]] = {}
        self._keys: dict[str, int] = {}
        self._any = False

    def record(self, row: Mapping[str, Any], number: int) -> Record | BadRecord:
        """Return the record of a row with its number, which is its key if it has no id.

        Raises:
            UnreadableError: no column of the first row holds text.
        """
        row = _flat(row)
        chosen = self._choose(row)
        key = self.key(_word(row.get(chosen["id"])) if "id" in chosen else None, number)
        if "text" not in chosen:
            return self._without_text(row, key)
        self._any = True
        text = row[chosen["text"]]
        data = text if isinstance(text, bytes) else encoded(text if isinstance(text, str) else "")
        if len(data) > self._options.max_page_bytes:
            return BadRecord(
                key, Reason.TOO_LARGE, f"{len(data)} bytes, at most {self._options.max_page_bytes} are read"
            )
        return Record(key, data, self._fields(row, chosen), None, self._options.clean)

    def key(self, stated: str | None, number: int) -> str:
        """Return a key that no earlier record of the file has: the id that it states, else its number."""
        key = stated.removeprefix("<").removesuffix(">").removeprefix("urn:uuid:") if stated else str(number)
        times = self._keys[key] = self._keys.get(key, 0) + 1
        return key if times == 1 else self.key(f"{key}~{times}", number)

    @staticmethod
    def place(number: int) -> str:
        """Return the key of a row that cannot be read, from its number; no record has such a key.

        >>> Columns.place(3)
        '@3'
        """
        return f"@{number}"

    def _without_text(self, row: Mapping[str, Any], key: str) -> BadRecord:
        named = self._options.columns.get("text")
        wanted = f"no column {named!r}" if named else "no column of a usual name holds text"
        found = f"{wanted}; columns are {', '.join(list(row)[:_LISTED]) or 'none'}"
        if not self._any:
            raise UnreadableError(Reason.NO_TEXT_COLUMN, found)
        return BadRecord(key, Reason.BAD_RECORD, found)

    def _choose(self, row: Mapping[str, Any]) -> dict[str, str]:
        """Return the column of each field. A field that the options name has that column, or none."""
        names = tuple(row)
        chosen = self._chosen.get(names)
        if chosen is None:
            known: dict[str, str] = {}
            for name in names:
                known.setdefault(plain(name.rpartition(".")[2] if name.startswith(_NESTED) else name), name)
            chosen = {
                field: next((known[name] for name in usual if name in known), "") for field, usual in NAMES.items()
            }
            if any(name in known for name in _OF_CRAWLS) and plain(chosen["date"]).endswith("date"):
                chosen["crawled_at"], chosen["date"] = chosen["crawled_at"] or chosen["date"], ""
            if "source.name" in row and not chosen["publisher"]:
                chosen["publisher"] = "source.name"
            for field, name in self._options.columns.items():
                chosen[field] = name if name in row else ""
                if name not in row and field != "text" and not self._chosen:  # later records may leave a field out
                    _warn(field, name, names[:_LISTED])
            chosen = {field: name for field, name in chosen.items() if name}
            if len(self._chosen) < 1_000:
                self._chosen[names] = chosen
        return chosen

    def _fields(self, row: Mapping[str, Any], chosen: Mapping[str, str]) -> Fields:
        found = {field: row[name] for field, name in chosen.items() if field not in ("text", "id")}
        authors = found.pop("authors", None)
        words = {field: word for field, value in found.items() if (word := _word(value))}
        return Fields(authors=_people(authors), origin=self._origin, **words)


@cache
def _warn(field: str, name: str, columns: tuple[str, ...]) -> None:
    """Write to the log, once for the same columns, that a column of the settings is not there."""
    listed = ", ".join(columns)
    log.warning("the settings name the column %r for %s, which records do not have; they have %s", name, field, listed)


def encoded(text: str) -> bytes:
    """Return the bytes of a text; those that were not UTF-8 as they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair, from an escape
        return text.encode("utf-8", "surrogatepass")


def _flat(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row with the members of its nested metadata as columns, such as ``metadata.url``."""
    nested = [(name, value) for name, value in row.items() if name in (*_NESTED, "source") and value]
    if not nested:
        return row
    flat = dict(row)
    for name, value in nested:
        members = value
        if isinstance(value, str) and value.startswith("{"):
            try:
                members = json.loads(value)
            except ValueError:
                continue
        if isinstance(members, Mapping):
            del flat[name]
            flat |= {f"{name}.{member}": content for member, content in members.items()}
    return flat


def _word(value: Any) -> str | None:
    """Return a cell as a string, None for one that says nothing."""
    if value is None or isinstance(value, (bool, Mapping, list, tuple)) or value != value:  # noqa: PLR0124  # NaN
        return None
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = " ".join(text.split())
    if not text.isascii():
        text = encoded(text).decode("utf-8", "replace")
    return text if text and text.lower() not in ("none", "null", "nan", "n/a") else None


def _people(value: Any) -> tuple[str, ...]:
    """Return names: the members of a list, or the parts of a string between semicolons."""
    if isinstance(value, Mapping):
        value = value.get("name")
    names: Iterable[Any] = value if isinstance(value, (list, tuple)) else str(_word(value) or "").split(";")
    words = [_word(name.get("name") if isinstance(name, Mapping) else name) for name in names]
    return tuple(dict.fromkeys(word for word in words if word))
