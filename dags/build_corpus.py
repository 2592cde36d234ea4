"""Turns the pages of the source into a new version of the corpus. More in `docs/operating.md`.

**Each day** at midnight UTC, or on a plain *Trigger*, it takes everything pending, whatever its date of publication.
**One date**: *Trigger › Backfill* with *All Runs* (or a manual run with the date as partition key) publishes that date
only, and extracts it anew. A run that finds nothing new makes no version and ends green.

| when this fails | it means | do |
| --- | --- | --- |
| plan | the source or a setting is wrong | mend what the log's last line names; clear the task |
| extract | a share of the pages was lost: disk, memory | clear the task: only that share is read again |
| validate | the batch is too poor to publish | open the report the log names; mend source or gate; trigger anew |
| deduplicate, publish | disk full, or another publisher at work | make room; clear the task |
| report | the version stands, its report does not | clear the task |

Configuration and data errors fail at once, all others are tried three times. Readers never see a run that failed.
"""

import logging
import os
from contextlib import chdir
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from airflow.sdk import DAG, Asset, CronPartitionTimetable, Param, task
from airflow.sdk.exceptions import AirflowSkipException

from broadsheet.orchestration.defaults import every_dag
from broadsheet.run import Run
from broadsheet.settings import load_settings

EXTRACT_TASKS = 32  # a task takes seconds to start, a shard of 2,000 pages less than one to extract
EVENT_DATES = 366  # every event carries the rows of all dates: beyond a year of them they are left out
DAY = {"type": ["null", "string"], "format": "date"}

log = logging.getLogger("broadsheet.build_corpus")
corpus = Asset("corpus")

with DAG(
    "build_corpus",
    description="Pages of the source in, a new version of the corpus out",
    doc_md=__doc__,
    tags=["corpus", "news"],
    schedule=CronPartitionTimetable("0 0 * * *", timezone="UTC", key_format="%Y-%m-%d", run_offset=-1),
    params={
        "source": Param(None, type=["null", "string"], title="Source", description="Folder; empty: as in the settings"),
        "since": Param(None, **DAY, title="Published since", description="First date to publish; empty: any"),
        "until": Param(None, **DAY, title="Published until", description="Last date to publish; empty: any"),
    },
    **every_dag(),
) as dag:

    @task
    def plan(params: dict[str, Any], dag_run: Any, ti: Any, partition_key: str | None = None) -> list[dict[str, Any]]:
        from broadsheet.sources.discover import discover

        # A scheduled run has a key too, but takes everything pending; any other run with a key was asked for that date.
        asked = None if dag_run.run_type == "scheduled" else partition_key
        days = [asked or params["since"], asked or params["until"]]
        since, until = (date.fromisoformat(day) if day else None for day in days)
        today = dag_run.start_date.date()
        if since and since > today:
            log.info("plan: nothing to publish, %s has not come yet", since)
            raise AirflowSkipException
        with chdir(os.environ.get("AIRFLOW_HOME", ".")):  # relative folders start at the project's root
            run = discover(load_settings(source=params["source"]), since=since, until=until, day=today)
        log.info("plan: %d pages in %s (%s)", run.found.total, run.settings.source, _listed(asdict(run.found)))
        ti.xcom_push("run", str(run.folder))
        tasks = min(run.shards, EXTRACT_TASKS)
        return [{"run": str(run.folder), "shards": list(range(first, run.shards, tasks))} for first in range(tasks)]

    @task(map_index_template="{{ task.op_kwargs['shards'] | length }} shards")
    def extract(run: str, shards: list[int]) -> dict[str, int]:
        from broadsheet.extraction.extract import extract

        counts = [asdict(extract(Run.open(run), shard)) for shard in shards]
        total = {name: sum(count[name] for count in counts) for name in counts[0]}
        log.info("extract: %s", _listed(total))
        return total

    @task(trigger_rule="none_failed_min_one_success")  # extract is skipped without a page to read; pages may have gone
    def validate(run: str) -> dict[str, Any]:
        from broadsheet.recurring.take_out import take_out_recurring
        from broadsheet.validation.validate import validate

        lost = take_out_recurring(Run.open(run))
        verdict = validate(Run.open(run))
        counts = {"documents": verdict.rows, "refused": verdict.refused, "lost_recurring_lines": lost.documents}
        log.info("validate: %s, %s", verdict.outcome, _listed(counts))
        return {"outcome": verdict.outcome, "rows": verdict.rows, "refused": verdict.refused, "report": verdict.report}

    @task
    def deduplicate(run: str) -> dict[str, int]:
        from broadsheet.deduplication.deduplicate import deduplicate

        counts = asdict(deduplicate(Run.open(run)))
        log.info("deduplicate: %s", _listed(counts))
        return counts

    @task(outlets=[corpus])
    def publish(run: str, *, outlet_events: Any) -> dict[str, Any]:
        from broadsheet.publishing.publish import publish

        published = publish(Run.open(run))
        if not published.is_new:  # skipped, so that no event is sent
            log.info("publish: nothing new, version %s stands", published.version)
            raise AirflowSkipException
        log.info("publish: version %s, dates changed: %d", published.version, len(published.dates))
        rows = published.rows if len(published.rows) <= EVENT_DATES else {}
        outlet_events[corpus].add_partitions(list(published.dates) or ["undated"])
        outlet_events[corpus].extra = {"version": published.version, "rows": rows}
        return {"version": published.version, "dates": len(published.dates)}

    @task(trigger_rule="none_failed_min_one_success")
    def report(run: str) -> None:
        from broadsheet.publishing.publish import Published
        from broadsheet.reporting.report import report

        planned = Run.open(run)
        log.info("\n%s", "\n".join(report(planned, Published.open(planned)).lines()))

    planned = plan()
    folder = planned["run"]
    extract.expand_kwargs(planned) >> validate(folder) >> deduplicate(folder) >> publish(folder) >> report(folder)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count) or "none"


if __name__ == "__main__":  # one run without a scheduler: progress on the terminal, all else in the log
    logging.getLogger("broadsheet").addHandler(logging.StreamHandler(os.fdopen(os.dup(1), "w")))
    with Path("logs/build_corpus.log").open("wb") as everything:
        os.dup2(everything.fileno(), 1)
        os.dup2(everything.fileno(), 2)
    raise SystemExit(dag.test().state != "success")
