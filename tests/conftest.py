"""Fixtures that many tests share; and Airflow, which reads its home on import, is kept away from the project's own."""

import functools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hypothesis
import pytest

from broadsheet.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
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


@functools.cache
def _starts_an_airflow(file: str) -> bool:
    return "pytest.mark.airflow" in (ROOT / file).read_text(encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """With ``-n 2 --dist loadfile``, keep all that start an Airflow in one process: two at once are too much for a
    small machine. They come first, for together they take longest."""
    from xdist.scheduler import LoadFileScheduling

    class OneAirflowAtATime(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "airflow" if _starts_an_airflow(file) else file

    config.option.loadscopereorder = False
    return OneAirflowAtATime(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where tests are spread, begin with those that start an Airflow."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not _starts_an_airflow(item.nodeid.partition("::")[0]))


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
