"""What the DAGs read and write, as assets: others are scheduled on them, and lineage shows where they lie.

The assets are names only. An address that followed the settings would make another asset of the same name whenever a
run is given another source or warehouse, and Airflow fails a task whose asset is not the one it knows. Where they lie
in a run is told to lineage by that run.
"""

from contextlib import suppress
from typing import Any

from airflow.sdk import Asset
from airflow.sdk.lineage import get_hook_lineage_collector

from broadsheet.errors import ConfigurationError
from broadsheet.identity import parse_source
from broadsheet.runs.run import Run

PAGES = Asset("pages")
"""The pages of the source."""

CORPUS = Asset("corpus")
"""What readers see: ``current`` with its three datasets."""


def tell_lineage(run: Run, context: Any) -> None:
    """Tell lineage, where a provider collects it, the folders a run reads and writes; `context` is the operator."""
    collector = get_hook_lineage_collector()
    with suppress(ConfigurationError):  # the folder may be gone by now
        collector.add_input_asset(context, uri=parse_source(run.settings.source).root.absolute().as_uri())
    collector.add_output_asset(context, uri=run.warehouse.current.absolute().as_uri())
