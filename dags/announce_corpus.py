"""Sends the events of the asset `corpus`, which start other DAGs. More in `docs/operating.md`.

`build_corpus`, `take_down` and `roll_back` trigger it after each change of the current version. It sends

* one event for each date of publication whose documents changed, with the date (`2018-09-11`) as partition key, for
  DAGs with `PartitionedAssetTimetable(assets=Asset("corpus"), ...)`. Documents without a date have no such event;
* then one event without a partition key for the new version, for DAGs with `schedule=[Asset("corpus")]`. These DAGs
  also receive the events by date, in any order. The event of the version has the latest `timestamp`.

The `extra` of each event holds `version`, the id of the current version, and `rows`, the documents of the corpus by
date (empty after a rollback, and for more than 366 dates at once).

While this DAG is paused, its runs wait in the queue and no event is sent.

**To send events again**, for example because the DAG that waits for them was paused: clear the run here, or *Trigger*
with the dates. Without dates, only the event of the version is sent.

| when this fails | it means | do |
| --- | --- | --- |
| any task, "nothing has been published" | there is no version yet | run `build_corpus` first |
| any task, "is not a date" | a date of the form is wrong | trigger again with dates such as 2018-09-11 |
"""

import logging
from datetime import date
from typing import Any

from airflow.sdk import Param, task
from airflow.sdk.exceptions import AirflowSkipException

from broadsheet_airflow.assets import corpus_asset
from broadsheet_airflow.corpora import Corpus, known_corpora
from broadsheet_airflow.defaults import CorpusDag, every_dag
from broadsheet_airflow.params import check_names
from broadsheet_airflow.paths import project_settings

FORM = {
    "version": Param(
        None,
        type=["null", "string"],
        title="Version",
        description="Id of the version that the events name. Empty: the current version.",
    ),
    "dates": Param(
        [],
        type="array",
        items={"type": "string"},
        title="Dates",
        description="Dates of publication whose documents changed, one per line, such as 2018-09-11.",
    ),
    "rows": Param(
        {},
        type="object",
        title="Documents by date",
        description='Optional, only copied into the events: number of documents by date, such as {"2018-09-11": 25}.',
    ),
}

log = logging.getLogger("broadsheet.announce_corpus")


def announce_corpus(corpus: Corpus) -> CorpusDag:
    """Return the DAG that sends the events of a corpus."""
    asset = corpus_asset(corpus)

    with CorpusDag(
        description="Send the events that start other DAGs",
        schedule=None,
        params=FORM,
        **every_dag(corpus, "announce_corpus", __doc__, ["corpus"]),
    ) as dag:

        @task(task_id="announce_dates", outlets=[asset])
        def send_an_event_per_date(params: Any = None, outlet_events: Any = None) -> None:
            extra, dates = _extra(corpus, params), [_day(text) for text in params["dates"]]
            if not dates:  # skip: a task that succeeds sends an event in any case, here one without a partition key
                log.info("announce_dates: no documents with a date changed, no event to send")
                raise AirflowSkipException
            outlet_events[asset].add_partitions(dates)
            outlet_events[asset].extra = extra
            log.info("announce_dates: version %s, events sent: %d", extra["version"], len(dates))

        # last, so that a DAG scheduled on the asset sees all events of this change; announce_dates is skipped without
        # dates
        @task(task_id="announce_version", outlets=[asset], trigger_rule="none_failed")
        def send_an_event_for_the_version(params: Any = None, outlet_events: Any = None) -> None:
            outlet_events[asset].extra = extra = _extra(corpus, params)
            log.info("announce_version: version %s", extra["version"])

        send_an_event_per_date() >> send_an_event_for_the_version()
    return dag


def _extra(corpus: Corpus, params: dict[str, Any]) -> dict[str, Any]:
    """Return what an event carries."""
    from broadsheet.warehouse.catalog import VersionCatalog
    from broadsheet.warehouse.layout import Warehouse

    check_names(params, FORM)
    catalog = VersionCatalog(Warehouse(project_settings(corpus).warehouse))
    version = params["version"] or catalog.current_id()
    if version is None:
        raise catalog.nothing_yet()
    return {"version": version, "rows": params["rows"]}


def _day(text: str) -> str:
    from broadsheet.errors import ConfigurationError

    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        raise ConfigurationError(f"{text} is not a date: write it like 2018-09-11") from error


for each in known_corpora():
    announce_corpus(each)
