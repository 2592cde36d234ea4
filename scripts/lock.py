"""Write scripts/hashes.txt: every package of the environment that runs this, pinned, with the hashes of its files.

`make lock` runs it. The packages come in one part for each list of requirements: what the list needs beyond the lists
before it. `scripts/install` installs such a part without resolving anything, so that each download is verified. The
hashes are those of the package index, for every platform; uv asks for them.
"""
# ruff: noqa: S603, T201  # a program for the terminal

import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LISTS = ("requirements.txt", "requirements-celery.txt", "requirements-spark.txt", "requirements-dev.txt")
HASHES = ROOT / "scripts" / "hashes.txt"
INTRODUCTION = """\
# Every package of constraints.txt with the hashes of its files: a part for each list of requirements, and first what
# builds the project. Written by `make lock`; not edited by hand. scripts/install has pip verify all downloads by it.
"""


def main() -> int:
    """Write the file; return the exit code."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    parts, seen = [INTRODUCTION, "\n# build\n" + hashed(build)], set[str]()
    for name in LISTS:
        wanted = set(needed(requirements(ROOT / name)))
        pins = [f"{package}=={distribution(package).version}" for package in sorted(wanted - seen)]
        seen |= wanted
        parts.append(f"\n# {name}\n" + hashed(pins))
    HASHES.write_text("".join(parts), encoding="utf-8")
    print(f"{HASHES.relative_to(ROOT)}: {len(seen)} packages")
    return 0


def hashed(wanted: Iterable[str]) -> str:
    """Return these requirements with the newest version that fits and the hashes of its files."""
    command = ["uv", "pip", "compile", "-", "--quiet", "--no-deps", "--generate-hashes"]
    style = ["--no-header", "--no-annotate", "--python", sys.executable]
    return subprocess.run(
        [*command, *style], input="\n".join(wanted), stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def requirements(file: Path) -> Iterator[Requirement]:
    """Yield the requirements of a list and of the lists that it includes."""
    for line in file.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r "):
            yield from requirements(file.parent / text.removeprefix("-r "))
        elif text:
            yield Requirement(text)


def needed(wanted: Iterator[Requirement]) -> Iterator[str]:
    """Yield the installed packages that these requirements need, with all that those need."""
    todo, done = list(wanted), set[tuple[str, str]]()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        try:
            found = distribution(name)
        except PackageNotFoundError:  # needed on another platform
            continue
        yield name
        for extra in ("", *requirement.extras):
            if (name, extra) not in done:
                done.add((name, extra))
                inner = map(Requirement, found.requires or ())
                todo += [one for one in inner if one.marker is None or one.marker.evaluate({"extra": extra})]


if __name__ == "__main__":
    raise SystemExit(main())
