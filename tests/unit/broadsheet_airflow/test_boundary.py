"""The library works without Airflow: it imports neither Airflow nor the package that does."""

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


def test_the_library_imports_nothing_of_airflow():
    files = list(LIBRARY.rglob("*.py"))
    assert len(files) > 50
    offending = {
        str(file.relative_to(LIBRARY))
        for file in files
        for name in imported(file)
        if name.split(".")[0] == "airflow" or name.split(".")[0] == "broadsheet_airflow"
    }
    assert offending == set()
