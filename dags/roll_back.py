"""Makes an older version of the corpus the current one again. More in `docs/operating.md`.

**Use it** if a bad version was published, because the source or a setting was wrong. *Trigger* opens a form:
name a retained version, or leave the field empty for the version before the current one. The run first shows what
changes for readers, then waits for *Approve*. *Reject* ends the run; nothing is changed.

**Pause `build_corpus` first**, and fix the source or the setting before you unpause it. Its next run starts from the
version that you rolled back to, and publishes again all pages of the source that this version does not hold.

| when this fails | it means | do |
| --- | --- | --- |
| look, "no retained version" | that version was deleted, or never existed | trigger a new run with one from the log |
| roll_back, "another run" | another run published after the changes were shown | trigger a new run and check again |
| roll_back, "damaged" | files of that version are missing or changed | choose another one; run `audit_corpus` |
| roll_back, "taken down" | a takedown did not finish | take down the same pages again |
| announce | readers see the version, but no event was sent to other DAGs | clear the task; see `announce_corpus` |

If the bad documents come back, a run published them again: fix the source or the setting first. A rollback only changes
which version is current. It writes and deletes no data, so you can return to the newer version in the same way.
"""

import logging
from typing import Any

from airflow.sdk import Param, task

from broadsheet_airflow.assets import ANNOUNCEMENT, announce, announcement
from broadsheet_airflow.by_hand import LOOK, MODE, end_look, look_ask_act
from broadsheet_airflow.corpora import Corpus, known_corpora
from broadsheet_airflow.defaults import CorpusDag, every_dag
from broadsheet_airflow.links import show_page, version_page, with_link
from broadsheet_airflow.params import check_names
from broadsheet_airflow.paths import project_settings

FORM = {
    "version": Param(
        None,
        type=["null", "string"],
        title="Version",
        description="Id of a retained version, or the first digits of it. Empty: the version before the current one.",
    ),
    "mode": MODE,
}

log = logging.getLogger("broadsheet.roll_back")


def roll_back_corpus(corpus: Corpus) -> CorpusDag:
    """Return the DAG that makes an older version of a corpus the current one."""
    with CorpusDag(
        description="Make an older version of the corpus the current one again",
        schedule=None,
        params=FORM,
        **every_dag(corpus, "roll_back", __doc__, ["corpus", "by hand"], changes_corpus=True),
    ) as dag:

        @task(task_id=LOOK)
        def show_what_would_change(params: Any = None, dag_run: Any = None, ti: Any = None) -> None:
            from broadsheet.cli.listings import differences_lines, versions_lines
            from broadsheet.operations.rollback import plan_roll_back
            from broadsheet.warehouse.catalog import VersionCatalog
            from broadsheet.warehouse.layout import Warehouse

            check_names(params, FORM)
            warehouse = Warehouse(project_settings(corpus).warehouse)
            current = warehouse.current_id()  # read first: if a run publishes meanwhile, roll_back refuses to act
            log.info("look: retained versions\n%s", "\n".join(versions_lines(warehouse)))
            diff = plan_roll_back(warehouse, params["version"] or VersionCatalog(warehouse).previous())
            lines = list(differences_lines(diff))
            log.info("look:\n%s", "\n".join(lines))
            ti.xcom_push("return_value", {"current": current, "version": diff.new})
            links = {
                "All changes": version_page(corpus, diff.new, current),
                f"Version {diff.new}": version_page(corpus, diff.new),
            }
            end_look(params["mode"], lines, "roll_back", dag_run, ti, links)

        @task(task_id="roll_back", trigger_rule="none_failed_min_one_success")  # approve is skipped without a question
        def switch_version(shown: dict[str, str], dag_run: Any = None, ti: Any = None) -> str:
            from broadsheet.operations.rollback import roll_back

            asked_by = f"{dag_run.dag_id}/{dag_run.run_id}"
            diff = roll_back(
                project_settings(corpus), shown["version"], asked_by=asked_by, expected_current=shown["current"]
            )
            log.info("roll_back: version %s is current now; before, it was %s", diff.new, diff.old)
            show_page(ti, version_page(corpus, diff.new, diff.old))
            ti.xcom_push(ANNOUNCEMENT, announcement(diff.new, diff.dates))
            return diff.new

        looked: Any = show_what_would_change()
        rolled_back = switch_version(looked)
        look_ask_act(corpus, looked, "Make this version the current one?", rolled_back)
        rolled_back >> announce(corpus, rolled_back)
        with_link(rolled_back)
    return dag


for each in known_corpora():
    roll_back_corpus(each)
