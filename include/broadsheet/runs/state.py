"""The states that stages record about a run, in addition to its datasets."""

from dataclasses import dataclass, field
from typing import Literal

from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Figures
from broadsheet.warehouse.tombstones import Tombstones


@dataclass(frozen=True, slots=True)
class Base:
    """The base of a run: a version, and the tombstones at that time.

    Attributes:
        version: Id of the base version, None for the empty version before the first.
        tombstones: Digest of the tombstones, from `Tombstones.digest`.
    """

    version: str | None
    tombstones: str

    @classmethod
    def current(cls, warehouse: Warehouse) -> "Base":
        """Return the current version and tombstones of a warehouse."""
        return cls(warehouse.current_id(), Tombstones.read(warehouse).digest())


@dataclass(frozen=True, slots=True)
class BoilerplateState:
    """The result of the boilerplate stage.

    Attributes:
        base: The base it was computed on.
        documents: Number of the run's documents that lost paragraphs.
        redone: Number of documents of the base version that lost or regained paragraphs.
        rewritten: Numbers of the run's shards that were rewritten without template lines.
        redone_shards: Number of shards of redone documents; they are numbered after the run's shards.
    """

    base: Base
    documents: int
    redone: int
    rewritten: tuple[int, ...]
    redone_shards: int


Outcome = Literal["pass", "warn", "ask", "stop"]
Severity = Literal["critical", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that failed.

    Attributes:
        expectation: Its type in Great Expectations.
        column: The column it checks; two, separated by a comma, if it compares them; empty for the whole table.
        severity: critical stops the run, warning flags it, info only sends rows to quarantine.
        unexpected: Number of rows that failed it.
        share: The failed rows divided by the evaluated rows, 0 to 1.
        code: Reason code of the refused rows (`broadsheet.reject_reasons`), None for an expectation of the batch.
        message: The value found and the value allowed, in one line.
    """

    expectation: str
    column: str
    severity: Severity
    unexpected: int
    share: float
    code: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision of the gate about a run.

    Attributes:
        outcome: pass, warn (published, but flagged), ask (published if a person approves) or stop (not published).
        rows: Pages of the run; the sum of the next three.
        accepted: Documents that may be published.
        refused: Pages that go to quarantine, by this or an earlier stage.
        pending: Documents whose date the run did not ask for.
        failures: Failed expectations, sorted by severity, then by frequency.
        reasons: Refused pages by reason code, most frequent first (a page with two codes counts under both).
        report: Path of the report for people: Data Docs, or the summary if nothing was validated.
        unasked: Whether the outcome is ask, but nobody was asked, because it was found during a rebase. Such a run is
            not published.
    """

    outcome: Outcome
    rows: int
    accepted: int
    refused: int
    pending: int
    failures: tuple[Failure, ...] = ()
    reasons: dict[str, int] = field(default_factory=dict)
    report: str = ""
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class ValidationState:
    """The result of the validation stage.

    Attributes:
        base: The base it was computed on.
        verdict: The gate's verdict.
    """

    base: Base
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DeduplicationCounts:
    """The counts of the deduplication stage.

    Attributes:
        documents: Accepted documents, of this run and of the base version.
        new: Accepted documents of this run.
        kept: Representatives: documents in the corpus.
        left_out: Duplicates: documents that repeat a representative.
    """

    documents: int
    new: int
    kept: int
    left_out: int


@dataclass(frozen=True, slots=True)
class DeduplicationState:
    """The result of the deduplication stage.

    Attributes:
        base: The base it was computed on.
        counts: Its counts.
    """

    base: Base
    counts: DeduplicationCounts


@dataclass(frozen=True, slots=True)
class Published:
    """The result of the publishing stage.

    Attributes:
        version: Id of the version that is current after the run.
        base: Id of the version that was current before; the same if nothing changed, None before the first version.
        is_new: Whether the run created a new version.
        dates: Dates of publication (ISO) whose documents changed, in order.
        rows: Number of corpus documents by these dates.
        waiting: Number of published pages whose new content waits for a run that asks for its date.
        figures: The statistics of the version.
        switched: Whether readers certainly see it: false in the state that is written before the switch.
    """

    version: str
    base: str | None
    is_new: bool
    dates: tuple[str, ...]
    rows: dict[str, int]
    waiting: int
    figures: Figures
    switched: bool = True
