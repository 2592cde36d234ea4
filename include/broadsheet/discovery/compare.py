"""Compares pages with the ledger of the base version: which are new or changed, and which the run has to read."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.discovery.doc_ids import SIZE, key
from broadsheet.discovery.gone_pages import load_gone
from broadsheet.discovery.known_pages import Known, KnownPages
from broadsheet.identity import doc_id
from broadsheet.reject_reasons import Reason
from broadsheet.runs.run import Found, Run
from broadsheet.schema import GONE
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Version

_STATES = tuple(field.name for field in fields(Found))


class Ledger:
    """The pages that the base version knows, and what this run finds of them.

    Attributes:
        counts: Pages of the source that is being compared, by state: members of `broadsheet.runs.run.Found`.
        pages: The rows of the ledger.
        left: GONE: the pages that are gone.
        tombstones: Digest of the tombstones.
    """

    def __init__(self, run: Run, version: Version) -> None:
        """Read the ledger of the base version of a run, and the tombstones."""
        self.counts = dict.fromkeys(_STATES, 0)
        self.pages = KnownPages.read(version)
        self.left = GONE.empty_table()
        self._new = bytearray()
        self._run = run
        self._taken_down = Tombstones.read(run.warehouse)
        self.tombstones = self._taken_down.digest()
        self._gone_before = load_gone(run.warehouse.gone_pages)
        self._shaped_by: dict[str, tuple[str, str]] = {}

    def begin(self) -> None:
        """Count the pages of another source from now on."""
        self.counts = dict.fromkeys(_STATES, 0)
        self._new = bytearray()

    def see(self, uri: str) -> Known | None:
        """Return the row of a page that the source holds, None for a new page."""
        known = self.pages.get(uri)
        self.mark(uri, known)
        return known

    def mark(self, uri: str, known: Known | None) -> None:
        """Remember that the source holds a page."""
        if known is not None:
            self.pages.seen[known.row] = True
        elif "#" not in uri:  # nobody asks for others
            self._new += key(uri)

    def seen_among(self, uris: Sequence[str]) -> set[str]:
        """Return those of these URIs without "#" that the source is known to hold a page of."""
        ids = [key(uri) for uri in uris]
        new = pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(SIZE), len(self._new) // SIZE, [None, pa.py_buffer(self._new)]
        )
        found = set(new.filter(pc.is_in(new, pa.array(ids, pa.binary(SIZE)))).to_pylist())
        known = self.pages.find(uris)
        return {
            uri
            for uri, one, row in zip(uris, ids, known, strict=True)
            if one in found or (row is not None and self.pages.seen[row.row])
        }

    def is_taken_down(self, uri: str) -> bool:
        """Return whether a page that is not in the ledger was taken down; count it."""
        taken_down = bool(self._taken_down.by_id) and self._taken_down.contains(doc_id(uri))
        self.counts["taken_down"] += taken_down
        return taken_down

    def state(self, known: Known | None, digest: str | None, refused: Reason | None) -> tuple[str, bool]:
        """Return the state of a page and whether the run has to read or refuse it; count it.

        Args:
            known: Its row, None for a new page.
            digest: Its digest now; not looked at if it is refused.
            refused: Why discovery refuses it, None if it can be read.
        """
        if known is None:
            state, again = "new", True
        elif refused is not None:
            state = "unchanged" if known.codes == (refused,) else "changed"
            again = state == "changed" or self.is_outdated(known)
        else:
            state = "unchanged" if digest == known.digest else "changed"
            again = state == "changed" or self.is_due(known)
            self.counts["waiting"] += state == "unchanged" and self._waits(known)
        self.counts[state] += 1
        return state, again

    def is_due(self, known: Known, *, tombstones: bool = True) -> bool:
        """Return whether a page must be read although its bytes did not change.

        Args:
            known: Its row.
            tombstones: Whether a page must be read of which `may_be_lifted` is true.
        """
        run = self._run
        if self._waits(known):
            return True
        if tombstones and self.may_be_lifted(known):
            return True
        due = (
            Reason.DATE_IN_FUTURE in known.codes
            and known.published is not None
            and known.published.date() <= run.day
            and run.wants(known.published)
        )
        asked_for = not run.everything and known.published is not None and run.wants(known.published)
        return due or asked_for or self.is_outdated(known)

    def may_be_lifted(self, known: Known) -> bool:
        """Return whether a page was refused because of tombstones that are not of its bytes.

        They were lifted, or are of its web address, which the ledger does not have.
        """
        return Reason.TAKEN_DOWN in known.codes and known.digest not in self._taken_down.digests

    def is_outdated(self, known: Known) -> bool:
        """Return whether the row has other settings or rules: the page was not in the source when they changed."""
        if known.source not in self._shaped_by:
            self._shaped_by[known.source] = (self._run.settings.digest(known.source), RULES_VERSION)
        return known.shaped_by != self._shaped_by[known.source]

    def gone(self, source: str, containers: Collection[str]) -> tuple[Iterator[str], pa.ChunkedArray]:
        """Count the pages that left the source; return the URIs to refuse as vanished, and the doc_ids to forget.

        Args:
            source: Name of the source.
            containers: URIs of files that hold several pages now; their rows as one refused page are forgotten.
        """
        pages = self.pages
        rows = pages.unseen(source)
        left = pages.doc_ids(rows)
        before = pc.sum(pc.is_in(left, self._gone_before)).as_py() or 0
        self.counts["gone_before"] += before
        self.counts["gone"] += len(rows) - before
        self.left = pa.concat_tables([self.left, pa.table([left, pa.repeat(source, len(rows))], GONE)])
        forgotten = np.isin(rows, pages.rows(list(containers)))
        vanished = []
        for number, known in enumerate(pages.known(rows)):
            forgotten[number] |= known.digest is None
            if not forgotten[number] and self._waits(known):
                vanished.append(known.row)
        self.counts["waiting"] += len(vanished)
        return pages.uris(np.array(vanished, np.int64)), pages.doc_ids(rows[forgotten])

    def _waits(self, known: Known) -> bool:
        return known.place == "pending" and self._run.wants(known.published)
