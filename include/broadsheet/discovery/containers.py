"""Reads the files of the source that hold several pages: compares each record with the ledger, and stores the new ones.

A file whose stat is the one remembered is not opened, if the ledger holds the records that were read from it then.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from broadsheet.discovery.compare import Ledger
from broadsheet.discovery.stat_cache import StatCache
from broadsheet.identity import Source, container_uri, doc_id, record_uri
from broadsheet.reject_reasons import TRANSIENT, Reason
from broadsheet.runs.records import PageWriter
from broadsheet.sources.file_reader import open_regular
from broadsheet.sources.formats.format import BadRecord, Options
from broadsheet.sources.formats.reader import read_file
from broadsheet.sources.formats.registry import AUTO
from broadsheet.sources.formats.streams import Counted, buffered
from broadsheet.sources.record import Record, record_digest
from broadsheet.sources.walker import Entry, Stat

STAMP = b"records:".hex()
"""What the entry of such a file in the stat cache begins with, in place of a digest of its bytes."""

_EVERY = 500
"""Records after which progress is reported."""


class Container(NamedTuple):
    """A file of the source that holds several pages, or one that must be unpacked or converted.

    Attributes:
        entry: The file.
        uri: Its own source URI.
        base: What the URIs of its records begin with.
    """

    entry: Entry
    uri: str
    base: str


@dataclass(frozen=True, slots=True)
class ContainerRun:
    """What `read_containers` needs of its run.

    Attributes:
        ledger: What the base version knows.
        cache: The stat cache.
        writer: Takes the pages that the run has to read or refuse.
        options: How records are read.
        source: The source.
        progress: Called with the bytes read and the bytes of all files that are opened.
    """

    ledger: Ledger
    cache: StatCache
    writer: PageWriter
    options: Options
    source: Source
    progress: Callable[[int, int], None]


def read_containers(run: ContainerRun, entries: Iterable[Entry]) -> list[tuple[str, Stat, str]]:
    """Read the records of files; return what the stat cache is to remember of these files.

    The order of the files does not matter: of two that give their records the same URIs, such as ``a.jsonl`` and
    ``a.jsonl.gz``, the one that is not compressed counts, else the first by name.
    """
    found = [Container(entry, *container_uri(entry.relative, run.source.prefix)) for entry in entries]
    found.sort(key=lambda container: (container.base, container.uri != container.base, container.uri))
    bases = list(dict.fromkeys(container.base for container in found))
    known = dict(zip(bases, run.ledger.pages.records(bases), strict=True))
    taken = run.ledger.seen_among(bases)
    cached = run.cache.find([container.uri for container in found])
    claimed: dict[str, str] = {}
    to_read = []
    for container, remembered_as in zip(found, cached, strict=True):
        first = claimed.setdefault(container.base, container.uri)
        if first != container.uri or container.base in taken:
            detail = f"its pages would have the names of those of {first if first != container.uri else container.base}"
            _Reading(run, container).refuse(Reason.SAME_NAME, detail)
        elif not _is_unchanged(run, container, known[container.base], remembered_as):
            to_read.append(container)
    total = sum(container.entry.stat.size for container in to_read if container.entry.stat)
    remembered, before = [], 0
    for container in to_read:
        reading = _Reading(run, container, known[container.base])
        stat = reading.read(before, total)
        if stat is not None:
            remembered.append((container.uri, stat, reading.stamp()))
        before += container.entry.stat.size if container.entry.stat else 0
    return remembered


def _is_unchanged(run: ContainerRun, container: Container, known: np.ndarray, cached: tuple[Stat, str] | None) -> bool:
    """Return whether a file need not be opened: it is as remembered, its rows too, and none is due; count its pages."""
    if not cached or cached[0] != container.entry.stat:
        return False
    ledger, pages = run.ledger, run.ledger.pages
    rows = np.union1d(known, pages.rows([container.uri]))
    stamp = _Stamp(ledger.tombstones, _Stamp.taken_down_in(cached[1]))
    for uri, row in zip(pages.uris(rows), pages.known(rows), strict=True):
        if ledger.is_due(row, tombstones=False) or any(code in TRANSIENT for code in row.codes):
            return False
        stamp.add(uri, row.digest, refused=ledger.may_be_lifted(row))
    if str(stamp) != cached[1]:
        return False
    pages.seen[rows] = True
    ledger.counts["unchanged"] += len(rows)
    ledger.counts["taken_down"] += stamp.taken_down
    return True


class _Stamp:
    """A digest of the records of a file that does not depend on their order, with the number of those taken down.

    Where tombstones keep a record out it is also a digest of them: the file is read again when they change. As text it
    has 64 hex digits, like the digest of a page.
    """

    def __init__(self, tombstones: str, taken_down: int = 0) -> None:
        self.taken_down = taken_down
        self._tombstones = tombstones
        self._refused = False
        self._sum = 0

    def add(self, uri: str, digest: str | None, *, refused: bool = False) -> None:
        self._sum += _number(f"{uri} {digest}")
        self._refused |= refused

    def __str__(self) -> str:
        total = self._sum + (_number(self._tombstones) if self.taken_down or self._refused else 0)
        return f"{STAMP}{self.taken_down:016x}{total % 2**128:032x}"

    @staticmethod
    def taken_down_in(stamp: str) -> int:
        """Return the number of records taken down in a stamp as text."""
        return int(stamp[len(STAMP) : len(STAMP) + 16], 16)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16])


class _Reading:
    """Reads one file."""

    def __init__(self, run: ContainerRun, container: Container, known: np.ndarray | None = None) -> None:
        """Read a file of which these rows of the ledger are known."""
        self._run = run
        self._container = container
        self._known = known
        self._stamp = _Stamp(run.ledger.tombstones)
        self._transient = False

    def stamp(self) -> str:
        """Return what was read as the stat cache remembers it."""
        return str(self._stamp)

    def read(self, before: int, total: int) -> Stat | None:
        """Read all records; return the stat of the file, None where the next run must read it again."""
        try:
            raw = open_regular(self._container.entry.path, self._run.source.folder)
        except OSError as error:
            vanished = isinstance(error, FileNotFoundError)
            reason = Reason.VANISHED if vanished else Reason.UNREADABLE
            self.refuse(reason, "gone since it was listed" if vanished else f"cannot be opened: {error.strerror}")
            return None
        with raw:
            stat = Stat.of(os.fstat(raw.fileno()))
            counted = Counted(raw)
            name = os.fsdecode(self._container.entry.relative)
            number = 0
            for number, record in enumerate(read_file(buffered(counted), name, self._run.options), start=1):
                self._take(record)
                if number % _EVERY == 0:
                    self._run.progress(before + min(counted.count, stat.size), total)
            if number == 0:
                declared = self._run.options.format
                how = f" of the format {declared}, which the settings declare" if declared != AUTO else ""
                self.refuse(Reason.EMPTY, f"the file holds no records{how}")
            settled = Stat.of(os.fstat(raw.fileno())) == stat
        self._run.progress(before + stat.size, total)
        self._refuse_own_row()
        return stat if settled and not self._transient else None

    def refuse(self, reason: Reason, detail: str) -> None:
        """Refuse the file as a whole, or what is left of it."""
        self._bad(self._container.uri, reason, detail)
        if reason in TRANSIENT and self._known is not None:  # its records may be there again tomorrow
            self._run.ledger.pages.seen[self._known] = True

    def _take(self, record: Record | BadRecord) -> None:
        container, ledger = self._container, self._run.ledger
        if isinstance(record, BadRecord) and not record.key:
            self.refuse(record.reason, record.detail)
            return
        uri = record_uri(container.base, record.key)
        if isinstance(record, BadRecord):
            self._bad(uri, record.reason, record.detail)
            return
        known = ledger.see(uri)
        if known is None and ledger.is_taken_down(uri):
            self._stamp.taken_down += 1
            return
        digest = record_digest(record)
        state, again = ledger.state(known, digest, None)
        self._stamp.add(uri, digest, refused=known is not None and ledger.may_be_lifted(known))
        if again:
            self._run.writer.add(page_row(uri, self._run.source.name, container.entry.path, state), record, digest)

    def _bad(self, uri: str, reason: Reason, detail: str) -> None:
        ledger = self._run.ledger
        known = ledger.see(uri)
        if known is None and ledger.is_taken_down(uri):
            self._stamp.taken_down += 1
            return
        state, again = ledger.state(known, None, reason)
        self._transient |= reason in TRANSIENT
        self._stamp.add(uri, None)
        if again:
            self._run.writer.add(
                page_row(uri, self._run.source.name, self._container.entry.path, state, reason, detail)
            )

    def _refuse_own_row(self) -> None:
        """Refuse the file itself where it is in the corpus as one page: an earlier release read it so."""
        uri, ledger = self._container.uri, self._run.ledger
        known = ledger.pages.get(uri)
        if (
            known
            and not ledger.pages.seen[known.row]
            and (known.place != "quarantine" or Reason.SEVERAL_PAGES in known.codes)
        ):
            self._bad(uri, Reason.SEVERAL_PAGES, "it holds several pages")


def page_row(
    uri: str, source: str, path: bytes, state: str, refused: Reason | None = None, detail: str = ""
) -> dict[str, object]:
    """Return a row of PAGES."""
    return {
        "doc_id": doc_id(uri),
        "source_uri": uri,
        "source": source,
        "path": path,
        "state": state,
        "reason": refused,
        "detail": detail if refused else None,
        "record": None,
    }
