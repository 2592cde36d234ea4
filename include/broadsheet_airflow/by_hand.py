"""What the DAGs that are triggered by hand share: look what would change, ask, act."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from airflow.sdk import Param, XComArg
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet.errors import ConfigurationError
from broadsheet_airflow.approval import APPROVE, approval, ask, somebody_can_answer
from broadsheet_airflow.corpora import Corpus
from broadsheet_airflow.links import browser_address

Mode = Literal["ask", "look", "act"]
LOOK = "look"

_MODES = {
    "ask": "Show what would change, then ask",
    "look": "Only show what would change (dry run)",
    "act": "Do it without asking",
}

MODE = Param("ask", enum=list(_MODES), values_display=_MODES, type="string", title="How")
"""Field of the form."""


def end_look(
    mode: Mode, lines: Iterable[str], acts: str, dag_run: Any, task_instance: Any, links: Mapping[str, str]
) -> None:
    """End the task `look`: skip the tasks that the mode leaves out, or ask whether to act.

    Args:
        mode: What the form says.
        lines: What would change, as lines of plain text.
        acts: Id of the task that acts.
        dag_run: Airflow's run.
        task_instance: The task `look`.
        links: Paths of pages of the corpus browser that show more of it, by their names.

    Raises:
        ConfigurationError: there is a question, and nobody can answer it.
    """
    if mode == "look":
        raise DownstreamTasksSkipped(tasks=[APPROVE, acts])  # type: ignore[no-untyped-call]
    if mode == "ask" and not somebody_can_answer(dag_run):
        raise ConfigurationError("nobody can answer in this run; set the parameter mode to 'act' or 'look'")
    shown = "  \n".join(_code(line) for line in lines if line.strip())
    listed = [f"* [{_plain(name)}]({browser_address(page)})" for name, page in links.items()]
    more = "\n".join(["In the corpus browser:", "", *listed]) if listed else ""
    ask(shown if mode == "ask" else None, task_instance, more)


def _code(line: str) -> str:
    """Return a line of plain text as code in Markdown, with its columns.

    Airflow 3.3.2 joins the lines of a block of code, and a browser several spaces: each line is code of its own.
    """
    return "`" + line.rstrip().replace("`", "'").replace("  ", "\N{NO-BREAK SPACE}" * 2) + "`"


def _plain(text: str) -> str:
    """Return a text in one line that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(text.split()))


def look_ask_act(corpus: Corpus, looked: XComArg, subject: str, acted: XComArg, *, particulars: bool = True) -> None:
    """Put the question between `look` and the task that acts; *Reject* ends the run without a failure."""
    asked = approval(corpus, subject, LOOK, fail_on_reject=False, particulars=particulars)
    looked >> asked >> acted
