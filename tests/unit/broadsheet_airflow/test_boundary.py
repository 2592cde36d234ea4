"""The library works without Airflow; one package of it knows of Airflow."""

import ast
from pathlib import Path

import broadsheet

LIBRARY = Path(broadsheet.__file__).parent


def imported(file: Path) -> set[str]:
    """Return the packages that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_only_orchestration_imports_airflow_and_nothing_imports_orchestration():
    outside = [file for file in LIBRARY.rglob("*.py") if "orchestration" not in file.parts]
    assert len(outside) > 100
    offending = {
        str(file.relative_to(LIBRARY))
        for file in outside
        for name in imported(file)
        if name.split(".")[0] == "airflow" or name.startswith("broadsheet_airflow")
    }
    assert offending == set()
