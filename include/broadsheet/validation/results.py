"""What validation found: the gate's verdict over a run, and every expectation that did not hold."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

Outcome = Literal["pass", "warn", "ask", "stop"]
Severity = Literal["critical", "warning", "info"]

NAME = "validation.json"
"""File of a run's folder that holds its verdict."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that did not hold.

    Attributes:
        expectation: Its type, as Great Expectations names it.
        column: The column it looked at; two, with a comma between, where it compares them; empty for the whole table.
        severity: critical stops the run, warning flags it, info only sends rows to quarantine.
        unexpected: Rows that did not meet it.
        share: Those rows over the rows it judged, 0 to 1.
        code: Reason the rows were refused with (`broadsheet.reject_reasons`), null for an expectation of the batch.
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
    """

    outcome: Outcome
    rows: int
    accepted: int
    refused: int
    pending: int
    failures: tuple[Failure, ...] = ()
    reasons: dict[str, int] = field(default_factory=dict)
    report: str = ""

    def dumps(self) -> str:
        """Return the verdict as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def read(cls, path: Path) -> "Verdict":
        """Read a verdict back from the file that holds it.

        Raises:
            FileNotFoundError: the run was not validated yet.
        """
        state = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**state, "failures": tuple(Failure(**failure) for failure in state["failures"])})
