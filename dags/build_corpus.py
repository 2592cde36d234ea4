"""Builds a new version of the corpus from the pages of the source. More in `docs/operating.md`.

**Each day** at midnight UTC, or on a *Trigger* without a partition key, it publishes all new, changed and pending
pages, of any date.

**One date**: *Trigger › Backfill* with *All Runs* (or a manual run with the date as partition key) extracts the pages
of that date again and publishes that date only. A run that finds nothing new, or no page of its date, makes no version
and succeeds.

**If the gate warns** (many documents have no date or no title), the form or `gate.on_warning` decides: the run
publishes and flags the version, stops, or waits up to a day for a person (task *approve*, *Required Actions*).

| when this fails | it means | do |
| --- | --- | --- |
| plan | the source or a setting is wrong | fix what the log names; clear the task |
| plan, "form", "parameters" | the form of this run is wrong | trigger a new run |
| extract | the task was killed (out of memory), or the disk failed | clear the task: only its shards are read again |
| extract stays scheduled | no pool `airflow.extract_pool`, or it is full | *Admin › Pools*: create or enlarge it |
| remove_boilerplate | out of memory or disk space | free memory or disk space; clear the task |
| validate | the gate stopped the batch | read the report; fix the source or the setting; trigger a new run |
| approve | a person rejected the batch, or nobody answered | fix the source or the setting; trigger a new run |
| deduplicate | out of memory or disk space | free memory or disk space; clear the task |
| publish | the disk is full, or another process publishes | free disk space; clear the task |
| publish, "gate" | another run published first; this batch now stops or needs an approval | trigger a new run |
| a task on Spark | the cluster did not answer, or lost too many machines | read the end of its log; clear the task |
| report | the version is published, only its report is missing | clear the task |
| announce | the version is published, but no event was sent to other DAGs | clear the task; see `announce_corpus` |

The last line of a failed task's log names the cause; if there is no error, the process was killed. *Corpus › Runs*
lists the run, with the cause at most a minute later. The tab *Details* of a task links to the corpus browser. Wrong
settings and bad data fail at once; every other error is retried twice. A run that failed before `publish` ended has
changed nothing that readers see.

**To clear a task**, open it in the grid, press *Clear* (the round arrow), leave *Downstream* selected and *Confirm*.
"""

import logging
from dataclasses import asdict
from datetime import date
from typing import Any

from airflow.sdk import task
from airflow.sdk.exceptions import AirflowSkipException

from broadsheet.errors import GateError
from broadsheet_airflow.approval import approval, ask, somebody_can_answer
from broadsheet_airflow.assets import ANNOUNCEMENT, announce, announcement, report_lineage, source_assets
from broadsheet_airflow.callbacks import PLANNED
from broadsheet_airflow.corpora import Corpus, known_corpora
from broadsheet_airflow.defaults import CorpusDag, every_dag
from broadsheet_airflow.links import browser_address, run_page, show_page, version_page, with_link
from broadsheet_airflow.metrics import count, show_version, timed
from broadsheet_airflow.params import check_names, chosen_sources, dates_asked_for, form, is_left_out, named
from broadsheet_airflow.paths import extract_pool, known_sources, project_settings, spark_cluster
from broadsheet_airflow.publication_dates import PublicationDates
from broadsheet_airflow.spark_tasks import submitted

EXTRACT_TASKS = 32  # a task takes seconds to start, a shard of 2,000 pages less than one to extract

log = logging.getLogger("broadsheet.build_corpus")


def build_corpus(corpus: Corpus) -> CorpusDag:  # noqa: C901, PLR0915  # a function for each task
    """Return the DAG that builds a corpus."""
    sources = known_sources(corpus)
    fields = form(sources)

    with CorpusDag(
        description="Build a new version of the corpus from the pages of the source",
        schedule=PublicationDates(),
        params=fields,
        **every_dag(corpus, "build_corpus", __doc__, ["corpus", "news"], changes_corpus=True),
    ) as dag:

        @task(task_id="plan")
        def plan_run(
            params: Any = None, dag_run: Any = None, ti: Any = None, partition_key: str | None = None
        ) -> list[dict[str, Any]]:
            from broadsheet.discovery.discover import discover

            check_names(params, fields)
            since, until = dates_asked_for(dag_run.run_type, partition_key, params)
            ti.xcom_push(PLANNED, {"since": since and since.isoformat(), "until": until and until.isoformat()})
            today = dag_run.start_date.date()
            if since and since > today:
                raise _nothing(corpus, dag_run, since, until, "that date is in the future")
            if is_left_out(dag_run.run_type, partition_key, params):
                raise _nothing(corpus, dag_run, since, until, "the form of this backfill leaves that date out")
            with timed(corpus, "discover"):
                source = chosen_sources(params["source"], known_sources(corpus))
                settings = project_settings(corpus, source=source, gate={"on_warning": params["on_warning"]})
                asked_by = f"{dag_run.dag_id}/{dag_run.run_id}"
                run = discover(settings, since=since, until=until, day=today, asked_by=asked_by, progress=_log_bytes)
            for name, read in run.sources.items():
                if read.problem:
                    log.warning("plan: source %s was not read: %s", name, read.problem)
                else:
                    log.info("plan: %d pages in %s (%s)", read.found.total, read.location, _listed(asdict(read.found)))
            count(corpus, "pages", asdict(run.found))
            if not (run.everything or run.shards or run.found.gone):
                run.store.clear()
                raise _nothing(corpus, dag_run, since, until, "no page of that date is known", run.run_id)
            if (pool := settings.airflow.extract_pool) != "default_pool":
                log.info("plan: if Airflow has no pool %s, extract stays scheduled for ever", pool)
            ti.xcom_push("run", str(run.folder))
            tasks = min(run.shards, EXTRACT_TASKS)
            return [{"run": str(run.folder), "shards": list(range(first, run.shards, tasks))} for first in range(tasks)]

        @task(
            task_id="extract",
            pool=extract_pool(corpus),
            map_index_template="{{ task.op_kwargs['shards'] | length }} shards",
        )
        def extract_shards(run: str, shards: list[int]) -> dict[str, int]:
            from broadsheet.extraction.extract import extract
            from broadsheet.runs.run import Run

            with timed(corpus, "extract"):
                counts = [asdict(extract(Run.open_unfinished(run), shard)) for shard in shards]
            total = {name: sum(part[name] for part in counts) for name in counts[0]}
            log.info("extract: %s", _listed(total))
            return total

        # extract is skipped if there is no page to read; pages may still have gone from the source
        @task(task_id="remove_boilerplate", trigger_rule="none_failed_min_one_success")
        def remove_template_lines(run: str) -> dict[str, int]:
            from broadsheet.boilerplate.stage import remove_boilerplate
            from broadsheet.runs.run import Run

            with timed(corpus, "remove_boilerplate"):
                removed = remove_boilerplate(Run.open_unfinished(run))
            counts = {"documents_without_their_template_lines": removed.documents, "documents_redone": removed.redone}
            log.info(
                "remove_boilerplate: template lines changed %d documents of this run, %d of the base version",
                removed.documents,
                removed.redone,
            )
            return counts

        @task(task_id="validate")
        def validate_documents(run: str, dag_run: Any = None, ti: Any = None) -> None:
            from broadsheet.queries.runs import read_run
            from broadsheet.runs.run import Run
            from broadsheet.validation.gate import examples_of, question, unanswered_message
            from broadsheet.validation.validate import validate

            planned = Run.open_unfinished(run)
            show_page(ti, run_page(corpus, planned.run_id))
            with timed(corpus, "validate"):
                verdict = validate(planned)
            counts = {"documents": verdict.rows, "refused": verdict.refused}
            log.info("validate: %s, %s", verdict.outcome, _listed(counts))
            places = {"accepted": verdict.accepted, "refused": verdict.refused, "pending": verdict.pending}
            count(corpus, "documents", places)
            count(corpus, "refused", verdict.reasons)
            ti.xcom_push("return_value", {"outcome": verdict.outcome, **counts, "report": verdict.report})
            if verdict.outcome == "ask" and not somebody_can_answer(dag_run):
                raise GateError(unanswered_message(verdict))
            if verdict.outcome != "ask":
                ask(None, ti)
            view = read_run(planned.warehouse, planned.run_id)
            named = {one.message: [page.source_uri for page in view.examples(one)] for one in verdict.failures}
            ask(question(verdict, browser_address(run_page(corpus, planned.run_id))), ti, examples_of(named))

        # approve is skipped without a question
        @task(task_id="deduplicate", trigger_rule="none_failed_min_one_success")
        def deduplicate_documents(run: str) -> dict[str, int]:
            from broadsheet.deduplication.deduplicate import deduplicate
            from broadsheet.runs.run import Run

            with timed(corpus, "deduplicate"):
                counts = asdict(deduplicate(Run.open_unfinished(run)))
            log.info("deduplicate: %s", _listed(counts))
            return counts

        @task(task_id="publish", inlets=source_assets(corpus, sources))
        def publish_version(run: str, ti: Any = None) -> dict[str, Any]:
            from broadsheet.operations.build import publish_on_current
            from broadsheet.runs.run import Run

            planned = Run.open(run)
            with timed(corpus, "publish"):
                published = publish_on_current(planned)
            show_version(corpus, published.figures)
            show_page(ti, version_page(corpus, published.version, published.base))
            report_lineage(planned, ti.task)
            if not published.is_new:  # skipped, so that nothing is announced
                log.info("publish: nothing new; version %s stays current", published.version)
                raise AirflowSkipException
            log.info("publish: version %s, dates changed: %d", published.version, len(published.dates))
            if not (published.dates or planned.everything):
                asked = named(planned.since, planned.until)
                log.info("publish: no document %s; %d of other dates are pending", asked, published.figures.pending)
                raise AirflowSkipException
            ti.xcom_push(ANNOUNCEMENT, announcement(published.version, published.dates, published.rows))
            return {"version": published.version, "dates": len(published.dates)}

        # publish is skipped if there is nothing new
        @task(task_id="report", trigger_rule="none_failed_min_one_success")
        def report_run(run: str, ti: Any = None) -> None:
            from broadsheet.cli.listings import summary_lines
            from broadsheet.operations.build import finish
            from broadsheet.runs.run import Run

            planned = Run.open(run)
            show_page(ti, run_page(corpus, planned.run_id))
            with timed(corpus, "report"):
                published = planned.store.published.read()
                assert published is not None
                summary = finish(planned, published)
            warns = summary.mostly_refused or summary.unread or summary.index_problem
            log.log(logging.WARNING if warns else logging.INFO, "\n%s", "\n".join(summary_lines(summary)))

        planned: Any = plan_run()
        folder = planned["run"]
        any_success: dict[str, Any] = {"trigger_rule": "none_failed_min_one_success"}
        if cluster := spark_cluster(corpus):
            extracted = submitted(cluster, "extract", folder)
            cleaned = submitted(cluster, "remove_boilerplate", folder, **any_success)
            deduplicated = submitted(cluster, "deduplicate", folder, **any_success)
            # the task publish then finds the version published, and reports it
            written = submitted(cluster, "publish", folder, task_id="publish_on_spark")
            deduplicated >> written
        else:
            extracted = extract_shards.expand_kwargs(planned)
            cleaned = remove_template_lines(folder)
            written = deduplicated = deduplicate_documents(folder)
        validated, published = validate_documents(folder), publish_version(folder)
        approved = approval(corpus, "Publish this batch in spite of its warnings?", "validate", fail_on_reject=True)
        extracted >> cleaned >> validated >> approved >> deduplicated
        written >> published
        validated >> deduplicated  # approve alone may be skipped
        reported = report_run(folder)
        published >> [reported, announce(corpus, published)]
        with_link(validated, published, reported)
    return dag


def _nothing(
    corpus: Corpus, dag_run: Any, since: date | None, until: date | None, why: str, run: str = ""
) -> AirflowSkipException:
    """Record that there is nothing to publish; return what skips all tasks of the run."""
    from broadsheet.warehouse.layout import Warehouse
    from broadsheet.warehouse.unpublished import record_unpublished

    message = f"nothing to publish {named(since, until)}: {why}"
    log.info("plan: %s", message)
    record_unpublished(
        Warehouse(project_settings(corpus).warehouse),
        "nothing",
        why,
        run=run,
        asked_by=f"{dag_run.dag_id}/{dag_run.run_id}",
        started=dag_run.start_date,
        dates=(since, until),
    )
    return AirflowSkipException(message)


def _log_bytes(done: int, total: int) -> None:
    log.info("plan: %d of %d MiB of files with several pages read", done >> 20, total >> 20)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count) or "none"


for each in known_corpora():
    build_corpus(each)
