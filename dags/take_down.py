"""Removes documents from every retained version of the corpus, permanently. More in `docs/operating.md`.

**Use it** if a text must be removed: after a court order, or a request of the publisher or of a person. *Trigger*
opens a form: name the pages, one per line, by doc_id, source URI or web address. The run first shows which pages it
would remove and which copies of them would stay, then waits for *Approve*. *Reject* ends the run; nothing is changed.

**It removes** the documents, their sketches, line hashes and quarantine rows from all retained versions; these versions
get new ids. It also deletes the working folders of runs, and validation results that contain the documents. Hashes are
kept, so that neither the page nor the same bytes under another name can come back. Clusters are computed as if the
pages had never existed.

| when this fails | it means | do |
| --- | --- | --- |
| look, "no retained version" | a name is incomplete or matches no page | trigger a new run; the browser shows doc_ids |
| take_down, "more pages" | more pages match now than when they were shown | trigger a new run and check again |
| take_down | disk full, or another process publishes | free disk space; clear the task: it finishes the takedown |
| announce | the documents are removed, but no event was sent to other DAGs | clear the task; see `announce_corpus` |
| `build_corpus`, "contains no run" | its working folder could hold the text and was deleted | trigger it again |

To undo a takedown, run `broadsheet take-down --lift DOC_ID --yes`; the next run reads the page again. This DAG does not
change the source and the backups of `data/`: delete the page there yourself.
"""

import logging
from functools import partial
from typing import Any

from airflow.sdk import Param, task
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet_airflow.assets import ANNOUNCEMENT, announce, announcement
from broadsheet_airflow.by_hand import LOOK, MODE, end_look, look_ask_act
from broadsheet_airflow.corpora import Corpus, known_corpora
from broadsheet_airflow.defaults import CorpusDag, every_dag
from broadsheet_airflow.links import document_page, show_page, version_page, versions_page, with_link
from broadsheet_airflow.params import check_names
from broadsheet_airflow.paths import project_settings

FORM = {
    "pages": Param(
        [],
        type="array",
        items={"type": "string"},
        title="Pages",
        description="One per line: a complete doc_id, source URI or web address.",
    ),
    "copies": Param(
        False, type="boolean", title="Copies too", description="Also remove the other documents of their clusters."
    ),
    "reason": Param(
        None,
        type=["null", "string"],
        title="Reason",
        description="Who asked, and when; may be empty. Stored with the hashes.",
    ),
    "mode": MODE,
}

_LINKED = 20
"""Pages with a link in the question; the list of its lines has all of them."""

log = logging.getLogger("broadsheet.take_down")


def take_down_from(corpus: Corpus) -> CorpusDag:
    """Return the DAG that removes documents from a corpus."""
    with CorpusDag(
        description="Remove documents from every retained version, and block their return",
        schedule=None,
        params=FORM,
        **every_dag(corpus, "take_down", __doc__, ["corpus", "by hand"], changes_corpus=True),
    ) as dag:

        @task(task_id=LOOK)
        def show_what_would_go(params: Any = None, dag_run: Any = None, ti: Any = None) -> None:
            from broadsheet.cli.listings import targets_lines
            from broadsheet.operations.targets import find_targets
            from broadsheet.warehouse.layout import Warehouse

            check_names(params, FORM)
            warehouse = Warehouse(project_settings(corpus).warehouse)
            targets = find_targets(warehouse, params["pages"], copies=params["copies"])
            lines = list(targets_lines(targets))
            log.info("look:\n%s", "\n".join(lines))
            ti.xcom_push("return_value", [page.doc_id for page in targets.pages])
            links = {page.source_uri: document_page(corpus, page.doc_id) for page in targets.pages[:_LINKED]}
            end_look(params["mode"], lines, "take_down", dag_run, ti, links)

        @task(task_id="take_down", trigger_rule="none_failed_min_one_success")  # approve is skipped without a question
        def remove_documents(shown: list[str], params: Any = None, dag_run: Any = None, ti: Any = None) -> None:
            from broadsheet.cli.listings import taken_down_lines
            from broadsheet.errors import DataError
            from broadsheet.operations.takedown import take_down
            from broadsheet.operations.targets import find_targets
            from broadsheet.warehouse.layout import Warehouse

            settings = project_settings(corpus)
            targets = find_targets(Warehouse(settings.warehouse), params["pages"], copies=params["copies"])
            if more := {page.doc_id for page in targets.pages} - set(shown):
                raise DataError(
                    f"{len(more)} more pages match now than were shown. Nothing was removed; "
                    "trigger a new run and check again"
                )
            asked_by = f"{dag_run.dag_id}/{dag_run.run_id}"
            progress = partial(log.info, "take_down: %s")
            outcome = take_down(settings, targets, params["reason"], asked_by=asked_by, progress=progress)
            log.info("take_down:\n%s", "\n".join(taken_down_lines(outcome)))
            ti.xcom_push("return_value", {"pages": outcome.pages, "versions": outcome.versions})
            published = outcome.published
            show_page(ti, version_page(corpus, published.version) if published else versions_page(corpus))
            if not (published and published.is_new):  # the current version did not hold the pages, only older ones did
                raise DownstreamTasksSkipped(tasks=["announce"])  # type: ignore[no-untyped-call]
            ti.xcom_push(ANNOUNCEMENT, announcement(published.version, published.dates, published.rows))

        looked: Any = show_what_would_go()
        taken_down = remove_documents(looked)
        # The alert contains no page: it goes to chat rooms and mailboxes, where nobody could remove the page.
        look_ask_act(corpus, looked, "Remove these pages permanently?", taken_down, particulars=False)
        taken_down >> announce(corpus, taken_down)
        with_link(taken_down)
    return dag


for each in known_corpora():
    take_down_from(each)
