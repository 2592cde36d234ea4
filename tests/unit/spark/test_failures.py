"""What a user reads of a job that Spark gave up, instead of some hundred lines."""

from broadsheet.errors import DataError, TransientError
from broadsheet.spark.failures import failure_of

TASK = """
  An exception was thrown from the Python worker:
Traceback (most recent call last):
  File "rows.py", line 84, in run
    for table in function(items[place]):
                 ^^^^^^^^^^^^^^^^^^^^^^
{}
"""
LOST = """An error occurred while calling o69.getResult.
: org.apache.spark.SparkException: Exception thrown in awaitResult:
\tat org.apache.spark.util.SparkThreadUtils$.awaitResult(SparkThreadUtils.scala:53)
Caused by: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, \
most recent failure: Lost task 0.3 in stage 0.0 (TID 3) (127.0.0.1 executor 0): java.io.IOException: Cannot run \
program "python": error=13, Permission denied
\tat java.base/java.lang.ProcessBuilder.start(ProcessBuilder.java:1143)
"""


DRIVER = """An error occurred while calling o27.getResult.
: org.apache.spark.SparkException: Exception thrown in awaitResult:
\tat org.apache.spark.util.SparkThreadUtils$.awaitResult(SparkThreadUtils.scala:53)
Caused by: org.apache.spark.SparkException: Job 12 cancelled
\tat org.apache.spark.errors.SparkCoreErrors$.jobCancelled(SparkCoreErrors.scala:1)
Caused by: java.lang.OutOfMemoryError: Java heap space
"""


def test_an_error_of_a_stage_is_the_same_error_as_without_spark() -> None:
    failure = failure_of(TASK.format("broadsheet.errors.DataError: the ledger does not balance; report it"))
    assert isinstance(failure, DataError)
    assert str(failure) == "the ledger does not balance; report it"


def test_a_folder_that_executors_cannot_write_is_named() -> None:
    failure = failure_of(TASK.format("PermissionError: [Errno 13] Permission denied: '/shared/data'"))
    assert isinstance(failure, TransientError)
    assert "PermissionError: [Errno 13] Permission denied: '/shared/data'" in str(failure)


def test_why_java_lost_a_task_is_one_line() -> None:
    failure = failure_of(LOST)
    assert isinstance(failure, TransientError)
    assert 'Cannot run program "python": error=13, Permission denied. Check' in str(failure)
    assert "\n" not in str(failure)


def test_what_failed_in_the_driver_is_named() -> None:
    assert "Its last failure: java.lang.OutOfMemoryError: Java heap space. Check" in str(failure_of(DRIVER))


def test_a_defect_keeps_its_traceback() -> None:
    assert failure_of(TASK.format("KeyError: 'language'")) is None
