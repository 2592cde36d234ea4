"""Starts the Spark session of a build, and stops it at its end."""

import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from py4j.protocol import Py4JError

from broadsheet.errors import BroadsheetError, ConfigurationError, TransientError
from broadsheet.settings import Settings
from broadsheet.spark.failures import failure_of

with warnings.catch_warnings():
    # about data frames of pandas 3, which never come near Spark here: rows cross as Arrow
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

log = logging.getLogger("broadsheet.spark")

_CONFIGURATION = {
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "10000",
    "spark.sql.execution.arrow.maxBytesPerBatch": str(64 << 20),
    "spark.sql.adaptive.enabled": "true",
    # packed rows are large: what fits into a partition is decided by their number of keys
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    # a table that is sent to all executors is built in the driver: a few MB of packed numbers are a GB there
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.adaptive.autoBroadcastJoinThreshold": "256k",
    "spark.python.worker.reuse": "true",
}


@contextmanager
def spark_session(settings: Settings) -> Iterator[SparkSession]:
    """Start a session on ``spark.master`` (under spark-submit: on its master) with ``spark.options``, and stop it.

    Raises:
        ConfigurationError: Java is missing, or the address or an option is wrong.
        TransientError: the master did not answer, or a job inside the block failed.
        BroadsheetError: what a task of such a job raised.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the executors' Python, unless it is another there
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
    builder = SparkSession.builder
    if not _is_submitted():
        builder = builder.master(settings.spark.master).appName("broadsheet")
    for name, value in {**_CONFIGURATION, **settings.spark.options}.items():
        builder = builder.config(name, value)
    interrupt = signal.getsignal(signal.SIGINT)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        master = "the master that spark-submit was given" if _is_submitted() else settings.spark.master
        raise _not_started(error, master) from error
    if threading.current_thread() is threading.main_thread():
        # Ctrl-C ends a build as without Spark, whose handler asks Java to cancel jobs in the middle of another answer
        signal.signal(signal.SIGINT, interrupt)
    logging.getLogger().addFilter(_is_no_interrupt)
    if "spark.sql.shuffle.partitions" not in settings.spark.options:
        cores = session.sparkContext.defaultParallelism
        session.conf.set("spark.sql.shuffle.partitions", settings.spark.partitions or 4 * cores)
    try:
        yield session
    except (Py4JError, PySparkException) as error:
        if failure := failure_of(str(error)):
            raise failure from error
        raise
    finally:
        try:
            session.stop()
        except (OSError, Py4JError):
            log.warning("Spark's Java process has ended before its session")
        finally:
            logging.getLogger().removeFilter(_is_no_interrupt)


def _is_no_interrupt(record: logging.LogRecord) -> bool:
    """Return whether a record is no traceback of Ctrl-C, which py4j logs before it passes it on."""
    return not (record.exc_info and isinstance(record.exc_info[1], KeyboardInterrupt))


def _not_started(error: Exception, master: str) -> BroadsheetError:
    said = str(getattr(error, "java_exception", error)).splitlines()[0]  # what Java said, not that a call of it failed
    if "JAVA_GATEWAY_EXITED" in said:  # before anything was asked of the master
        return ConfigurationError(
            "Spark's Java process ended at once; the lines above say why. Either Java is missing (install Java 17 or "
            "later; it must be on the PATH, or JAVA_HOME names it), or spark.options has a wrong value; nothing was "
            "published"
        )
    if "stopped SparkContext" in said:  # it gave up waiting, and only then looked at what it had
        return TransientError(
            f"Spark did not start: no answer from {master}; check the address, that it runs, and that this machine "
            "reaches it; nothing was published; then run the same again"
        )
    return ConfigurationError(
        f"Spark did not start on {master}: correct the address or spark.options; nothing was published. "
        f"Spark says: {said}"
    )


def _is_submitted() -> bool:
    """Return whether spark-submit started this process and gave the master."""
    return "PYSPARK_GATEWAY_PORT" in os.environ
