"""The records that an input file holds: the bytes of one page each, with the fields that the file states of it."""

import hashlib
import json
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
        crawled_at: Time of the crawl, ISO 8601.
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
