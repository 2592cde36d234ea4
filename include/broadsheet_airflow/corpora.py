"""The corpora that this Airflow builds: the main one, and one for each file ``corpora/NAME.toml``.

The folder ``corpora`` is beside the settings file of the main corpus. Each corpus has DAGs, assets, Variables, metrics
and pages of the browser of its own, with its name at the end of theirs; those of the main corpus have no name in them.
See ``docs/decisions/several-corpora.md``.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from broadsheet.settings import settings_folder

_NAME = re.compile(r"(?!main$)[A-Za-z][A-Za-z0-9_-]{0,63}")
NAMES = "letters, digits, _ and -, beginning with a letter, at most 64 characters, and not main"
"""What a corpus can be called: its name is part of ids of DAGs and of addresses."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus that this Airflow builds.

    Attributes:
        name: Its name; empty for the main corpus.
    """

    name: str = ""

    def __str__(self) -> str:
        """Return the name as messages show it."""
        return self.name or "main"

    def named(self, text: str, separator: str = "_") -> str:
        """Return a text with the name of the corpus behind it, and as it is for the main corpus.

        >>> Corpus("wire").named("build_corpus"), Corpus().named("build_corpus")
        ('build_corpus_wire', 'build_corpus')
        """
        return f"{text}{separator}{self.name}" if self.name else text

    @property
    def file(self) -> Path | None:
        """Its settings file; None for the main corpus, whose settings are those of `broadsheet.settings`."""
        return _folder() / f"{self.name}.toml" if self.name else None


MAIN = Corpus()


def known_corpora() -> tuple[Corpus, ...]:
    """Return the main corpus and then the others by name. Nothing is read but the names of files."""
    return (MAIN, *(Corpus(file.stem) for file in _files() if _NAME.fullmatch(file.stem)))


def unnamed_files() -> tuple[Path, ...]:
    """Return the files beside those of the corpora whose names no corpus can have."""
    return tuple(file for file in _files() if not _NAME.fullmatch(file.stem))


def home() -> Path:
    """Return the project's folder, absolute."""
    return Path(os.environ.get("AIRFLOW_HOME", ".")).absolute()


def _folder() -> Path:
    return settings_folder(home()) / "corpora"


def _files() -> list[Path]:
    return sorted(file for file in _folder().glob("*.toml") if file.is_file() and not file.name.startswith("."))
