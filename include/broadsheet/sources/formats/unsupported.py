"""Names the files that no format reads, by their first bytes, each with what to do."""

import re

from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats.format import UnreadableError

_UNPACK = "unpack it, or pack it as zip, tar, gz, bz2, xz or zst"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"filedesc://", "an ARC web archive", "convert it to WARC, for example with warcio or jwarc"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\x04\x22\x4d\x18", "an LZ4 file", _UNPACK),
    (b"\x1f\x9d", "a file of the old program compress (.Z)", _UNPACK),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Microsoft Office file (.doc, .xls or .msg)",
        "save it as .docx or CSV",
    ),
    (b"{\\rtf", "a Rich Text file", "save it as plain text or .docx"),
    (b"SQLite format 3\x00", "an SQLite database", "export the table with the texts as CSV or JSON lines"),
    (b"!BDN", "an Outlook mail folder (.pst)", "export it as mbox or single .eml files, for example with readpst"),
    (b"Obj\x01", "an Avro file", "convert it to Parquet or JSON lines"),
    (b"%!PS-", "a PostScript file", "convert it to PDF or text"),
    (b"AT&TFORM", "a DjVu file", "convert it to text"),
)
_MEDIA: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\x89PNG\r\n"), "a PNG picture"),
    (re.compile(rb"\xff\xd8\xff"), "a JPEG picture"),
    (re.compile(rb"GIF8[79]a"), "a GIF picture"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "a WebP picture"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "a TIFF picture"),
    (re.compile(rb"\x00\x00..ftyp", re.DOTALL), "a video or sound file (MP4)"),
    (re.compile(rb"ID3[\x02-\x04]|OggS\x00|fLaC\x00|RIFF....(?:WAVE|AVI )", re.DOTALL), "a sound or video file"),
    (re.compile(rb"ORC[\x00-\x08\x80-\xff]"), "an ORC file"),
    (re.compile(rb"\x7fELF|MZ\x90\x00|\xca\xfe\xba\xbe"), "a program"),
    (re.compile(rb"wOFF\x00|wOF2\x00|OTTO\x00|\x00\x01\x00\x00\x00"), "a font"),
)

_ANY = re.compile(
    b"|".join([*(re.escape(magic) for magic, *_ in _MAGIC), *(pattern.pattern for pattern, _ in _MEDIA)]), re.DOTALL
)

_IN_ZIP = (
    ("xl/", "an Excel workbook", "save the sheet as CSV"),
    ("ppt/", "a PowerPoint presentation", "export it as text or PDF"),
    ("META-INF/container.xml", "an e-book (EPUB)", "convert it to HTML or text"),
    ("content.xml", "an OpenDocument file", "save it as .docx, CSV or plain text"),
    ("META-INF/MANIFEST.MF", "a Java archive", "keep it out of the source"),
)
"""Files that are zip archives inside, by the name of a member, with what they are and what to do."""


def unsupported(head: bytes) -> UnreadableError | None:
    """Return why a file cannot be read by any format, None where its first bytes do not show it."""
    if not _ANY.match(head):
        return None
    for magic, kind, remedy in _MAGIC:
        if head.startswith(magic):
            return UnreadableError(Reason.UNSUPPORTED, f"{kind}; {remedy}")
    for pattern, kind in _MEDIA:
        if pattern.match(head):
            return UnreadableError(Reason.BINARY, kind)
    return None


def unsupported_zip(names: list[str]) -> UnreadableError | None:
    """Return why a zip archive with these members is not read as an archive, None where it is one."""
    for beginning, kind, remedy in _IN_ZIP:
        if any(name.startswith(beginning) for name in names) and (beginning != "content.xml" or "mimetype" in names):
            return UnreadableError(Reason.UNSUPPORTED, f"{kind}; {remedy}")
    return None
