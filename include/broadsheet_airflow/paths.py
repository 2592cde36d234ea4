"""The settings of each corpus as Airflow runs it: relative folders start at AIRFLOW_HOME."""

import logging
import os
from pathlib import Path

from broadsheet.errors import ConfigurationError
from broadsheet.settings import Airflow, Alerts, Settings, load_settings
from broadsheet_airflow.corpora import MAIN, NAMES, Corpus, home, known_corpora, unnamed_files

log = logging.getLogger("broadsheet.corpora")


def project_settings(corpus: Corpus, **overrides: object) -> Settings:
    """Return the settings of a corpus for a task, as `corpus_settings` does; no other corpus has its warehouse.

    Raises:
        ConfigurationError: a value or a name is wrong, or another corpus has the same warehouse.
        AirflowRuntimeError: Airflow did not give a Variable that exists.
    """
    settings = corpus_settings(corpus, **overrides)
    _check_warehouse(corpus, settings.warehouse)
    return settings


def corpus_settings(corpus: Corpus, **overrides: object) -> Settings:
    """Return the settings of a corpus with absolute paths; `overrides` win over all others.

    It asks Airflow for its Variables: call it where a task runs or a page is shown.

    Raises:
        ConfigurationError: a value or a name is wrong.
        AirflowRuntimeError: Airflow did not give a Variable that exists.
    """
    from broadsheet_airflow.kept_settings import kept_in_variables  # noqa: PLC0415  # slow

    return load_settings(home(), file=corpus.file, kept=kept_in_variables(corpus), **overrides)


def alert_settings(corpus: Corpus) -> Alerts:
    """Return the recipients of alerts; it asks Airflow for the Connection of the webhook.

    Raises:
        ConfigurationError: a value or a name is wrong.
    """
    from broadsheet_airflow.kept_settings import kept_in_connection  # noqa: PLC0415  # slow

    return load_settings(home(), file=corpus.file, kept=kept_in_connection(corpus)).alerts


def settings_without_airflow(corpus: Corpus) -> Settings:
    """Return the settings of the environment and the file alone, for DAG files: parsing one must not ask Airflow.

    Raises:
        ConfigurationError: a value or a name is wrong.
    """
    return load_settings(home(), file=corpus.file)


def known_sources(corpus: Corpus) -> tuple[str, ...]:
    """Return the names of the sources of the settings; none where the settings are wrong.

    DAG files call this: the first task reports what is wrong, and a DAG that fails to import could not.
    """
    try:
        return tuple(settings_without_airflow(corpus).sources)
    except ConfigurationError:
        return ()


def extract_pool(corpus: Corpus) -> str:
    """Return the pool of the tasks that extract; Airflow's own where the settings are wrong, as in `known_sources`."""
    try:
        return settings_without_airflow(corpus).airflow.extract_pool
    except ConfigurationError:
        return Airflow().extract_pool


def spark_cluster(corpus: Corpus) -> tuple[str, dict[str, str]] | None:
    """Return connection and options of the Spark cluster that builds a corpus.

    None where the heavy stages run in Airflow, and where the settings are wrong, as in `known_sources`.
    """
    try:
        settings = settings_without_airflow(corpus)
    except ConfigurationError:
        return None
    return (settings.airflow.spark_connection, settings.spark.options) if settings.engine == "spark" else None


def _check_warehouse(corpus: Corpus, warehouse: Path) -> None:
    """Check that a warehouse is that of one corpus alone: the documents of two would become one corpus.

    The settings of another corpus that are wrong name no warehouse, and no task of that corpus gets further than this.
    """
    for file in unnamed_files():
        log.warning("%s is not read: the name of a corpus is made of %s; rename the file", file, NAMES)
    own = Path(os.path.realpath(warehouse))
    for other in known_corpora():
        if other == corpus:
            continue
        try:
            its = Path(os.path.realpath(corpus_settings(other).warehouse))
        except ConfigurationError:
            continue
        if own.is_relative_to(its) or its.is_relative_to(own):
            added = [one for one in (corpus, other) if one != MAIN]
            files = " or ".join(str(one.file) for one in added)
            variables = " or ".join(f"{one.named('broadsheet')}_warehouse" for one in added)
            raise ConfigurationError(
                f"the corpora {corpus} and {other} need a warehouse each, but theirs are {own} and {its}; correct the "
                f"setting warehouse in {files}, or Airflow's Variable {variables}. Neither of them runs before that; "
                "nothing was changed"
            )
