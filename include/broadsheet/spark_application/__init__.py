"""The program that spark-submit starts for one stage; alone in its folder, which Python searches first for modules."""

from pathlib import Path

from broadsheet import errors

PROGRAM = Path(__file__).with_name("run_stage.py")
"""The file to name to spark-submit, with a stage and the folder of a run."""
STAGES = ("extract", "remove_boilerplate", "deduplicate", "publish")
"""The stages that run on Spark."""
_MARK = "broadsheet failed: "


def failure_line(error: errors.BroadsheetError) -> str:
    """Return the last line of the program's output for an error; `failure_in` reads it."""
    return f"{_MARK}{type(error).__name__}: {' '.join(str(error).split())}"


def failure_in(output: str) -> errors.BroadsheetError | None:
    """Return the error that the output of the program ends with; None if Spark or Java failed instead."""
    for line in reversed(output.splitlines()):
        if line.startswith(_MARK):
            name, _, message = line.removeprefix(_MARK).partition(": ")
            kind = getattr(errors, name, errors.TransientError)
            return kind(message)
    return None
