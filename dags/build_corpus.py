"""Turns the pages of the source into a new version of the corpus. More in `docs/operating.md`.

**Each day** at midnight UTC, or on a plain *Trigger*, it takes everything pending, whatever its date of publication.
**One date**: *Trigger › Backfill* with *All Runs* (or a manual run with the date as partition key) publishes that date
only, and extracts it anew. A run that finds nothing new, or a date that no page has, makes no version and ends green.

**A warning** of the gate (many documents without a date or a title) is published and flagged, stops the run, or makes
it wait for a person for a day (*approve*, under *Required Actions*), as the form or `gate.on_warning` says.

| when this fails | it means | do |
| --- | --- | --- |
| plan | the source, a setting or a date is wrong | mend what the log's last line names; clear the task |
| extract | a share of the pages was lost: disk, memory | clear the task: only that share is read again |
| validate | the batch is too poor to publish | open the report the log names; mend source or gate; trigger anew |
| approve | a person rejected it, or nobody answered | mend source or gate and trigger anew, or clear it and approve |
| deduplicate, publish | disk full, or another publisher at work | make room; clear the task |
| report | the version stands, its report does not | clear the task |

Configuration and data errors fail at once, all others are tried three times. Readers never see a run that failed.
"""

import logging
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

from broadsheet.errors import GateError
from broadsheet.runs.run import Run
from broadsheet_airflow.approval import approval, ask, somebody_can_answer
from broadsheet_airflow.assets import CORPUS, PAGES, tell_lineage
from broadsheet_airflow.defaults import EVENT_DATES, every_dag
from broadsheet_airflow.metrics import count, show_version, timed
from broadsheet_airflow.params import FORM, dates_asked_for, named
from broadsheet_airflow.paths import project_settings
from broadsheet_airflow.publication_dates import PublicationDates

EXTRACT_TASKS = 32  # a task takes seconds to start, a shard of 2,000 pages less than one to extract

log = logging.getLogger("broadsheet.build_corpus")

with DAG(
    "build_corpus",
    description="Pages of the source in, a new version of the corpus out",
    doc_md=__doc__,
    tags=["corpus", "news"],
    schedule=PublicationDates(),
    params=FORM,
    **every_dag(),
) as dag:

    @task
    def plan(params: dict[str, Any], dag_run: Any, ti: Any, partition_key: str | None = None) -> list[dict[str, Any]]:
        from broadsheet.discovery.discover import discover

        since, until = dates_asked_for(dag_run.run_type, partition_key, params)
        today = dag_run.start_date.date()
        if since and since > today:
            log.info("plan: nothing is published %s: that date has not come yet", named(since, until))
            raise AirflowSkipException
        with timed("discover"):
            settings = project_settings(source=params["source"], gate={"on_warning": params["on_warning"]})
            asked_by = f"{dag_run.dag_id}/{dag_run.run_id}"
            run = discover(settings, since=since, until=until, day=today, asked_by=asked_by)
        log.info("plan: %d pages in %s (%s)", run.found.total, run.settings.source, _listed(asdict(run.found)))
        count("pages", asdict(run.found))
        if not (run.everything or run.shards or run.found.gone):
            log.info("plan: nothing is published %s: no page of that date is known", named(since, until))
            run.clear()
            raise AirflowSkipException
        ti.xcom_push("run", str(run.folder))
        tasks = min(run.shards, EXTRACT_TASKS)
        return [{"run": str(run.folder), "shards": list(range(first, run.shards, tasks))} for first in range(tasks)]

    @task(map_index_template="{{ task.op_kwargs['shards'] | length }} shards")
    def extract(run: str, shards: list[int]) -> dict[str, int]:
        from broadsheet.extraction.extract import extract

        with timed("extract"):
            counts = [asdict(extract(Run.open(run), shard)) for shard in shards]
        total = {name: sum(part[name] for part in counts) for name in counts[0]}
        log.info("extract: %s", _listed(total))
        return total

    @task(trigger_rule="none_failed_min_one_success")  # extract is skipped without a page to read; pages may have gone
    def validate(run: str, dag_run: Any, ti: Any) -> None:
        from broadsheet.boilerplate.stage import remove_boilerplate
        from broadsheet.validation.gate import question, unanswered_message
        from broadsheet.validation.validate import validate

        with timed("validate"):
            lost = remove_boilerplate(Run.open(run))
            verdict = validate(Run.open(run))
        counts = {"documents": verdict.rows, "refused": verdict.refused, "lost_recurring_lines": lost.documents}
        log.info("validate: %s, %s", verdict.outcome, _listed(counts))
        count("documents", {"accepted": verdict.accepted, "refused": verdict.refused, "pending": verdict.pending})
        count("refused", verdict.reasons)
        ti.xcom_push("return_value", {"outcome": verdict.outcome, **counts, "report": verdict.report})
        if verdict.outcome == "ask" and not somebody_can_answer(dag_run):
            raise GateError(unanswered_message(verdict))
        ask(question(verdict) if verdict.outcome == "ask" else None, ti)

    @task(trigger_rule="none_failed_min_one_success")  # approve is skipped where nothing is to be asked
    def deduplicate(run: str) -> dict[str, int]:
        from broadsheet.deduplication.deduplicate import deduplicate

        with timed("deduplicate"):
            counts = asdict(deduplicate(Run.open(run)))
        log.info("deduplicate: %s", _listed(counts))
        return counts

    @task(inlets=[PAGES], outlets=[CORPUS])
    def publish(run: str, ti: Any, *, outlet_events: Any) -> dict[str, Any]:
        from broadsheet.publishing.publish import publish

        planned = Run.open(run)
        with timed("publish"):
            published = publish(planned)
        show_version(published.figures)
        tell_lineage(planned, ti.task)
        if not published.is_new:  # skipped, so that no event is sent
            log.info("publish: nothing new, version %s stands", published.version)
            raise AirflowSkipException
        log.info("publish: version %s, dates changed: %d", published.version, len(published.dates))
        if not (published.dates or planned.everything):
            asked = named(planned.since, planned.until)
            log.info("publish: no document %s; %d of other dates are pending", asked, published.figures.pending)
            raise AirflowSkipException
        rows = published.rows if len(published.rows) <= EVENT_DATES else {}
        outlet_events[CORPUS].add_partitions(list(published.dates) or ["undated"])
        outlet_events[CORPUS].extra = {"version": published.version, "rows": rows}
        return {"version": published.version, "dates": len(published.dates)}

    @task(trigger_rule="none_failed_min_one_success")
    def report(run: str) -> None:
        from broadsheet.publishing.publish import Published
        from broadsheet.reporting.report import report

        planned = Run.open(run)
        with timed("report"):
            summary = report(planned, Published.open(planned))
        log.info("\n%s", "\n".join(summary.lines()))

    planned = plan()
    folder = planned["run"]
    validated, deduplicated = validate(folder), deduplicate(folder)
    approved = approval("Publish this batch in spite of its warnings?", "validate", fail_on_reject=True)
    extract.expand_kwargs(planned) >> validated >> approved >> deduplicated >> publish(folder) >> report(folder)
    validated >> deduplicated


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count) or "none"


if __name__ == "__main__":  # one run without a scheduler: progress on the terminal, all else in the log
    logging.getLogger("broadsheet").addHandler(logging.StreamHandler(os.fdopen(os.dup(1), "w")))
    with Path("logs/build_corpus.log").open("wb") as everything:
        os.dup2(everything.fileno(), 1)
        os.dup2(everything.fileno(), 2)
    dag.deadline = None  # Airflow 3.3.2 fails a run by `test` at its very end where there is one
    raise SystemExit(dag.test().state != "success")
