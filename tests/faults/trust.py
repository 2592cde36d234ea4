"""Tries to break a warehouse, and prints what was tried and what broke; exits with 1 if anything did.

    python tests/faults/trust.py              # one in twenty changes of the file system: half an hour
    python tests/faults/trust.py --part 1     # at every change, and more of the rest: hours

docs/promises.md says which promise each line belongs to, and has the last figures.
"""

import argparse
import logging
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import hypothesis
from hypothesis.stateful import run_state_machine_as_test

import concurrency_trials as trials
from fault_injection import ACTIONS, ERRORS, KILL, disturb
from hostile_patterns import grow_patterns, read_patterns
from warehouse_model import WarehouseMachine

Result = tuple[str, int, list[str], str]
"""What was tried, how often, what was wrong, and other counts."""


def main() -> None:
    """Run every trial and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--part", type=int, default=20, help="try one in so many changes of the file system (default: 20); 1 is all"
    )
    part = parser.parse_args().part
    logging.disable(logging.WARNING)
    problems: list[str] = []
    print(f"{'trial':<52}{'tried':>10}{'wrong':>8}{'seconds':>9}")
    for trial in _trials(part):
        began = time.monotonic()
        what, tried, wrong, more = trial()
        problems += wrong
        print(f"{what:<52}{tried:>10,}{len(wrong):>8,}{time.monotonic() - began:>9.0f}  {more}", flush=True)
        for problem in wrong:
            print(f"  {problem}", flush=True)
    print("nothing broke" if not problems else f"{len(problems)} problems")
    sys.exit(bool(problems))


def _trials(part: int) -> Iterator[Callable[[], Result]]:
    for action in ACTIONS:
        yield partial(_disturbed, action, KILL, part)
    for number, how in enumerate(ERRORS):
        # a full disk is tried everywhere; the other errors at every fourth change, each at others
        step = part if how == "ENOSPC" else 4 * part
        for action in ACTIONS:
            yield partial(_disturbed, action, how, step, 1 + number % step)
    yield partial(_concurrent, "reads while versions are switched", "whole", _ten_readers, max(20, 1_000 // part))
    yield partial(_concurrent, "hostile files", "files", trials.read_hostile_files, max(100, 5_000 // part))
    yield partial(_concurrent, "files of one pattern", "patterns", read_patterns, 100_000)
    largest = 10_000_000 if part == 1 else 1_000_000
    yield partial(_concurrent, f"files of 100 kB to {largest:,} bytes", "files", grow_patterns, largest)
    yield partial(_concurrent, "builds one after another", "builds", trials.build_often, max(20, 200 // part))
    yield partial(_histories, max(4, 200 // part))
    rounds = max(2, 40 // part)
    yield partial(_concurrent, "rounds of builds, takedowns, roll-backs", "rounds", trials.write_side_by_side, rounds)


def _disturbed(action: str, how: str, step: int, first: int = 1) -> Result:
    with tempfile.TemporaryDirectory(prefix="broadsheet-trust-") as scratch:
        outcome = disturb(action, how, Path(scratch) / "work", step, first)
    return f"{action}, {how}", outcome.disturbed, outcome.problems, _listed(outcome.kinds)


def _ten_readers(folder: Path, switches: int) -> trials.Outcome:
    return trials.read_while_switched(folder, switches, readers=10)


def _histories(examples: int) -> Result:
    checked = hypothesis.settings(
        max_examples=examples,
        stateful_step_count=20,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    wrong = []
    try:
        run_state_machine_as_test(WarehouseMachine, settings=checked)
    except Exception:
        wrong = [traceback.format_exc()]
    return "steps of histories, compared with a model", WarehouseMachine.steps, wrong, ""


def _concurrent(what: str, counted: str, run: Callable[[Path, int], trials.Outcome], size: int) -> Result:
    with tempfile.TemporaryDirectory(prefix="broadsheet-trust-") as scratch:
        outcome = run(Path(scratch), size)
    return what, outcome.counts.pop(counted), outcome.problems, _listed(outcome.counts)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))


if __name__ == "__main__":
    main()
