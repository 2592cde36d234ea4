"""Reads mail: single messages (.eml), saved web pages (.mhtml), and folders of messages (mbox), as newsletters come."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import BinaryIO, cast

from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats.columns import Columns
from broadsheet.sources.formats.format import BadRecord, Format, Options
from broadsheet.sources.record import Fields, Record

_ORIGIN = "mail header"
_FIELD = re.compile(rb"[!-9;-~]{1,76}:[ \t\r\n]")
_TECHNICAL = (b"\nreceived:", b"\nmessage-id:", b"\nmime-version:", b"\nreturn-path:")
_ENVELOPE = re.compile(rb"From [^\n]{0,200}[0-9]{2}:[0-9]{2}(?::[0-9]{2})?[^\n]{0,40}[12][0-9]{3}[^\n]{0,20}\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_ENOUGH_WORDS = 50
"""Words from which on the plain part of a newsletter is its text, and not a note that it is to be read as HTML."""
_ATTACHED = 4
"""A message may be this many times as large as a page, for what is attached to it."""


def _is_message(head: bytes, name: str) -> bool:
    if not _FIELD.match(head):
        return False
    top = b"\n" + head.replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    known = sum(header in top for header in (b"\nfrom:", b"\nsubject:", b"\ndate:", *_TECHNICAL))
    return known >= 2 and (any(header in top for header in _TECHNICAL) or name.endswith((".eml", ".mht", ".mhtml")))


def _is_folder(head: bytes, _: str) -> bool:
    found = _ENVELOPE.match(head)
    return found is not None and _FIELD.match(head[found.end() :].lstrip(b">")) is not None


def _read_message(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    data = stream.read(_ATTACHED * options.max_page_bytes + 1)
    yield _record(data, "", options)


def _read_folder(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    columns = Columns(options, _ORIGIN)
    for number, data in enumerate(_messages(stream, _ATTACHED * options.max_page_bytes), start=1):
        head = message_from_bytes(data[:16_384], policy=policy.compat32)
        key = columns.key(str(head.get("Message-ID") or "").strip() or None, number)
        yield _record(data, key, options)


def _messages(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """Yield the messages of a folder; of a larger one than `most` only so much that its size is seen."""
    parts: list[bytes] = []
    size, blank = 0, True
    while line := stream.readline(most):
        if blank and line.startswith(b"From ") and _ENVELOPE.match(line):
            if parts:
                yield _QUOTED.sub(rb"\1", b"".join(parts))
            parts, size = [], 0
        elif size <= most:
            parts.append(line)
            size += len(line)
        blank = line in (b"\n", b"\r\n")
    if parts:
        yield _QUOTED.sub(rb"\1", b"".join(parts))


def _record(data: bytes, key: str, options: Options) -> Record | BadRecord:
    if len(data) > _ATTACHED * options.max_page_bytes:
        return BadRecord(key, Reason.TOO_LARGE, f"more than {_ATTACHED * options.max_page_bytes} bytes")
    try:
        message = message_from_bytes(data, policy=policy.default)
        part = _text_part(message)
        content = part.get_payload(decode=True) if part is not None else None
        fields = _fields(message)
        charset = part.get_content_charset() if part is not None else None
    except (ValueError, LookupError, TypeError, AttributeError, IndexError) as error:  # what broken headers raise
        return BadRecord(key, Reason.BAD_RECORD, f"a message that cannot be read: {error}")
    if not isinstance(content, bytes):
        return BadRecord(key, Reason.EMPTY, "a message without text")
    if len(content) > options.max_page_bytes:
        return BadRecord(key, Reason.TOO_LARGE, f"{len(content)} bytes, at most {options.max_page_bytes} are read")
    return Record(key, content, fields, charset, options.clean)


def _text_part(message: EmailMessage) -> EmailMessage | None:
    """Return the plain part if it holds the text, else the HTML part."""
    plain = cast("EmailMessage | None", message.get_body(("plain",)))
    html = cast("EmailMessage | None", message.get_body(("html",)) or message.get_body(("related", "html")))
    if plain is None or html is None:
        return plain or html
    content = plain.get_payload(decode=True)
    enough = isinstance(content, bytes) and len(content.split()) >= _ENOUGH_WORDS
    return plain if enough else html


def _fields(message: EmailMessage) -> Fields:
    sent = message["Date"]
    address = message["Archived-At"] or message["Snapshot-Content-Location"] or ""
    url = str(address).strip(" <>")
    return Fields(
        url=url if "://" in url else None,
        title=" ".join(str(message["Subject"] or "").split()) or None,
        date=_day(str(sent)) if sent else None,
        language=str(message["Content-Language"] or "").partition(",")[0].strip() or None,
        origin=_ORIGIN,
    )


def _day(sent: str) -> str | None:
    try:
        return parsedate_to_datetime(sent).isoformat()
    except (ValueError, TypeError, IndexError):
        return None


MESSAGE = Format("mail", "mail, saved page", "pages", (".eml", ".mhtml"), _is_message, _read_message)
FOLDER = Format("mbox", "mail folder", "pages", (".mbox",), _is_folder, _read_folder)
