"""Errors by who can mend them: the configuration, the data, or time (a transient fault that a retry may cure).

A page that cannot be used is never an error: it is a row with reasons (see `broadsheet.reject_reasons`). These are
raised only where a run cannot go on. Every message says what to do next.
"""


class BroadsheetError(Exception):
    """Base of all errors of this package."""


class ConfigurationError(BroadsheetError, ValueError):
    """A setting or an argument is wrong; the run cannot succeed until a person changes it. Never retried."""


class DataError(BroadsheetError, ValueError):
    """The data as a whole cannot be published: the gate stopped it, or the ledger does not balance. Never retried."""


class GateError(DataError):
    """The gate stopped the run, or nobody let it pass. Never retried."""


class TransientError(BroadsheetError, OSError):
    """Something outside gave way (a lock held, a file system away); the same call may succeed later."""


class StaleBase(TransientError):  # noqa: N818  # the field's word for it, not a malfunction
    """Another run published since this one was computed: its results belong to an older base version.

    `broadsheet.operations.build` computes them again on the current version.
    """
