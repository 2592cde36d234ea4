"""Stores the results of Great Expectations and its Data Docs, which stay after the run.

Under ``<warehouse>/validation/``: ``results/`` holds the results in the format of Great Expectations, ``data_docs/``
its site: one page per suite and run, and an index of the latest runs. Each run creates a context, which writes only
to these two folders, so concurrent runs share no configuration.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broadsheet.runs.run import Run

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

INDEXED = 200
"""Maximum number of results in the index; older pages stay. Limits the cost of the index to half a CPU second."""

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
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "validation_results_limit": INDEXED},
            }
        },
    }
    return gx.get_context(mode="ephemeral", project_config=config)


def store_results(context: Any, run: Run, results: Sequence["ExpectationSuiteValidationResult"]) -> Path:
    """Store the results of a run, and render their pages and the index; a second call replaces the run's results.

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
    context.build_data_docs(resource_identifiers=identifiers)
    key: Any = identifiers[0]  # its methods have no types
    page = Path("data_docs", "validations", *key.to_tuple()).with_suffix(".html")
    return (run.warehouse.validation / page).absolute()
