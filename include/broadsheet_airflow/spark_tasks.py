"""The tasks of `build_corpus` that run on Apache Spark, if the corpus is built with ``engine = "spark"``.

Airflow submits a program for each stage (`broadsheet.spark_application`) to the cluster of a connection, and waits. The
other tasks of the DAG stay what they are: a stage leaves its results in the run's folder.
"""

from typing import Any

from broadsheet.spark_application import PROGRAM
from broadsheet_airflow.corpora import Corpus
from broadsheet_airflow.paths import spark_connection


def submitted(corpus: Corpus, stage: str, run: Any, task_id: str = "", **options: Any) -> Any:
    """Return the task that runs one stage of a run on Spark.

    Args:
        corpus: The corpus.
        stage: One of `broadsheet.spark_application.STAGES`.
        run: The folder of the run (an `XComArg`).
        task_id: Name of the task, if it is not the stage.
        options: Other arguments of the operator.
    """
    from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator  # noqa: PLC0415  # an extra

    return SparkSubmitOperator(
        task_id=task_id or stage,
        conn_id=spark_connection(corpus),
        application=str(PROGRAM),
        application_args=[stage, run],
        name=f"broadsheet {stage}",
        **options,
    )
