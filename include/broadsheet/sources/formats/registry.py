"""The formats, in the order in which they are tried, and what recognises the format of a file.

To add a format: write a module with a `Format`, and add it here. What is more certain comes first.
"""

from broadsheet.sources.formats import (
    arrow_records,
    documents,
    exports,
    feeds,
    json_records,
    mail,
    markdown,
    tables,
    web_archives,
)
from broadsheet.sources.formats.format import Format

FORMATS: tuple[Format, ...] = (
    web_archives.FORMAT,
    arrow_records.PARQUET,
    arrow_records.ARROW,
    documents.PDF,
    json_records.FORMAT,
    feeds.FORMAT,
    mail.FOLDER,
    mail.MESSAGE,
    markdown.FORMAT,
    exports.FORMAT,
    tables.FORMAT,
)
"""A file that matches none of them is one page, and is read as it is: plain text or HTML."""

AS_THEY_ARE = (
    ("pages", "plain text", (".txt",)),
    ("pages", "HTML", (".html", ".htm", ".xhtml")),
)
"""Group, name and extensions of what needs no format: such a file is one page, and extraction reads its bytes."""


AUTO, PAGE = "auto", "page"
"""Values of a source's ``format`` beside the keys of formats: detect it; every file is one page as it is."""

FORMAT_KEYS = (AUTO, PAGE, *(one.key for one in FORMATS))
"""Every value that a source's ``format`` can have."""


def recognise(head: bytes, name: str, declared: str = AUTO) -> Format | None:
    """Return the format of a file, from its first bytes and its name; None where the file is one page as it is.

    A declared format, one of `FORMAT_KEYS`, is taken without looking at the file.
    """
    if declared != AUTO:
        return next((one for one in FORMATS if one.key == declared), None)
    name = name.lower()
    return next((one for one in FORMATS if _matches(one, head, name)), None)


def _matches(one: Format, head: bytes, name: str) -> bool:
    """Return whether a file is of a format; one whose beginning a test cannot read is not."""
    try:
        return one.matches(head, name)
    except Exception:  # any bytes may come: an error in one test must not stop the build
        return False
