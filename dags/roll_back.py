"""Lets readers see an older version of the corpus again. More in `docs/operating.md`.

**Use it** when what was published is wrong: a source delivered rubbish, a setting was mistaken. *Trigger* opens a form:
name a kept version, or leave it empty for the one before. The run first shows what that changes for readers, then waits
for your *Approve*; *Reject* ends it and nothing was done.

**Pause `build_corpus` first**, and mend the source or the setting before it goes on: its next run builds on the version
you go back to, and takes up again whatever the source holds beyond it.

| what can go wrong | it means | do |
| --- | --- | --- |
| look fails, "no version is called" | it is not kept, or never was | the log lists those that are kept |
| roll_back fails, "damaged" | a file of it is gone | choose another version; run `audit_corpus` |
| roll_back fails, "taken down" | a takedown was cut short | take down the same pages again |
| the bad documents are back | a run published them again | mend the source or the setting, then let it run |

It is one rename: nothing is written or deleted, and you can go forward again the same way.
"""

import logging
from typing import Any

from airflow.sdk import DAG, Param, task
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet_airflow.approval import APPROVE, approval, ask
from broadsheet_airflow.assets import CORPUS
from broadsheet_airflow.defaults import every_dag
from broadsheet_airflow.paths import project_settings

MODES = {"ask": "Show what changes, then ask", "look": "Only show what changes", "act": "Do it without asking"}

log = logging.getLogger("broadsheet.roll_back")

with DAG(
    "roll_back",
    description="Lets readers see an older version of the corpus again",
    doc_md=__doc__,
    tags=["corpus", "by hand"],
    schedule=None,
    params={
        "version": Param(
            None,
            type=["null", "string"],
            title="Version",
            description="Id of a kept version or its beginning; empty: the one before the current one",
        ),
        "mode": Param("ask", enum=list(MODES), values_display=MODES, type="string", title="How"),
    },
    **every_dag(),
) as dag:

    @task
    def look(params: dict[str, Any], ti: Any) -> str:
        from broadsheet.cli.listings import differences_lines, versions_lines
        from broadsheet.operations.rollback import plan_roll_back, version_before
        from broadsheet.warehouse.layout import Warehouse

        place = Warehouse(project_settings().warehouse)
        log.info("look: these versions are kept\n%s", "\n".join(versions_lines(place)))
        differences = plan_roll_back(place, params["version"] or version_before(place))
        lines = list(differences_lines(differences))
        log.info("look:\n%s", "\n".join(lines))
        ti.xcom_push("return_value", differences.new)
        if params["mode"] == "look":
            raise DownstreamTasksSkipped(tasks=[APPROVE, "roll_back"])
        ask("\n".join(["```", *lines, "```"]) if params["mode"] == "ask" else None, ti)

    @task(outlets=[CORPUS], trigger_rule="none_failed_min_one_success")
    def roll_back(version: str, dag_run: Any, *, outlet_events: Any) -> str:
        from broadsheet.operations.rollback import roll_back

        differences = roll_back(project_settings(), version, asked_by=f"{dag_run.dag_id}/{dag_run.run_id}")
        log.info("roll_back: readers see version %s now, not %s", differences.new, differences.old)
        outlet_events[CORPUS].add_partitions(list(differences.dates) or ["undated"])
        outlet_events[CORPUS].extra = {"version": differences.new, "rows": {}}
        return differences.new

    looked = look()
    rolled_back = roll_back(looked)
    looked >> approval("Let readers see this version again?", "look", fail_on_reject=False) >> rolled_back
