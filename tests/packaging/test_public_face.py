"""What ``import broadsheet`` offers, imports and changes; tested in new processes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import broadsheet
from broadsheet.errors import ConfigurationError

ROOT = Path(__file__).parents[2]
HEAVY = ["airflow", "great_expectations", "numba", "pandas", "pyarrow", "pydantic"]

BLOCK = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
"""


def python(code: str, *, without: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run code in a new process in which some packages cannot be imported."""
    return subprocess.run(
        [sys.executable, "-c", BLOCK.format(names=without) + code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "include")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_importing_changes_no_environment_and_imports_nothing_heavy():
    code = f"""
import json, os
before = dict(os.environ)
import broadsheet
dir(broadsheet)
heavy = [name for name in {HEAVY} if name in sys.modules]
print(json.dumps([heavy, os.environ == before, sorted(set(os.environ) - set(before))]))
"""
    assert json.loads(python(code).stdout) == [[], True, []]


def test_reading_imports_neither_settings_nor_kernels():
    code = """
import json
from broadsheet import open_corpus
print(json.dumps([name for name in ["airflow", "great_expectations", "numba", "pydantic"] if name in sys.modules]))
"""
    assert json.loads(python(code).stdout) == []


def test_all_public_names_are_there_and_are_documented():
    for name in broadsheet.__all__:
        assert getattr(broadsheet, name) is not None
        assert name in dir(broadsheet)
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    missing = [name for name in broadsheet.__all__ if f"`{name}" not in page]
    assert missing == []


def test_every_method_of_a_corpus_is_documented():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    public = [name for name in dir(broadsheet.Corpus) if not name.startswith("_")]
    assert [name for name in public if not re.search(rf"`{name}\b", page)] == []


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'open_newspaper'"):
        broadsheet.open_newspaper  # noqa: B018


@pytest.mark.parametrize("name", ["build", "extract", "load_settings", "Settings"])
def test_without_the_build_extra_an_error_names_it(name):
    done = python(f"from broadsheet import {name}", without=("pydantic", "pydantic_settings", "numba"))
    assert done.returncode == 1
    assert f"broadsheet.{name} needs " in done.stderr
    assert "pip install 'broadsheet[build]'" in done.stderr.splitlines()[-1]


def test_without_the_build_extra_the_command_says_so_in_one_line():
    code = "sys.argv = ['broadsheet', 'show']\nfrom broadsheet.__main__ import main\nmain()"
    for missing in ("typer", "pydantic"):
        done = python(code, without=(missing,))
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr == (
            f"broadsheet: the command needs {missing}, which is not installed; run: pip install 'broadsheet[build]'\n"
        )


def test_a_missing_module_of_broadsheet_does_not_suggest_an_extra():
    done = python("from broadsheet import build", without=("broadsheet.operations.build",))
    assert "ModuleNotFoundError" in done.stderr.splitlines()[-1]


def test_without_pandas_a_frame_names_the_extra(tmp_path):
    code = f"""
from pathlib import Path
from broadsheet.corpus import Corpus
Corpus(Path({str(tmp_path)!r}), "0" * 16).to_pandas()
"""
    done = python(code, without=("pandas",))
    assert "to_pandas needs pandas, which is not installed; run: pip install 'broadsheet[pandas]'" in done.stderr


def test_errors_of_a_missing_extra_are_configuration_errors():
    assert issubclass(ConfigurationError, broadsheet.BroadsheetError)
