"""Where compiled kernels are kept: in our own folder, which nobody else writes to and no other library uses."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numba
import pytest

from broadsheet import numba_support
from broadsheet.numba_support import cache_folder, make_if_new

KERNELS = """
import json, os, sys
from pathlib import Path

before = dict(os.environ)
import numba
import theirs
import ours
from broadsheet.numba_support import cache_folder

print(json.dumps({
    "results": [theirs.double(3), ours.double(3)],
    "ours": ours.double.stats.cache_path,
    "theirs": theirs.double.stats.cache_path,
    "folder": str(cache_folder()),
    "hits": sum(ours.double.stats.cache_hits.values()),
    "environment": os.environ == before,
    "configured": numba.config.CACHE_DIR,
}))
"""


@pytest.fixture
def no_folder_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")


@pytest.fixture
def kernels(tmp_path: Path):
    """Give a function that compiles a kernel of ours and one of another library in a new process."""
    modules = tmp_path / "modules"
    modules.mkdir()
    double = "def double(number):\n    return 2 * number\n"
    (modules / "theirs.py").write_text(f"import numba\n\n@numba.njit(cache=True)\n{double}")
    (modules / "ours.py").write_text(f"from broadsheet.numba_support import compiled\n\n@compiled\n{double}")

    def run(**environment: str) -> dict[str, object]:
        package = str(Path(numba_support.__file__).parents[1])
        paths = os.pathsep.join([str(modules), package])
        known = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA")}
        done = subprocess.run(
            [sys.executable, "-c", KERNELS],
            env={**known, "PYTHONPATH": paths, "XDG_CACHE_HOME": str(tmp_path / "home"), **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return {**json.loads(done.stdout), "log": done.stderr}

    return run


def test_only_our_kernels_go_into_our_folder(kernels, tmp_path):
    found = kernels()
    assert found["results"] == [6, 6]
    assert Path(found["folder"]).parent == tmp_path / "home" / "broadsheet" / "numba"
    assert Path(found["ours"]).is_relative_to(found["folder"])
    assert Path(found["theirs"]) == tmp_path / "modules" / "__pycache__"
    assert len(list(Path(found["folder"]).rglob("*.nbi"))) == 1
    assert found["environment"]
    assert found["configured"] == ""


def test_a_second_process_reads_what_the_first_compiled_and_does_not_log(kernels):
    first, second = kernels(), kernels()
    assert (first["hits"], second["hits"]) == (0, 1)
    assert "compiling numba kernels" in first["log"]
    assert second["log"] == ""


def test_a_folder_that_the_user_names_is_used(kernels, tmp_path):
    found = kernels(NUMBA_CACHE_DIR=str(tmp_path / "named"))
    assert Path(found["ours"]).is_relative_to(tmp_path / "named")
    assert not (tmp_path / "home").exists()


def test_without_compilation_kernels_are_plain_functions(kernels, tmp_path):
    code = "import ours\nassert ours.double(3) == 6\nassert ours.double.__class__.__name__ == 'function'\n"
    paths = os.pathsep.join([str(tmp_path / "modules"), str(Path(numba_support.__file__).parents[1])])
    environment = {**os.environ, "PYTHONPATH": paths, "NUMBA_DISABLE_JIT": "1"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


@pytest.mark.usefixtures("no_folder_named")
def test_cache_lies_in_the_users_cache_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder().parent == tmp_path / "broadsheet" / "numba"
    assert cache_folder().parent.is_dir()


@pytest.mark.usefixtures("no_folder_named")
def test_cache_home_that_is_not_absolute_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder().parent == tmp_path / ".cache" / "broadsheet" / "numba"


@pytest.mark.usefixtures("no_folder_named")
def test_a_home_that_cannot_be_used_falls_back_to_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = cache_folder().parent
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("no_folder_named")
def test_a_folder_that_others_can_write_to_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "broadsheet" / "numba"
    shared.mkdir(parents=True)
    shared.chmod(0o777)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder().parent == tmp_path / "home" / ".cache" / "broadsheet" / "numba"


@pytest.mark.parametrize("named", ["", "named"])
def test_other_columns_have_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", named and str(tmp_path / named))
    package = tmp_path / "package"
    package.mkdir()
    monkeypatch.setattr(numba_support, "__file__", str(package / "numba_support.py"))
    (package / "columns.py").write_text("class Column(IntEnum):\n    WORDS = 0\n")
    before = cache_folder()
    assert cache_folder() == before
    (package / "columns.py").write_text("class Column(IntEnum):\n    LINES = 0\n    WORDS = 1\n")
    assert cache_folder() != before


def test_of_several_processes_one_makes_the_folder(tmp_path):
    assert [make_if_new(tmp_path / "above" / "new") for _ in range(3)] == [True, False, False]
