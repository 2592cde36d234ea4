"""Reads documents of the office: the text layer of PDF files, and the paragraphs of Word files."""

import logging
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from broadsheet.extras import requires_extra
from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats.format import BadRecord, Format, Options, UnreadableError
from broadsheet.sources.formats.streams import MAX_RATIO, SMALL
from broadsheet.sources.record import Record

_MOST_PAGES = 400
_NEEDS = "documents"


def _is_pdf(head: bytes, _: str) -> bool:
    return head.lstrip(b"\xef\xbb\xbf\r\n\t \0").startswith(b"%PDF-")


def _read_pdf(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    with requires_extra(_NEEDS, "a PDF file"):
        from pypdf import PdfReader  # noqa: PLC0415  # an extra
        from pypdf.errors import PyPdfError  # noqa: PLC0415
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of what it corrects itself
    try:
        document = PdfReader(stream)
        if document.is_encrypted and not document.decrypt(""):
            raise UnreadableError(Reason.UNSUPPORTED, "a PDF with a password; remove it first")
        if len(document.pages) > _MOST_PAGES:
            raise UnreadableError(Reason.TOO_LARGE, f"a PDF of {len(document.pages)} pages; split it")
        text = "\n\n".join(page.extract_text() for page in document.pages)
    except PyPdfError as error:
        raise UnreadableError(Reason.DAMAGED, f"a PDF that cannot be read: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise UnreadableError(Reason.DAMAGED, f"a PDF that cannot be read: {type(error).__name__}: {error}") from error
    if not text.strip():
        raise UnreadableError(Reason.EMPTY, "a PDF without a text layer, as of a scanner; run OCR on it first")
    yield Record("", text.encode("utf-8", "replace"), clean=options.clean)


def is_word(archive: zipfile.ZipFile) -> bool:
    """Return whether a zip archive is a Word document."""
    return "word/document.xml" in archive.namelist()


def word_text(archive: zipfile.ZipFile, file: BinaryIO) -> str:
    """Return the paragraphs of a Word document, a line each.

    Raises:
        UnreadableError: it is a bomb, or broken.
    """
    packed, size = (sum(getattr(info, part) for info in archive.infolist()) for part in ("compress_size", "file_size"))
    if size > max(SMALL, MAX_RATIO * packed):
        raise UnreadableError(Reason.BOMB, f"{packed:,} bytes give {size:,}; not read")
    with requires_extra(_NEEDS, "a Word document"):
        from docx import Document  # noqa: PLC0415  # an extra
        from docx.opc.exceptions import OpcError  # noqa: PLC0415
    file.seek(0)
    try:
        return "\n".join(paragraph.text for paragraph in Document(file).paragraphs)
    except (OpcError, KeyError, ValueError, SyntaxError) as error:
        raise UnreadableError(Reason.DAMAGED, f"a Word document that cannot be read: {error}") from error


PDF = Format("pdf", "PDF with text", "pages", (".pdf",), _is_pdf, _read_pdf, extra=_NEEDS, seekable=True)
