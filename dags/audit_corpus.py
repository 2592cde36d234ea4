"""Looks each morning whether all that was published is there, whole, balanced and fresh. More in `docs/operating.md`.

It reads every file of every kept version once, changes nothing, and fails if anything is found: then the log's last
lines name each finding and what to do about it, and an alert goes out where one is set.

| finding | it means | do |
| --- | --- | --- |
| files | a file is missing, or has other bytes than were published | restore it, or roll back to a whole version |
| balance | the ledger and the data name other pages | roll back, keep the version, report a defect |
| taken_down | a kept version holds what was taken down | take down the same pages again |
| shrinking | a partition lost documents in the last version | see where they went (corpus browser), mend, roll back |
| freshness | no run ended, or a source gave nothing, for days | see `build_corpus`, and the crawler |
| space | another version may not fit on the disk | make room, or keep versions for fewer days |

What counts as stale or shrunk stands in the settings `audit.*` and `alerts.silent_days`.
"""

import logging

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

from broadsheet_airflow.defaults import every_dag
from broadsheet_airflow.metrics import count, timed
from broadsheet_airflow.paths import project_settings

log = logging.getLogger("broadsheet.audit_corpus")

with DAG(
    "audit_corpus",
    description="Is all that was published there, whole, balanced and fresh?",
    doc_md=__doc__,
    tags=["corpus"],
    schedule="0 6 * * *",
    **every_dag(),
) as dag:

    @task
    def audit() -> None:
        from broadsheet.cli.listings import audit_lines
        from broadsheet.operations.audit import audit, raise_findings
        from broadsheet.warehouse.layout import Warehouse

        settings = project_settings()
        if Warehouse(settings.warehouse).current_id() is None:
            log.info("audit: nothing was published so far, there is nothing to look at")
            raise AirflowSkipException
        with timed("audit"):
            outcome = audit(settings)
        log.info("audit:\n%s", "\n".join(audit_lines(outcome)))
        count("audit", {"findings": len(outcome.findings)})
        raise_findings(outcome)

    audit()
