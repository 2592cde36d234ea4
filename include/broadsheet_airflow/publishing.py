"""The stage `publish` as the DAG runs it."""

from broadsheet.publishing.publish import Published, publish
from broadsheet.runs.run import Run


def publish_on_current(run: Run) -> Published:
    """Publish the run as a new version on the current one, and return what was published.

    Raises:
        GateError: another run published first, and on its version the gate would stop this batch or ask a person.
        ConfigurationError: another run published first, under other settings.
        DataError: the ledger does not balance.
        TransientError: other runs kept publishing first, or one held the lock for too long.
    """
    return publish(run)
