"""Finds the cause in what Spark says of a job that failed: some hundred lines of Java and Python."""

import re

from broadsheet import errors

_PYTHON = re.compile(r"^(?P<module>(?:\w+\.)*)(?P<name>\w+): (?P<message>.*)$")
_LOST = "most recent failure: "
_CAUSE = "Caused by: "


def failure_of(said: str) -> errors.BroadsheetError | None:
    """Return the error for the text of an exception of Spark; None for a defect, of which one needs all lines."""
    lines = said.splitlines()
    if "Traceback (most recent call last):" in said:
        return _of_a_task(lines)
    lost = next((line.partition(_LOST)[2] for line in lines if _LOST in line), "")
    cause = next((line.removeprefix(_CAUSE) for line in reversed(lines) if line.startswith(_CAUSE)), "")
    return _gave_up(lost or cause or (lines[0] if lines else "no reason"))


def _of_a_task(lines: list[str]) -> errors.BroadsheetError | None:
    """Return the error for what Python raised in an executor: the last line of its traceback."""
    found = [match for match in map(_PYTHON.match, lines) if match]
    if not found:
        return None
    module, name, message = found[-1]["module"], found[-1]["name"], found[-1]["message"]
    known = getattr(errors, name, None)
    if module == "broadsheet.errors." and known:
        raised: errors.BroadsheetError = known(message)
        return raised
    return _gave_up(f"{name}: {message}") if message.startswith("[Errno ") or name == "MemoryError" else None


def _gave_up(cause: str) -> errors.TransientError:
    return errors.TransientError(
        f"Spark gave up, as a job failed on each attempt; the current version stays. Its last failure: {cause}. "
        "Check that all machines have the same paths, the same Python, access to source and warehouse, and memory "
        "left; then run the same again"
    )
