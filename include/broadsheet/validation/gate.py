"""The gate: decides whether a batch may be published, and writes its messages."""

from collections.abc import Iterable, Mapping, Sequence

from broadsheet.reject_reasons import EXPLANATIONS, Reason
from broadsheet.runs.state import Failure, Outcome, Severity, Verdict
from broadsheet.settings import Gate
from broadsheet.validation.suite import Checked

_GRAVITY: dict[str, int] = {"critical": 0, "warning": 1, "info": 2}
_ON_WARNING: dict[str, Outcome] = {"publish": "warn", "ask": "ask", "stop": "stop"}
_SEVERITIES: dict[str, Severity] = {"critical": "critical", "warning": "warning", "info": "info"}


def failures(checked: Iterable[Checked]) -> tuple[Failure, ...]:
    """Return the failed expectations among the checked ones, sorted by severity, then by frequency."""
    failed = [_failure(result) for result in checked if not result.success]
    return tuple(sorted(failed, key=lambda failure: (_GRAVITY[failure.severity], -failure.unexpected, failure.message)))


def decide(failed: Sequence[Failure], gate: Gate) -> Outcome:
    """Return the outcome for failed expectations: critical stops the run, warning follows ``gate.on_warning``.

    Failures of severity info (rows sent to quarantine) do not count here; their share has its own expectation.
    """
    severities = {failure.severity for failure in failed}
    if "critical" in severities:
        return "stop"
    return _ON_WARNING[gate.on_warning] if "warning" in severities else "pass"


def stop_message(verdict: Verdict) -> str:
    """Return the message for a stopped run: the failures, the frequent reasons, the report, and what to do."""
    lines = [f"the gate stopped the run: none of its {verdict.rows:,} pages is published"]
    lines += _failure_lines(verdict)
    lines.append("fix the source, or change the named setting if its bound is wrong for the source; then run again")
    return "\n".join(lines)


def unanswered_message(verdict: Verdict) -> str:
    """Return the message for a run with warnings that nobody could approve: the failures, and how to publish it."""
    lines = [f"gate.on_warning is ask, but nobody can answer in this run: none of {verdict.rows:,} pages is published"]
    lines += _failure_lines(verdict)
    lines.append("check the report; to publish with the warnings, run again with BROADSHEET_GATE__ON_WARNING=publish")
    return "\n".join(lines)


def question(verdict: Verdict, page: str = "") -> str:
    """Return the approval question for a batch with warnings, in Markdown: the failures with their counts.

    Args:
        verdict: The verdict.
        page: Address of the page of the run in the corpus browser; empty to name the report's path instead.
    """
    lines = [
        f"Pages read: {verdict.rows:,}. May be published: {verdict.accepted:,}, refused: {verdict.refused:,}, "
        f"waiting for a run that asks for their date: {verdict.pending:,}.",
        "",
        "| severity | pages | share | failure |",
        "| --- | ---: | ---: | --- |",
    ]
    lines += [
        f"| {failure.severity} | {failure.unexpected:,} | {failure.share:.1%} | {failure.message.replace('|', '/')} |"
        for failure in verdict.failures
    ]
    if verdict.reasons:
        lines += ["", "Refused most often:", ""]
        lines += [f"* {line.strip()}" for line in _most_frequent(verdict.reasons)]
    report = f"[This run in the corpus browser]({page}) shows every expectation." if page else verdict.report
    approve = "*Approve* publishes the batch with these warnings."
    reject = "*Reject* fails this run; the next one finds the pages again."
    return "\n".join([*lines, "", f"Report: {report}", "", f"{approve} {reject}"])


def examples_of(named: Mapping[str, Sequence[str]]) -> str:
    """Return the examples of a question, in Markdown; empty where there are none.

    Args:
        named: Source URIs of pages, by the message of the expectation that they failed.
    """
    lines = [
        f"* {message.replace('|', '/')}: {', '.join(map(_quoted, uris))}" for message, uris in named.items() if uris
    ]
    return "\n".join(["Examples:", "", *lines]) if lines else ""


def _quoted(uri: str) -> str:
    """Return a source URI as code in Markdown, on one line."""
    return "`" + " ".join(uri.replace("`", "'").split()) + "`"


def _failure(one: Checked) -> Failure:
    count, share = len(one.rows), len(one.rows) / one.evaluated if one.evaluated else 0.0
    if one.observed is not None:
        limit = one.meta["limit"]
        count = round(abs(limit - one.observed))
        share = count / limit if limit else 0.0
        message = f"{one.observed:,.0f} of {limit:,.0f} {one.meta['about']}"
    elif "code" in one.meta:
        message = f"{count:,} of {one.evaluated:,}: {', '.join(one.columns)} must {one.meta['must']}"
    else:
        message = (
            f"{count:,} of {one.evaluated:,} {one.meta['about']} ({share:.1%}), "
            f"at most {one.meta['limit']:.1%} allowed by {one.meta['setting']}"
        )
    return Failure(
        expectation=one.expectation,
        column=", ".join(one.columns),
        severity=_SEVERITIES[one.severity],
        unexpected=count,
        share=share,
        code=one.meta.get("code"),
        message=message,
    )


def _failure_lines(verdict: Verdict) -> list[str]:
    lines = [f"  {failure.severity}: {failure.message}" for failure in verdict.failures if failure.severity != "info"]
    return [*lines, *_most_frequent(verdict.reasons), f"  report: {verdict.report}"]


def _most_frequent(reasons: Mapping[str, int], most: int = 3) -> list[str]:
    return [
        f"  refused {count:,} times: {code}, {EXPLANATIONS[Reason(code)].meaning}; "
        f"what to do: {EXPLANATIONS[Reason(code)].remedy}"
        for code, count in list(reasons.items())[:most]
    ]
