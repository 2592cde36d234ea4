"""Fixtures that many tests share; and Airflow, which reads its home on import, is kept away from the project's own."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hypothesis
import pytest

from broadsheet.settings import Settings, load_settings

NOBODY = 65534
# Tests never time: a busy machine is no failure. They look for new counterexamples with CI=true, too.
hypothesis.settings.register_profile("untimed", hypothesis.settings.get_profile("default"), deadline=None)
hypothesis.settings.load_profile("untimed")
_HOME = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_HOME] = os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="broadsheet-airflow-")
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where tests are spread over processes: keep those of a file together, and all that start an Airflow, two of which
    at once would be too much for a small machine. These come first, for together they take longest."""
    if hasattr(config, "workerinput"):
        for item in items:
            group = "airflow" if item.get_closest_marker("airflow") else item.nodeid.partition("::")[0]
            item.add_marker(pytest.mark.xdist_group(group))
        items.sort(key=lambda item: item.get_closest_marker("airflow") is None)


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
