"""The tasks of `build_corpus` that run on Apache Spark, if the corpus is built with ``engine = "spark"``.

Airflow submits a program for each stage (`broadsheet.spark_application`) to the cluster of a connection, and waits. The
other tasks of the DAG stay what they are: a stage leaves its results in the run's folder.
"""

import sys
from collections.abc import Callable
from typing import Any

from airflow.sdk import task

from broadsheet.errors import ConfigurationError
from broadsheet.spark_application import PROGRAM


def submitted(cluster: tuple[str, dict[str, str]], stage: str, run: Any, **options: Any) -> Any:
    """Return the task that runs one stage of a run on Spark; where its packages are missing, one that says so.

    Args:
        cluster: The connection of the cluster, and properties of Spark.
        stage: One of `broadsheet.spark_application.STAGES`.
        run: The folder of the run (an `XComArg`).
        options: Other arguments of the operator.
    """
    options = {"task_id": stage, **options}
    try:
        from broadsheet_airflow.spark_operator import StageOnSpark  # noqa: PLC0415  # an extra
    except ModuleNotFoundError as error:  # an error here would take away the DAGs of all corpora
        return task(**options)(_failing(error.name or str(error)))(run)
    connection, properties = cluster
    return StageOnSpark(
        **options,
        conn_id=connection,
        conf=properties,  # what concerns the driver, such as its memory, has no effect once its Java has started
        application=str(PROGRAM),
        application_args=[stage, run],
        name=f"broadsheet {stage}",
        env_vars={"PYSPARK_DRIVER_PYTHON": sys.executable},
        execution_timeout=None,  # a crawl for which a cluster is worth its while takes hours
    )


def _failing(package: str) -> Callable[[str], None]:
    def name_missing_package(run: str) -> None:
        raise ConfigurationError(
            f'engine = "spark" needs {package} where Airflow runs; run: pip install '
            "apache-airflow-providers-apache-spark 'broadsheet[spark]'"
        )

    return name_missing_package
