"""Stores the results of Great Expectations and its Data Docs, which stay after the run.

Under ``<warehouse>/validation/``: ``results/`` holds the results in the format of Great Expectations, ``data_docs/``
its site: one page per suite and run, and an index. Each run creates a context, which writes only to these two folders,
so concurrent runs share no configuration. The pages of the latest `KEPT` runs are kept.

The pages of Great Expectations load scripts and styles from seven hosts, and its index is empty without them. They are
removed, a small style sheet is inserted, and the index is written here, so that a report makes no network request.
"""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broadsheet.atomic_io import write_text
from broadsheet.runs.run import Run

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

KEPT = 200
"""Number of runs whose results and pages are kept, about 150 kB each, and listed in the index."""

_BATCH = "run"


def open_context(folder: Path) -> Any:
    """Return a Great Expectations context that stores its results and site in `folder`."""
    import great_expectations as gx  # noqa: PLC0415

    def files(name: str, **more: str) -> dict[str, str]:
        return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str((folder / name).absolute()), **more}

    config: dict[str, Any] = {
        "config_version": 4.0,
        "analytics_enabled": False,
        "progress_bars": {"globally": False},
        "expectations_store_name": "expectations",
        "validation_results_store_name": "results",
        "checkpoint_store_name": "checkpoints",
        "stores": {
            "expectations": {"class_name": "ExpectationsStore"},
            "checkpoints": {"class_name": "CheckpointStore"},
            "validation_definition_store": {"class_name": "ValidationDefinitionStore"},
            "results": {
                "class_name": "ValidationResultsStore",
                "store_backend": files("results", filepath_suffix=".json"),
            },
        },
        "data_docs_sites": {
            "data_docs": {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": files("data_docs"),
            }
        },
    }
    return gx.get_context(mode="ephemeral", project_config=config)


def store_results(context: Any, run: Run, results: Sequence["ExpectationSuiteValidationResult"]) -> Path:
    """Store the results of a run, render their pages, list them in the index, and delete those of the oldest runs.

    A second call replaces the run's results.

    Returns:
        The path of the page of the first result.
    """
    from great_expectations.core.run_identifier import RunIdentifier  # noqa: PLC0415
    from great_expectations.data_context.types.resource_identifiers import (  # noqa: PLC0415
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    identifiers = [
        ValidationResultIdentifier(
            expectation_suite_identifier=ExpectationSuiteIdentifier(result.suite_name),
            run_id=RunIdentifier(run_name=run.run_id, run_time=run.started),
            batch_identifier=_BATCH,
        )
        for result in results
    ]
    for identifier, result in zip(identifiers, results, strict=True):
        context.validation_results_store.set(identifier, result)
    context.build_data_docs(resource_identifiers=identifiers, build_index=False)
    site = run.warehouse.validation / "data_docs"
    keys: list[Any] = list(identifiers)  # their methods have no types
    pages = [(site / Path("validations", *key.to_tuple()).with_suffix(".html")).absolute() for key in keys]
    for page in pages:
        write_text(_local(page.read_text(encoding="utf-8")), page)
    _keep_latest(run.warehouse.validation)
    write_text(_index(site), site / "index.html")
    return pages[0]


_REMOTE = re.compile(
    r'<script\b[^>]*>.*?</script>|<footer\b.*?</footer>|<(?:link|img)\b[^>]*(?:href|src)="https?://[^"]*"[^>]*>'
    r'|<link\b[^>]*rel="shortcut icon"[^>]*>|(?<=active")\s+onclick="[^"]*"|(?<=btn-primary")\s+onclick="[^"]*"',
    re.DOTALL | re.IGNORECASE,
)
"""What a page of Great Expectations loads from other hosts, its scripts, an icon that is not there, and an
advertisement."""

_SUITE_LINK = re.compile(r'<a\b[^>]*href="[^"]*expectations/[^"]*"[^>]*>(.*?)</a>', re.DOTALL)

_STYLE = """<style>
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem;color-scheme:light dark}
body{overflow-wrap:anywhere}table{display:block;max-width:100%;overflow-x:auto}.mb-2:has(.btn-group-toggle){display:none}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{border:1px solid #8886;padding:.3rem .6rem;text-align:left}
.fa-check-circle::before{content:"\\2713 passed"}.fa-times::before{content:"\\2717 failed"}
.fa-exclamation-triangle::before{content:"! error"}.sticky{position:static}.sticky>.card:first-child{display:none}
</style>"""


def _local(html: str) -> str:
    """Return a page without what is loaded from another host, and without links to pages that are not built."""
    html = _SUITE_LINK.sub(r"\1", _REMOTE.sub("", html))
    return html.replace("</head>", f"{_STYLE}</head>", 1)


def _runs(folder: Path) -> dict[str, list[Path]]:
    """Return the folders of each run below a folder of suites, by name of the run, the latest first."""
    runs: defaultdict[str, list[Path]] = defaultdict(list)
    for found in folder.glob("*/*"):
        runs[found.name].append(found)
    return {name: sorted(runs[name]) for name in sorted(runs, key=lambda name: _latest(runs[name]), reverse=True)}


def _latest(folders: Iterable[Path]) -> str:
    """Return the time of a run: the name of the folder in its own."""
    return max((time.name for folder in folders for time in folder.iterdir()), default="")


def _keep_latest(folder: Path) -> None:
    for kind in ("results", "data_docs/validations"):
        for folders in list(_runs(folder / kind).values())[KEPT:]:
            for old in folders:
                shutil.rmtree(old, ignore_errors=True)  # another run may be deleting it, too


def _index(site: Path) -> str:
    rows = []
    for name, folders in _runs(site / "validations").items():
        pages = [page for folder in folders for page in sorted(folder.rglob("*.html"))]
        links = [
            f'<a href="{escape(page.relative_to(site).as_posix())}">{escape(page.parts[-4])}</a>' for page in pages
        ]
        rows.append(f"<tr><td>{escape(name)}</td><td>{escape(_latest(folders))}</td><td>{', '.join(links)}</td></tr>")
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Validation</title>{_STYLE}</head><body>"
        f"<h1>Validation of the latest {KEPT} runs</h1><table><tr><th>run</th><th>time</th><th>results</th></tr>"
        f"{''.join(rows)}</table></body></html>\n"
    )
