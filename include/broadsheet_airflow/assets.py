"""The assets of each corpus: their events, on which other DAGs are scheduled, and where they are stored, for lineage.

The assets are names only. A URI that followed the settings would make another asset of the same name whenever a run is
given another source or warehouse, and Airflow fails a task whose asset is not the one it knows. Each run reports to
lineage where they are stored.

Two kinds of DAGs wait for the corpus. One with a `PartitionedAssetTimetable` runs for each date whose documents
changed, and needs events with a partition key. One with ``schedule=[Asset("corpus")]`` runs for each version, and needs
events without. In Airflow 3.3.2 a run that has a partition key can only send events with a key, and every scheduled run
and backfill of `build_corpus` has one. So the DAG `announce_corpus`, whose runs have none, sends all events. See
``docs/decisions/events-of-the-corpus.md``.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Asset
from airflow.sdk.lineage import get_hook_lineage_collector

from broadsheet.errors import ConfigurationError
from broadsheet.identity import parse_source
from broadsheet_airflow.corpora import Corpus

if TYPE_CHECKING:  # DAG files import this, and a run brings pyarrow along
    from broadsheet.runs.run import Run


def source_assets(corpus: Corpus, sources: Iterable[str]) -> list[Asset]:
    """Return the assets that a build reads: one for each named source of the settings, or one for all their pages."""
    names = [f"source {name}" for name in sources] or ["pages"]
    return [Asset(corpus.named(name, " of ")) for name in names]


def corpus_asset(corpus: Corpus) -> Asset:
    """Return the asset that is the current version with its datasets.

    >>> corpus_asset(Corpus()).name, corpus_asset(Corpus("wire")).name
    ('corpus', 'corpus wire')
    """
    return Asset(corpus.named("corpus", " "))


ANNOUNCEMENT = "announcement"
"""Key of the XCom with the ``conf`` of a run of `announce_corpus`."""

ANNOUNCED_DATES = 366
"""Every event carries the row counts of all dates that changed; for more dates than this they are omitted."""


def announcement(version: str, dates: Iterable[str], rows: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Return the ``conf`` of a run of `announce_corpus`.

    Args:
        version: Id of the version that is current now.
        dates: Dates of publication (ISO) whose documents changed. Documents without a date have none, and no event
            with a partition key: Airflow's mappers accept only dates there.
        rows: Documents of the corpus by these dates, where they are known.
    """
    counted = dict(rows or {})
    return {
        "version": version,
        "dates": list(dates),
        "rows": counted if len(counted) <= ANNOUNCED_DATES else {},
    }


def announce(corpus: Corpus, published: Any) -> TriggerDagRunOperator:
    """Return the task that triggers `announce_corpus` after the task that published; skipped if that was skipped.

    Args:
        corpus: The corpus, whose `announce_corpus` it is.
        published: Output of that task (an `XComArg`), which pushes the `announcement` as an XCom.
    """
    task_id = published.operator.task_id
    version = f"ti.xcom_pull(task_ids='{task_id}', key='{ANNOUNCEMENT}')['version']"
    return TriggerDagRunOperator(
        task_id="announce",
        trigger_dag_id=corpus.named("announce_corpus"),
        # A task that is cleared does not announce the same version again; to do that, clear the run it triggered.
        trigger_run_id=f"{{{{ dag.dag_id }}}}__{{{{ run_id }}}}__{{{{ {version} }}}}",
        skip_when_already_exists=True,
        conf=published[ANNOUNCEMENT],
        logical_date=None,
        openlineage_inject_parent_info=False,
    )


def report_lineage(run: "Run", context: Any) -> None:
    """Report to lineage, if a provider collects it, the folders that a run reads and writes.

    Args:
        run: The run.
        context: The operator.
    """
    collector = get_hook_lineage_collector()
    for source in run.sources.values():
        with suppress(ConfigurationError):  # the folder may be gone by now
            collector.add_input_asset(context, uri=parse_source(source.location).root.absolute().as_uri())
    collector.add_output_asset(context, uri=run.warehouse.current.absolute().as_uri())
