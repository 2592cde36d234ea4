"""Shared fixtures. They also give Airflow, which reads its home on import, a home outside the project."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hypothesis
import pytest

import system
from broadsheet.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
NOBODY = 65534
# Tests never time: a busy machine is no failure. With CI=true the examples of a test are always the same, so that a
# change fails only for what it changed; elsewhere each run looks for new counterexamples.
_PROFILE = hypothesis.settings.get_profile("ci" if os.environ.get("CI") else "default")
hypothesis.settings.register_profile("untimed", _PROFILE, deadline=None)
hypothesis.settings.load_profile("untimed")
LONG = ("properties", "end_to_end", "faults", "dags", "readers")
"""Folders of the files that take longest."""
_HOME = pytest.StashKey[str]()


class PassedTests:
    """Plugin that writes the ids of the tests that pass into a file, one per line, for .ci/check_tests_ran.py.

    The environment variable PASSED_TESTS_FILE names the file; without it there is none.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("", encoding="utf-8")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the report of one phase of a test."""
        if report.when == "call" and report.passed:
            with self._file.open("a", encoding="utf-8") as file:
                print(report.nodeid, file=file)


def pytest_configure(config: pytest.Config) -> None:
    passed = os.environ.get("PASSED_TESTS_FILE")
    if passed and not hasattr(config, "workerinput"):  # a worker's reports come together in the process that started it
        config.pluginmanager.register(PassedTests(Path(passed)))
    config.stash[_HOME] = os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="broadsheet-airflow-")
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no process works through one of them when the others are done."""
    items.sort(key=lambda item: item.path.relative_to(ROOT / "tests").parts[0] not in LONG)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    system.in_services = item.get_closest_marker("services") is not None


@pytest.fixture
def ordinary_user() -> Callable[[], AbstractContextManager[None]]:
    """Give up root's rights for a while: to root no file is unreadable."""

    @contextmanager
    def without_rights() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)

    return without_rights


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Give a folder that any user may enter; pytest's own are closed to all but their owner."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("BROADSHEET_"):
            monkeypatch.delenv(name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose source and warehouse lie in the test's own folder."""
    source = tmp_path / "pages"
    source.mkdir()
    return load_settings(source=str(source), warehouse=tmp_path / "data", workers=1)
