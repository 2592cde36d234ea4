"""The folder of compiled kernels: it belongs to Broadsheet, nobody else can write to it, no other library uses it."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numba
import pytest

from broadsheet import numba_support
from broadsheet.numba_support import cache_folder, sources_digest

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
    assert Path(found["folder"]) == tmp_path / "home" / "broadsheet" / "numba"
    assert Path(found["ours"]).parent == Path(found["folder"])
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
    assert Path(found["ours"]).parent == tmp_path / "named"
    assert not (tmp_path / "home").exists()


def test_without_compilation_kernels_are_plain_functions(kernels, tmp_path):
    code = "import ours\nassert ours.double(3) == 6\nassert ours.double.__class__.__name__ == 'function'\n"
    paths = os.pathsep.join([str(tmp_path / "modules"), str(Path(numba_support.__file__).parents[1])])
    environment = {**os.environ, "PYTHONPATH": paths, "NUMBA_DISABLE_JIT": "1"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


@pytest.mark.usefixtures("no_folder_named")
def test_the_cache_is_in_the_cache_folder_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "broadsheet" / "numba"
    assert cache_folder().is_dir()


@pytest.mark.usefixtures("no_folder_named")
def test_cache_home_that_is_not_absolute_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "broadsheet" / "numba"


@pytest.mark.usefixtures("no_folder_named")
def test_a_home_that_cannot_be_used_falls_back_to_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = cache_folder()
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("no_folder_named")
def test_a_folder_that_others_can_write_to_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "broadsheet" / "numba"
    shared.mkdir(parents=True)
    shared.chmod(0o777)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder() == tmp_path / "home" / ".cache" / "broadsheet" / "numba"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a package whose kernels.py imports columns.py, which imports a module of the package `models`."""
    package = tmp_path / "broadsheet"
    (package / "models").mkdir(parents=True)
    monkeypatch.setattr(numba_support, "__file__", str(package / "numba_support.py"))
    (package / "kernels.py").write_text("import numpy\nfrom broadsheet.columns import Column\n")
    (package / "columns.py").write_text("def late():\n    from broadsheet.models import trees\n")
    (package / "models" / "trees.py").write_text("LEAVES = 8\n")
    (package / "models" / "trees.json").write_text("[8]")
    (package / "elsewhere.py").write_text("import broadsheet.kernels\n")
    return package


def digest(package: Path) -> str:
    sources_digest.cache_clear()  # a process reads each file once
    return sources_digest(package / "kernels.py")


@pytest.mark.parametrize("changed", ["kernels.py", "columns.py", "models/trees.py", "models/trees.json"])
def test_a_kernel_is_compiled_anew_when_a_module_that_it_imports_changes(package, changed):
    before = digest(package)
    assert digest(package) == before
    file = package / changed
    file.write_text(file.read_text() + "\n")
    assert digest(package) != before


def test_a_kernel_is_kept_when_another_module_changes(package):
    before = digest(package)
    (package / "elsewhere.py").write_text("import broadsheet.kernels as ours\n")
    assert digest(package) == before


def test_modules_that_import_each_other_are_read_once(package):
    (package / "columns.py").write_text("from broadsheet.kernels import double\n")
    assert digest(package) == digest(package)


def test_code_of_other_sources_is_not_read_from_the_cache(kernels, tmp_path):
    assert kernels()["hits"] == 0
    assert kernels()["hits"] == 1
    module = tmp_path / "modules" / "ours.py"
    module.write_text(module.read_text() + "\n")
    assert kernels()["hits"] == 0
