"""What the DAGs that are triggered by hand share: look what would change, ask, act."""

from collections.abc import Iterable
from typing import Any, Literal

from airflow.sdk import Param, XComArg
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet.errors import ConfigurationError
from broadsheet_airflow.approval import APPROVE, approval, ask, somebody_can_answer

Mode = Literal["ask", "look", "act"]
LOOK = "look"

_MODES = {
    "ask": "Show what would change, then ask",
    "look": "Only show what would change (dry run)",
    "act": "Do it without asking",
}

MODE = Param("ask", enum=list(_MODES), values_display=_MODES, type="string", title="How")
"""Field of the form."""


def end_look(mode: Mode, lines: Iterable[str], acts: str, dag_run: Any, task_instance: Any) -> None:
    """End the task `look`: skip the tasks that the mode leaves out, or ask whether to act.

    Args:
        mode: What the form says.
        lines: What would change, as lines of plain text.
        acts: Id of the task that acts.
        dag_run: Airflow's run.
        task_instance: The task `look`.

    Raises:
        ConfigurationError: there is a question, and nobody can answer it.
    """
    if mode == "look":
        raise DownstreamTasksSkipped(tasks=[APPROVE, acts])  # type: ignore[no-untyped-call]
    if mode == "ask" and not somebody_can_answer(dag_run):
        raise ConfigurationError("nobody can answer in this run; set the parameter mode to 'act' or 'look'")
    ask("\n".join(["```", *lines, "```"]) if mode == "ask" else None, task_instance)


def look_ask_act(looked: XComArg, subject: str, acted: XComArg, *, particulars: bool = True) -> None:
    """Put the question between `look` and the task that acts; *Reject* ends the run without a failure."""
    asked = approval(subject, LOOK, fail_on_reject=False, particulars=particulars)
    looked >> asked >> acted
