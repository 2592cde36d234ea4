"""Takes documents out of every kept version of the corpus, for good. More in `docs/operating.md`.

**Use it** when a text has to go: a court order, a publisher's wish, a person's right. *Trigger* opens a form: name the
pages, one a line, by doc_id, source URI or web address. The run first shows what would go and which copies of it would
stay, then waits for your *Approve*; *Reject* ends it and nothing was done.

**It takes** the documents, their sketches, line hashes and quarantine rows out of all kept versions, which get new ids;
working folders of runs and validation results that name them are removed. Hashes stay, so that neither the page nor the
same bytes under another name come back. Clusters are counted anew, as if the pages had never been.

| what can go wrong | it means | do |
| --- | --- | --- |
| look fails, "no kept version" | a name is not whole, or of nothing | correct it; the corpus browser shows doc_ids |
| take_down fails | disk full, or another publisher at work | clear the task: it finishes what was begun |
| `build_corpus` fails, "holds no run" | its working folder held the text and was cleared | trigger it anew |
| it was a mistake | | `broadsheet take-down --lift DOC_ID --yes`; the next run reads the page again |

The page itself stays in the source, where this does not write: delete it there. Backups of `data/` are yours to clean.
"""

import logging
from functools import partial
from typing import Any

from airflow.sdk import DAG, Param, task
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet_airflow.approval import APPROVE, approval, ask
from broadsheet_airflow.assets import CORPUS
from broadsheet_airflow.defaults import EVENT_DATES, every_dag
from broadsheet_airflow.paths import project_settings

MODES = {"ask": "Show what would go, then ask", "look": "Only show what would go", "act": "Do it without asking"}

log = logging.getLogger("broadsheet.take_down")

with DAG(
    "take_down",
    description="Takes documents out of every kept version, and blocks their return",
    doc_md=__doc__,
    tags=["corpus", "by hand"],
    schedule=None,
    params={
        "pages": Param(
            [],
            type="array",
            items={"type": "string"},
            title="Pages",
            description="One a line: doc_id, source URI or web address, each whole",
        ),
        "copies": Param(
            False, type="boolean", title="Their copies too", description="Take down what repeats them as well"
        ),
        "reason": Param("", type="string", title="Reason", description="Kept with the hashes: who asked, and when"),
        "mode": Param("ask", enum=list(MODES), values_display=MODES, type="string", title="How"),
    },
    **every_dag(),
) as dag:

    @task
    def look(params: dict[str, Any], ti: Any) -> list[str]:
        from broadsheet.cli.listings import targets_lines
        from broadsheet.operations.targets import find_targets
        from broadsheet.warehouse.layout import Warehouse

        place = Warehouse(project_settings().warehouse)
        targets = find_targets(place, params["pages"], copies=params["copies"])
        lines = list(targets_lines(targets))
        log.info("look:\n%s", "\n".join(lines))
        ti.xcom_push("return_value", [page.doc_id for page in targets.pages])
        if params["mode"] == "look":
            raise DownstreamTasksSkipped(tasks=[APPROVE, "take_down"])
        ask("\n".join(["```", *lines, "```"]) if params["mode"] == "ask" else None, ti)

    @task(outlets=[CORPUS], trigger_rule="none_failed_min_one_success")
    def take_down(shown: list[str], params: dict[str, Any], dag_run: Any, *, outlet_events: Any) -> dict[str, Any]:
        from broadsheet.cli.listings import taken_down_lines
        from broadsheet.errors import DataError
        from broadsheet.operations.takedown import take_down
        from broadsheet.operations.targets import find_targets
        from broadsheet.warehouse.layout import Warehouse

        settings = project_settings()
        targets = find_targets(Warehouse(settings.warehouse), params["pages"], copies=params["copies"])
        if more := {page.doc_id for page in targets.pages} - set(shown):
            raise DataError(f"{len(more)} more pages came since these were shown; trigger anew and look again")
        asked_by = f"{dag_run.dag_id}/{dag_run.run_id}"
        tell = partial(log.info, "take_down: %s")
        outcome = take_down(settings, targets, params["reason"], asked_by=asked_by, progress=tell)
        log.info("take_down:\n%s", "\n".join(taken_down_lines(outcome)))
        published = outcome.published
        if published and published.is_new:
            outlet_events[CORPUS].add_partitions(list(published.dates) or ["undated"])
            rows = published.rows if len(published.rows) <= EVENT_DATES else {}
            outlet_events[CORPUS].extra = {"version": published.version, "rows": rows}
        return {"pages": outcome.pages, "versions": outcome.versions}

    looked = look()
    taken_down = take_down(looked)
    asked = approval("Take these pages down, for good?", "look", fail_on_reject=False, spread=False)
    looked >> asked >> taken_down
