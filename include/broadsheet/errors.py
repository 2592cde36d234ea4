"""The errors of this package by their cause: the configuration, the data, or a transient fault.

A page that cannot be used never raises an error: it becomes a row with reasons (see `broadsheet.reject_reasons`). An
error is raised only where a run cannot continue. Every message says what happened, where, and what to do.
"""


class BroadsheetError(Exception):
    """Base of all errors of this package."""


class ConfigurationError(BroadsheetError, ValueError):
    """A setting or an argument is wrong; the run cannot succeed until somebody changes it. Never retried."""


class DataError(BroadsheetError, ValueError):
    """The data as a whole cannot be published: the gate stopped it, or the ledger does not balance. Never retried."""


class GateError(DataError):
    """The gate stopped the run, or an approval was needed and nobody could give it. Never retried."""


class TransientError(BroadsheetError, OSError):
    """Something outside failed (a lock is held, a file system is unavailable); the same call may succeed later."""


class StaleBase(TransientError):  # noqa: N818  # the name of a state, not of a malfunction
    """Another run published since this run was computed: its results belong to an older base version.

    `broadsheet.operations.build` rebases the run on the current version.
    """
