"""The lists of dependencies agree with one another and with what the code imports."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {"": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
OURS = {"broadsheet", "broadsheet_airflow", "corpus_browser", "build_corpus"}
DEVELOPERS_ONLY = {
    "scripts/collect_calendar_names.py",
    "scripts/lock.py",
    "scripts/screenshots.py",
}


def wanted(extra: str) -> dict[str, Requirement]:
    """Return what an extra installs directly, by name, with the extras that it includes."""
    found: dict[str, Requirement] = {}
    for line in EXTRAS[extra]:
        requirement = Requirement(line)
        if requirement.name == "broadsheet":
            for included in requirement.extras:
                found |= wanted(included)
        else:
            found[canonicalize_name(requirement.name)] = requirement
    return found | (wanted("") if extra else {})


def pinned(file: str) -> dict[str, str]:
    """Return the versions that a list of requirements pins, by name; also those of the lists that it includes."""
    found: dict[str, str] = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        requirement = line.partition("#")[0].strip()
        if requirement.startswith("-r "):
            found |= pinned(requirement.removeprefix("-r "))
        elif requirement:
            name, equal, version = requirement.partition("==")
            assert equal, f"{file} does not pin {line}"
            found[canonicalize_name(name)] = version
    return found


APART = {"spark": "requirements-spark.txt"}
"""Extras that a list of their own pins: few want them, and they are large."""
EVERYTHING = {name: one for extra in EXTRAS if extra not in APART for name, one in wanted(extra).items()}
LISTS = ("requirements.txt", "requirements-celery.txt", "requirements-spark.txt", "requirements-dev.txt")


def test_requirements_are_those_of_all_extras():
    assert set(pinned("requirements.txt")) == set(EVERYTHING)


@pytest.mark.parametrize(("extra", "file"), APART.items())
def test_the_list_of_an_extra_pins_all_of_it(extra, file):
    for name, requirement in wanted(extra).items():
        assert requirement.specifier.contains(pinned(file)[name])


@pytest.mark.parametrize("name", EVERYTHING)
def test_a_pin_is_within_its_range_and_the_range_ends_before_the_next_incompatible_version(name):
    specifier = EVERYTHING[name].specifier
    assert specifier.contains(pinned("requirements.txt")[name])
    assert {part.operator for part in specifier} == {">=", "<"}


@pytest.mark.parametrize("file", LISTS)
def test_constraints_contain_every_pin(file):
    locked = pinned("constraints.txt")
    assert {name: locked.get(name) for name in pinned(file)} == pinned(file)


def test_the_hashes_are_of_the_locked_packages_and_each_has_some():
    text = (ROOT / "scripts" / "hashes.txt").read_text(encoding="utf-8")
    build, *lists = re.split(r"^# (?=build$|requirements)", text, flags=re.MULTILINE)[1:]
    hashed = {
        canonicalize_name(name): version
        for name, version in re.findall(
            r"^(\S+)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}\b", "".join(lists), re.MULTILINE
        )
    }
    assert hashed == pinned("constraints.txt")
    assert len(hashed) == text.count("==") - build.count("==")
    assert tuple(part.splitlines()[0] for part in lists) == LISTS


def test_each_list_is_installed_from_hashes_of_all_that_it_pins():
    text = (ROOT / "scripts" / "hashes.txt").read_text(encoding="utf-8")
    for file in LISTS:
        upto = text[: text.index("\n\n", text.index(f"# {file}\n"))] if file != "requirements-dev.txt" else text
        assert {name for name in pinned(file) if f"\n{name}==" not in upto} == set()


def test_each_requirement_says_what_it_is_for():
    for file in (*LISTS, "requirements-postgres.txt"):
        lines = [line for line in (ROOT / file).read_text(encoding="utf-8").splitlines() if "==" in line]
        assert [line for line in lines if not re.search(r"==\S+ +# \w", line)] == []


def imported(folder: str) -> Iterator[tuple[str, str]]:
    """Yield each module of another project that a folder's files import, with the file."""
    for file in sorted((ROOT / folder).rglob("*.py")):
        name = str(file.relative_to(ROOT))
        beside = {path.stem for path in file.parent.iterdir()}
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                modules.append(node.module or "")
            for module in modules:
                top = module.partition(".")[0]
                if top not in sys.stdlib_module_names | OURS | beside and name not in DEVELOPERS_ONLY:
                    yield top, name


@pytest.mark.parametrize(
    ("folder", "extras"),
    [
        ("include/broadsheet", ["build", "documents", "search", "spark"]),
        ("include/broadsheet_airflow", ["airflow"]),
        ("dags", ["airflow"]),
        ("plugins", ["airflow", "browser"]),
        ("scripts", ["airflow"]),
    ],
)
def test_every_imported_package_is_a_declared_dependency(folder, extras):
    declared = {name for extra in extras for name in wanted(extra)}
    providers = packages_distributions()
    missing = {
        (module, file)
        for module, file in imported(folder)
        if not declared & {canonicalize_name(name) for name in providers.get(module, [module])}
    }
    assert missing == set()
