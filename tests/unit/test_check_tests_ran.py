"""The check of CI that each test ran in one of the two sets, on a small sample project."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).parents[2] / ".ci" / "check_tests_ran.py"
TESTS = {
    "tests/test_quick.py": "def test_one(): pass\ndef test_two(): pass\n",
    "tests/services/test_slow.py": "def test_three(): pass\n",
    "tests/helper.py": "def make(): pass\n",
}
IDS = ["tests/test_quick.py::test_one", "tests/test_quick.py::test_two", "tests/services/test_slow.py::test_three"]


@pytest.fixture
def check(tmp_path):
    """Run the check in a project with these files, where these tests passed in the two sets."""

    def run(files: dict[str, str], quick: list[str], services: list[str]) -> "subprocess.CompletedProcess[str]":
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        (tmp_path / ".ci").mkdir()
        shutil.copy(CHECK, tmp_path / ".ci")
        (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
        for name, passed in (("quick", quick), ("services", services)):
            (tmp_path / name).write_text("".join(f"{test}\n" for test in passed))
        command = [sys.executable, ".ci/check_tests_ran.py", "quick", "services"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def test_it_passes_where_each_test_passed_in_one_of_the_sets(check):
    checked = check(TESTS, IDS[:2], IDS[2:])
    assert checked.returncode == 0, checked.stdout
    assert "3 of 3 tests" in checked.stdout


def test_a_test_that_passed_in_neither_fails_it(check):
    checked = check(TESTS, IDS[:1], IDS[2:])
    assert checked.returncode == 1
    assert f"{IDS[1]}: passed in no set" in checked.stdout


@pytest.mark.parametrize(
    "file",
    [{"tests/test_empty.py": ""}, {"tests/tests_of_that.py": "def test_four(): pass\n"}],
    ids=["no tests in it", "a name that pytest does not look for"],
)
def test_a_file_of_tests_that_pytest_does_not_collect_fails_it(check, file):
    checked = check(TESTS | file, IDS[:2], IDS[2:])
    assert checked.returncode == 1
    assert f"{next(iter(file))}: defines tests that pytest does not collect" in checked.stdout


def test_a_file_that_cannot_be_imported_fails_it(check):
    checked = check(TESTS | {"tests/test_broken.py": "import nothing_of_that_name\n"}, IDS[:2], IDS[2:])
    assert checked.returncode == 1
    assert "could not collect" in checked.stdout
