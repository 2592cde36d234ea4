#!/usr/bin/env python
"""Fail if a test passed in neither `make test` nor `make test-services`.

    .ci/check_tests_ran.py FILE...

Each FILE holds the ids of the tests that passed in one of them: tests/conftest.py writes it. Skipped tests did not
pass. A file below tests/ that defines tests and of which pytest collects none is a failure, too.
"""
# ruff: noqa: T201  # a program of its own, for the terminal

import ast
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1] / "tests"


class Collected:
    """Plugin that keeps the ids of what pytest collects."""

    def __init__(self) -> None:
        self.ids: set[str] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Take the tests of a session."""
        self.ids = {item.nodeid for item in session.items}


def main() -> int:
    """Compare what passed with what there is; return the exit code."""
    passed = {line for file in sys.argv[1:] for line in Path(file).read_text(encoding="utf-8").splitlines()}
    collected = Collected()
    with redirect_stdout(StringIO()) as output:
        code = pytest.main(["--collect-only", "--quiet", str(TESTS)], [collected])
    if code != pytest.ExitCode.OK:
        print(f"pytest could not collect the tests:\n{output.getvalue()}")
        return 1
    files = {str(file.relative_to(TESTS.parent)) for file in TESTS.rglob("*.py") if defines_tests(file)}
    problems = {
        "passed in no set": collected.ids - passed,
        "defines tests that pytest does not collect": files - {test.partition("::")[0] for test in collected.ids},
    }
    for problem, found in problems.items():
        for name in sorted(found):
            print(f"{name}: {problem}")
    print(f"{len(collected.ids & passed)} of {len(collected.ids)} tests passed in one of the sets")
    return 1 if any(problems.values()) else 0


def defines_tests(file: Path) -> bool:
    """Return whether a file is named like one of tests, or has a function or class that is."""
    defined = [node for node in ast.parse(file.read_bytes()).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return file.name.startswith("test_") or any(node.name.startswith(("test_", "Test")) for node in defined)


if __name__ == "__main__":
    sys.exit(main())
