"""Great Expectations' own results and Data Docs: an audit artefact that outlives the run.

Under ``<warehouse>/validation/``: ``results/`` holds the results as Great Expectations stores them, ``data_docs/`` its
site, one page a suite and run and an index over the latest runs. The context itself is made anew for each run and keeps
nothing but these two folders, so concurrent runs share no configuration.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broadsheet.runs.run import Run

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

INDEXED = 200
"""Results the site's index lists; older pages stay. It keeps the cost of the index below half a CPU second."""

_BATCH = "run"


def open_context(folder: Path) -> Any:
    """Return a Great Expectations context whose results and site lie in `folder`."""
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
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "validation_results_limit": INDEXED},
            }
        },
    }
    return gx.get_context(mode="ephemeral", project_config=config)


def store_results(context: Any, run: Run, results: Sequence["ExpectationSuiteValidationResult"]) -> Path:
    """Store the results of a run, render their pages and the index; the same run again replaces its own.

    Returns:
        The page of the first result.
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
    context.build_data_docs(resource_identifiers=identifiers)
    key: Any = identifiers[0]  # its methods carry no types
    page = Path("data_docs", "validations", *key.to_tuple()).with_suffix(".html")
    return (run.warehouse.validation / page).absolute()
