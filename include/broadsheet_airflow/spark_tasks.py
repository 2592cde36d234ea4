"""The tasks of `build_corpus` that run on Apache Spark, if the corpus is built with ``engine = "spark"``.

Airflow submits a program for each stage (`broadsheet.spark_application`) to the cluster of a connection, and waits. The
other tasks of the DAG stay what they are: a stage leaves its results in the run's folder.
"""

import sys
from typing import Any

from broadsheet.spark_application import PROGRAM


def submitted(connection: str, stage: str, run: Any, **options: Any) -> Any:
    """Return the task that runs one stage of a run on Spark.

    Args:
        connection: The connection of the cluster.
        stage: One of `broadsheet.spark_application.STAGES`.
        run: The folder of the run (an `XComArg`).
        options: Other arguments of the operator.
    """
    from airflow.providers.apache.spark.operators import spark_submit  # noqa: PLC0415  # an extra

    return spark_submit.SparkSubmitOperator(
        **{"task_id": stage, **options},
        conn_id=connection,
        application=str(PROGRAM),
        application_args=[stage, run],
        name=f"broadsheet {stage}",
        env_vars={"PYSPARK_DRIVER_PYTHON": sys.executable},
        execution_timeout=None,  # a crawl for which a cluster is worth its while takes hours
    )
