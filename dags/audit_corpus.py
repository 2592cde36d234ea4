"""Checks each morning that everything published is complete, consistent and recent. More in `docs/operating.md`.

It reads every file of every retained version once and changes nothing. If it finds a problem, the run fails, the end of
its log lists each finding with what to do, and an alert is sent if alerts are set up.

| finding | it means | do |
| --- | --- | --- |
| files | a file is missing, or has other bytes than were published | restore it, or roll back to a complete version |
| balance | the ledger and the data hold different pages | roll back, keep a copy of the version, report the defect |
| taken_down | a retained version holds documents that were taken down | take down the same pages again |
| shrinking | a partition lost documents in the last version | find out why (corpus browser), fix it, roll back |
| freshness | for days, no run ended or a source had no new page | check `build_corpus` and the crawler |
| space | the disk may be too full for another version | free disk space, or retain versions for fewer days |

The settings `audit.*` and `alerts.silent_days` are the limits for *shrinking* and *freshness*.
"""

import logging

from airflow.sdk import task
from airflow.sdk.exceptions import AirflowSkipException

from broadsheet_airflow.corpora import Corpus, known_corpora
from broadsheet_airflow.defaults import CorpusDag, every_dag
from broadsheet_airflow.metrics import count, timed
from broadsheet_airflow.paths import project_settings

log = logging.getLogger("broadsheet.audit_corpus")


def audit_corpus(corpus: Corpus) -> CorpusDag:
    """Return the DAG that checks a corpus."""
    with CorpusDag(
        description="Check that everything published is complete, consistent and recent",
        schedule="0 6 * * *",
        **every_dag(corpus, "audit_corpus", __doc__, ["corpus"]),
    ) as dag:

        @task(task_id="audit")
        def audit_warehouse() -> None:
            from broadsheet.cli.listings import audit_lines
            from broadsheet.operations.audit import audit, raise_findings
            from broadsheet.warehouse.layout import Warehouse

            settings = project_settings(corpus)
            if Warehouse(settings.warehouse).current_id() is None:
                log.info("audit: nothing was published so far, so there is nothing to check")
                raise AirflowSkipException
            with timed(corpus, "audit"):
                outcome = audit(settings)
            log.info("audit:\n%s", "\n".join(audit_lines(outcome)))
            count(corpus, "audit", {"findings": len(outcome.findings)})
            raise_findings(outcome)

        audit_warehouse()
    return dag


for each in known_corpora():
    audit_corpus(each)
