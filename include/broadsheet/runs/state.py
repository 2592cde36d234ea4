"""What stages record about a run beside its datasets, as typed values."""

from dataclasses import dataclass, field
from typing import Literal

from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Figures
from broadsheet.warehouse.tombstones import Tombstones


@dataclass(frozen=True, slots=True)
class Base:
    """What a run is computed on: a version, and what had been taken down.

    Attributes:
        version: Id of the base version, None for the empty one before the first.
        tombstones: Digest of the tombstones, as `Tombstones.digest` gives it.
    """

    version: str | None
    tombstones: str

    @classmethod
    def current(cls, warehouse: Warehouse) -> "Base":
        """Return the current version and tombstones of a warehouse."""
        return cls(warehouse.current_id(), Tombstones.read(warehouse).digest())


@dataclass(frozen=True, slots=True)
class BoilerplateState:
    """What the boilerplate stage did.

    Attributes:
        base: The base it was computed on.
        documents: Documents of the run that lost paragraphs.
        redone: Documents of the base version that lost paragraphs or got some back.
        rewritten: Numbers of the run's shards that were written again without template lines.
        redone_shards: Shards of redone documents; their numbers follow those of the run's own.
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
    """An expectation that did not hold.

    Attributes:
        expectation: Its type, as Great Expectations names it.
        column: The column it looked at; two, with a comma between, where it compares them; empty for the whole table.
        severity: critical stops the run, warning flags it, info only sends rows to quarantine.
        unexpected: Rows that did not meet it.
        share: Those rows over the rows it judged, 0 to 1.
        code: Reason the rows were refused with (`broadsheet.reject_reasons`), None for an expectation of the batch.
        message: What was found and what was allowed, in one line.
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
    """What the gate decided about a run.

    Attributes:
        outcome: pass, warn (published, but flagged), ask (published once a person has approved)
            or stop (not published).
        rows: Pages of the run; the sum of the next three.
        accepted: Documents that may be published.
        refused: Pages that go to quarantine, by this or an earlier stage.
        pending: Documents whose date the run did not ask for.
        failures: Expectations that did not hold, the gravest first, of these the most frequent.
        reasons: Refused pages by reason code, most first (a page with two counts under both).
        report: Path of the report a person should open: Data Docs, or the summary where nothing was validated.
        unasked: Whether the outcome is ask and nobody was asked: it came out when the run was computed again on a newer
            base version. Such a run is not published.
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
    """What the validation stage decided.

    Attributes:
        base: The base it was computed on.
        verdict: The gate's verdict.
    """

    base: Base
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DeduplicationCounts:
    """What deduplication found.

    Attributes:
        documents: Accepted documents, of this run and of the base version.
        new: Those of this run.
        kept: Representatives: documents that stay in the corpus.
        left_out: Documents that repeat a representative.
    """

    documents: int
    new: int
    kept: int
    left_out: int


@dataclass(frozen=True, slots=True)
class DeduplicationState:
    """What the deduplication stage did.

    Attributes:
        base: The base it was computed on.
        counts: What it found.
    """

    base: Base
    counts: DeduplicationCounts


@dataclass(frozen=True, slots=True)
class Published:
    """What a run published.

    Attributes:
        version: Id of the version that is current after it.
        base: Id of the one before; the same where nothing changed, None for the first version.
        is_new: Whether a new version was made.
        dates: Dates of publication (ISO) whose documents changed, in order.
        rows: Documents of the corpus by those dates.
        waiting: Published pages whose new content waits for a run that asks for its date.
        figures: What the version holds.
        switched: Whether readers see it for certain: false in what is recorded right before the switch.
    """

    version: str
    base: str | None
    is_new: bool
    dates: tuple[str, ...]
    rows: dict[str, int]
    waiting: int
    figures: Figures
    switched: bool = True
