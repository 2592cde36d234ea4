"""Starts the Spark session of a build, and stops it at its end."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from broadsheet.errors import ConfigurationError
from broadsheet.settings import Settings

with warnings.catch_warnings():
    # about data frames of pandas 3, which never come near Spark here: rows cross as Arrow
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
    from pyspark.sql import SparkSession

_CONFIGURATION = {
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "10000",
    "spark.sql.execution.arrow.maxBytesPerBatch": str(64 << 20),
    "spark.sql.adaptive.enabled": "true",
    # packed rows are large: what fits into a partition is decided by their number of keys
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.python.worker.reuse": "true",
}


@contextmanager
def spark_session(settings: Settings) -> Iterator[SparkSession]:
    """Start a session on ``spark.master`` (under spark-submit: on its master) with ``spark.options``, and stop it.

    Raises:
        ConfigurationError: the master did not answer, or an option is wrong.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the executors' Python, unless it is another there
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
    builder = SparkSession.builder.appName("broadsheet")
    if not _is_submitted():
        builder = builder.master(settings.spark.master)
    for name, value in {**_CONFIGURATION, **settings.spark.options}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        said = getattr(error, "java_exception", error)  # what Java said, not that a call of it failed
        raise ConfigurationError(
            f"Spark did not start on {settings.spark.master}: check that its master runs and that this machine reaches "
            f"it, spark.options, and that Java 17 or later is installed. Spark says: {str(said).splitlines()[0]}"
        ) from error
    if "spark.sql.shuffle.partitions" not in settings.spark.options:
        cores = session.sparkContext.defaultParallelism
        session.conf.set("spark.sql.shuffle.partitions", settings.spark.partitions or 4 * cores)
    try:
        yield session
    finally:
        session.stop()


def _is_submitted() -> bool:
    """Return whether spark-submit started this process and gave the master."""
    return "PYSPARK_GATEWAY_PORT" in os.environ
