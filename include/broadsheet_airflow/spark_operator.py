"""The operator of the tasks on Spark: an error names its cause, and only an error that may pass is tried again.

Alone in its module, as its base class is of Airflow's Spark provider, which only ``engine = "spark"`` needs.
"""

from typing import Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowException, AirflowNotFoundException

from broadsheet.errors import BroadsheetError, ConfigurationError, TransientError
from broadsheet.spark_application import failure_in


class StageOnSpark(SparkSubmitOperator):  # type: ignore[misc,unused-ignore]  # untyped where the provider is missing
    """Runs a stage by spark-submit; raises what the stage raised on the cluster."""

    custom_operator_name = "SparkSubmitOperator"

    def execute(self, context: Any) -> None:
        """Submit the stage and wait for its end.

        Raises:
            BroadsheetError: what the stage raised; ConfigurationError also if there is no such connection or no
                spark-submit, and TransientError if Spark itself failed.
        """
        try:
            BaseHook.get_connection(self._conn_id)
        except AirflowNotFoundException as error:  # the provider would submit to YARN
            raise ConfigurationError(
                f"Airflow has no connection {self._conn_id}: make it under Admin › Connections, of type Spark, with "
                "the master (spark://host:7077) as its host, or name another with the setting airflow.spark_connection"
            ) from error
        try:
            super().execute(context)
        except FileNotFoundError as error:
            raise ConfigurationError(
                f"spark-submit was not found on the PATH of Airflow's tasks; install broadsheet[spark] there: {error}"
            ) from error
        except AirflowException as error:
            raise self._cause(str(error)) from error

    @staticmethod
    def _cause(output: str) -> BroadsheetError:
        return failure_in(output) or TransientError(
            f"spark-submit failed; the cause is above, in the lines it wrote. The last one: {output.splitlines()[-1]}"
        )
