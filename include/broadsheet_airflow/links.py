"""Links from Airflow to the corpus browser: addresses for questions, and buttons on the pages of tasks.

The path of a page names its corpus: those of the main corpus are directly below the browser, those of another below
``/of/NAME``. A task names its page with `show_page`. Airflow stores the address with the task when it ends, and shows
it as the button *Corpus browser*. The buttons belong to tasks of this project (`with_link`), not to an operator class:
no plugin has to register them, and other DAGs do not get them.
"""

from typing import Any
from urllib.parse import quote, urlencode

from airflow.sdk import BaseOperatorLink
from airflow.sdk.configuration import conf

from broadsheet_airflow.corpora import Corpus

BROWSER = "/corpus"
"""Where `plugins/browse_corpus.py` mounts the browser."""

OF = "/of/"
"""Between the address of the browser and the name of a corpus that is not the main one."""

PAGE = "corpus_page"
"""Key of the XCom with the page of the browser that shows what a task did."""


def airflow_address() -> str:
    """Return the address of Airflow's user interface, without a slash at its end."""
    return str(conf.get("api", "base_url", fallback="http://localhost:8080")).rstrip("/")


def browser_address(page: str) -> str:
    """Return the address of a page of the corpus browser, given its path there.

    >>> browser_address(run_page(Corpus(), "20260101T000000-abc"))
    'http://localhost:8080/corpus/runs/20260101T000000-abc'
    """
    return f"{airflow_address()}{BROWSER}{page}"


def run_page(corpus: Corpus, run_id: str) -> str:
    """Return the path of a run in the browser.

    >>> run_page(Corpus("wire"), "20260101T000000-abc")
    '/of/wire/runs/20260101T000000-abc'
    """
    return f"{pages_of(corpus)}/runs/{quote(run_id, safe='')}"


def document_page(corpus: Corpus, doc_id: str) -> str:
    """Return the path of a document in the browser."""
    return f"{pages_of(corpus)}/documents/{quote(doc_id, safe='')}"


def version_page(corpus: Corpus, version: str, previous: str | None = None) -> str:
    """Return the path of a version in the browser, or of its diff from the version before."""
    if previous and previous != version:
        return f"{pages_of(corpus)}/differences?{urlencode({'since': previous, 'version': version})}"
    return f"{pages_of(corpus)}/versions/{version}"


def versions_page(corpus: Corpus) -> str:
    """Return the path of the list of versions in the browser."""
    return f"{pages_of(corpus)}/versions"


def pages_of(corpus: Corpus) -> str:
    """Return the path below which the browser has the pages of a corpus; empty for the main corpus."""
    return corpus.named("", OF)


def show_page(task_instance: Any, page: str) -> None:
    """Name the page of the browser that shows what a task did."""
    task_instance.xcom_push(PAGE, page)


class CorpusLink(BaseOperatorLink):
    """The button of a task that leads to its page of the browser; empty for a task that named none."""

    name = "Corpus browser"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """Return the address. Airflow calls this in the process of the task, with the running task instance."""
        page = ti_key.xcom_pull(task_ids=ti_key.task_id, key=PAGE, map_indexes=ti_key.map_index)
        return browser_address(page) if isinstance(page, str) else ""


def with_link(*outputs: Any) -> None:
    """Give the tasks with these outputs (`XComArg`) the button."""
    for output in outputs:
        output.operator.operator_extra_links = (CorpusLink(),)
