"""Reads exports of press databases: many articles in one text or Word file, split with proof.

Layouts of LexisNexis and Nexis Uni, Factiva, ProQuest and Europresse are known, and dumps with rulers. Where a file
says how many articles it holds, as many must be found; else it is refused.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from broadsheet.reject_reasons import Reason
from broadsheet.settings import MEBIBYTE
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.formats.documents import word_text
from broadsheet.sources.formats.export_layouts import (
    Article,
    read_coded,
    read_europresse,
    read_factiva,
    read_labelled,
    read_nexis,
    read_ruled,
)
from broadsheet.sources.formats.format import BadRecord, Format, Options, UnreadableError
from broadsheet.sources.record import Record

_MOST = 64 * MEBIBYTE
"""Bytes of an export, which is held in memory: the proof needs all of it."""
_REPLACED_SHARE = 0.01

_WORD = r"(?:DOCUMENT|DOKUMENT|DOCUMENTO)"
_N_OF_M = re.compile(
    rf"^[ \t]*(?:{_WORD}[ \t]+)?(?P<n>[0-9]{{1,6}})[ \t]+(?:of|von|de|di|van)[ \t]+(?P<m>[0-9]{{1,6}})"
    rf"(?:[ \t]+{_WORD}(?:E|EN|S|I)?)?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_NEXIS_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
_FACTIVA_END = re.compile(r"^(?:AN[ \t]+)?Document [A-Z]{2,12}[0-9]{8}[a-z0-9]+[ \t]*$", re.MULTILINE)
_FACTIVA_CODE = re.compile(r"^(?:HD|WC|PD|SN|LP|TD|LA)[ \t]", re.MULTILINE)
_EUROPRESSE_END = re.compile(r"^[ \t]*news[·.•][0-9]{8}[·.•][A-Z0-9]{1,8}[·.•]\S+[ \t]*$", re.MULTILINE)
_RULER = re.compile(r"^[ \t]*(?:={5,}|-{20,}|\*{10,}|#{10,}|_{20,})[ \t]*$", re.MULTILINE)
_TOTAL = re.compile(
    r"^[ \t]*(?:Documents? \((?P<nexis>[0-9]{1,6})\)|Results Found:?[ \t]*(?P<factiva>[0-9]{1,6})"
    r"|(?:Documents sauvegardés[ \t]*[•·:-]?[ \t]*)?(?P<europresse>[0-9]{1,6}) documents?)[ \t]*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the articles of an export are separated.

    Attributes:
        name: The database.
        mark: The line at the beginning or the end of each article.
        before: Whether the mark is the first line of an article, and not its last.
        evidence: Whether a text with this mark is such an export.
        read: Makes an article of its lines, None where it is none.
    """

    name: str
    mark: re.Pattern[str]
    before: bool
    evidence: Callable[[str], bool]
    read: Callable[[str], Article | None]


_LABEL = re.compile(
    r"^[ \t]*(?:BYLINE|LENGTH|LOAD-DATE|LANGUAGE|SECTION|HEADLINE|Publication info|Full text|Database)"
    r"[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)


def _coded(text: str) -> bool:
    return len({found[:2] for found in _FACTIVA_CODE.findall(text)}) >= 4


def _numbered(text: str) -> bool:
    first = _N_OF_M.search(text)
    return first is not None and re.search(_WORD, first[0], re.IGNORECASE) is not None and bool(_LABEL.search(text))


def _ruled(text: str) -> bool:
    """Return whether every part between the rulers of a text is an article with a head of its own."""
    parts = _parts(text, _RULER)
    return len(parts) >= 2 and all(read_ruled(part) for part in parts)


_LAYOUTS = (
    _Layout("LexisNexis, ProQuest", _N_OF_M, True, _numbered, read_labelled),
    _Layout("Nexis Uni", _NEXIS_END, False, lambda text: "Load-Date:" in text, read_nexis),
    _Layout("Factiva", _FACTIVA_END, False, _coded, read_coded),
    _Layout("Factiva", _FACTIVA_END, False, lambda text: " words" in text, read_factiva),
    _Layout("Europresse", _EUROPRESSE_END, False, lambda _: True, read_europresse),
    _Layout("dump with rulers", _RULER, True, _ruled, read_ruled),
)
_SIGNS = (
    b"document", b"dokument", b"load-date:", b"\nhd ", b"\nhd\t", b"news\xc2\xb7", b"=====", b"-" * 20, b"*" * 10,
    b"#" * 10, b"_" * 20,
)  # fmt: skip
"""Of these an export holds at least one. They are looked for before the text is decoded, since most files are none."""


def _layout(text: str) -> _Layout | None:
    return next((one for one in _LAYOUTS if one.mark.search(text) and one.evidence(text)), None)


def _matches(head: bytes, _: str) -> bool:
    """Return whether a text begins as an export; a dump with rulers is looked at in its first 64 KiB alone."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    lower = head.lower()
    if not any(sign in lower for sign in _SIGNS) or head.lstrip()[:1] == b"<":
        return False
    cut = head[: head.rfind(b"\n") + 1] or head
    text = cut.decode("utf-8", "replace").replace("\r\n", "\n")
    layout = _layout(text)
    if layout and layout.mark is _RULER and len(cut) < len(head):
        text = text[: list(_RULER.finditer(text))[-1].start()]  # the last part may be cut off
        return _ruled(text)
    return layout is not None


def _read(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    data = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise UnreadableError(Reason.TOO_LARGE, f"an export of more than {_MOST:,} bytes; export it in parts")
    decoded = decode(data, _REPLACED_SHARE)
    if not isinstance(decoded, Decoded):
        raise UnreadableError(decoded.reason, decoded.detail)
    yield from _articles(decoded.text, options)


def read_word(archive: zipfile.ZipFile, file: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    """Yield the articles of a Word document: of an export each, else its text as one page."""
    text = word_text(archive, file)
    if _layout(text):
        yield from _articles(text, options)
    elif text.strip():
        yield Record("", text.encode("utf-8", "replace"), clean=options.clean)
    else:
        yield BadRecord("", Reason.EMPTY, "a Word document without text")


def _articles(text: str, options: Options) -> Iterator[Record | BadRecord]:
    layout = _layout(text)
    if layout is None:  # the decoded text says otherwise than its head did
        yield Record("", text.encode("utf-8", "replace"), clean=options.clean)
        return
    parts = _parts(text, layout.mark, layout.before)
    articles = [article for part in parts if (article := layout.read(part))]
    _prove(text, layout, len(articles))
    for number, article in enumerate(articles, start=1):
        data = article.text.encode("utf-8", "replace")
        if len(data) > options.max_page_bytes:
            yield BadRecord(
                str(number), Reason.TOO_LARGE, f"{len(data)} bytes, at most {options.max_page_bytes} are read"
            )
        else:
            yield Record(
                str(number), data, article.fields._replace(origin=f"export of {layout.name}"), None, options.clean
            )


def _parts(text: str, mark: re.Pattern[str], before: bool = True) -> list[str]:
    """Return the parts of a text between the lines of a mark: those behind a mark, or those that end with one."""
    ends = [0, *(place for found in mark.finditer(text) for place in found.span()), len(text)]
    parts = [text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
    if mark is _RULER:
        return [part for part in parts if part.strip()]
    return parts[1:] if before else parts[:-1]


def _prove(text: str, layout: _Layout, found: int) -> None:
    """Check the number of articles against what the file says.

    Raises:
        UnreadableError: it says another number.
    """
    if layout.mark is _N_OF_M:
        numbers = [(int(one["n"]), int(one["m"])) for one in _N_OF_M.finditer(text)]
        stated = numbers[0][1]
        in_order = [n for n, _ in numbers] == list(range(1, stated + 1)) and {m for _, m in numbers} == {stated}
        if in_order and found == stated:
            return
    else:
        total = None if layout.mark is _RULER else _TOTAL.search(text)
        stated = next(int(number) for number in total.groups() if number) if total else found
        if stated == found:
            return
    raise UnreadableError(
        Reason.COUNT_MISMATCH, f"an export of {layout.name} that says it holds {stated} articles; {found} were found"
    )


FORMAT = Format("export", "exports of press databases", "exports", (".txt", ".docx"), _matches, _read)
