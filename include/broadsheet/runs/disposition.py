"""Decides the disposition of each page of a run against its base version; all later stages read it.

| disposition | the page | what later stages do |
| --- | --- | --- |
| accepted | was read, and the run asks for its date | validate it; publish it if it passes |
| refused | discovery or extraction refused it | quarantine |
| pending | was read, the run does not ask for its date, the base version does not publish it | ledger entry only |
| waiting | the same, but the base version publishes it | nothing: the published content stays until a run asks |
| unreadable | could not be read, and the base version publishes it | nothing: the published content stays |
| superseded | another run published it meanwhile, from other bytes | nothing: the next run compares |
| taken_down | was taken down, or has the same bytes as such a page | nothing |
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.reject_reasons import TRANSIENT
from broadsheet.runs.run import Run
from broadsheet.schema import PUBLISHED_DATASETS
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Version


class Disposition(IntEnum):
    """Values of the column ``disposition``."""

    ACCEPTED = 0
    REFUSED = 1
    PENDING = 2
    WAITING = 3
    UNREADABLE = 4
    SUPERSEDED = 5
    TAKEN_DOWN = 6


READ = ["doc_id", "source_digest", "published_date", "reasons", "url_normalized", "url_origin"]
"""Columns of DOCUMENTS that `Classifier.classify` reads."""

KNOWN = ["doc_id", "place", "source_digest"]
"""Columns of LEDGER that pages are classified by."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """Classifies the pages of one run against its base version.

    Attributes:
        run: The run.
        tombstones: The tombstones of the warehouse.
        published: doc_ids that the base version publishes: string.
        decided: doc_ids whose ledger row another run changed since this run was planned: string.
        digests: Digests of the bytes that the other run read, for each of `decided`: string.
        taken_down: doc_ids of these ledger rows that were taken down: string.
    """

    run: Run
    tombstones: Tombstones
    published: pa.Array
    decided: pa.Array
    digests: pa.Array
    taken_down: pa.Array

    @classmethod
    def of(cls, run: Run) -> "Classifier":
        """Return the classifier of a run. Reads three columns of the base version's ledger."""
        planned = planned_version(run)
        return cls.knowing(run, run.base_version().ledger(KNOWN), planned and planned.ledger(KNOWN))

    @classmethod
    def knowing(cls, run: Run, ledger: pa.Table, planned: pa.Table | None) -> "Classifier":
        """Return a classifier of pages of a run whose ledger rows are given.

        Args:
            run: The run.
            ledger: Rows of these pages in the base version's ledger: columns `KNOWN`.
            planned: The same of `planned_version`; None without one.
        """
        tombstones = Tombstones.read(run.warehouse)
        published = ledger.filter(pc.is_in(ledger["place"], pa.array(PUBLISHED_DATASETS)))["doc_id"]
        decided = ledger.slice(0, 0) if planned is None else _decided_since(planned, ledger)
        return cls(
            run=run,
            tombstones=tombstones,
            published=published.combine_chunks(),
            decided=decided["doc_id"].combine_chunks(),
            digests=decided["source_digest"].combine_chunks(),
            taken_down=tombstones.among(ledger["doc_id"].combine_chunks()),
        )

    def classify(self, rows: pa.Table) -> npt.NDArray[np.int8]:
        """Return the `Disposition` of each row of DOCUMENTS (columns `READ`): int8."""
        refused = np.asarray(pc.list_value_length(rows["reasons"])) > 0
        published = np.asarray(pc.is_in(rows["doc_id"], self.published))
        found = np.full(len(rows), Disposition.ACCEPTED, np.int8)
        unasked = ~self._asked_for(rows["published_date"])
        found[unasked] = np.where(published, Disposition.WAITING, Disposition.PENDING)[unasked]
        found[refused] = Disposition.REFUSED
        found[refused & published & _could_not_be_read(rows["reasons"])] = Disposition.UNREADABLE
        found[self._superseded(rows)] = Disposition.SUPERSEDED
        found[np.asarray(self.tombstones.cover(rows))] = Disposition.TAKEN_DOWN
        return found

    def _asked_for(self, dates: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
        if self.run.everything:
            return np.ones(len(dates), np.bool_)
        asked = [day for day in dates.unique().to_pylist() if self.run.wants(day)]
        return np.asarray(pc.is_in(dates, value_set=pa.array(asked, type=dates.type)))

    def _superseded(self, rows: pa.Table) -> npt.NDArray[np.bool_]:
        """Return which pages another run changed meanwhile, except from the same bytes."""
        if not len(self.decided):
            return np.zeros(len(rows), np.bool_)
        at = pc.index_in(rows["doc_id"], self.decided)
        theirs = self.digests.take(at.combine_chunks() if isinstance(at, pa.ChunkedArray) else at)
        same = pc.fill_null(pc.equal(rows["source_digest"], theirs), False)
        return np.asarray(pc.and_(pc.is_valid(at), pc.invert(same)))


def planned_version(run: Run) -> Version | None:
    """Return the version that a run was planned on, if another run published since and that version still exists."""
    planned = Version.open(run.warehouse, run.planned_on)
    return None if run.planned_on == run.base.version or not planned.exists() else planned


def _decided_since(planned: pa.Table, ledger: pa.Table) -> pa.Table:
    """Return the ledger rows that differ from the version the run was planned on.

    It is unknown which of two runs read the newer bytes; the next run compares with the page itself.
    """
    at = pc.index_in(ledger["doc_id"], planned["doc_id"].combine_chunks())
    old = planned["source_digest"].take(at)
    same = pc.or_kleene(
        pc.equal(old, ledger["source_digest"]), pc.and_(pc.is_null(old), pc.is_null(ledger["source_digest"]))
    )
    return ledger.filter(pc.invert(pc.fill_null(same, False)))


def _could_not_be_read(reasons: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Return for each row whether its first reason is transient: the page could not be read this time."""
    codes = [row[0]["code"] if row else None for row in reasons.to_pylist()]
    return np.array([code in TRANSIENT for code in codes], np.bool_)
