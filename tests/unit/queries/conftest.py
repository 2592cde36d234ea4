"""Two corpora to browse: a small one from a real build, and a made-up one with many row groups."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from broadsheet.errors import DataError
from broadsheet.operations.build import build
from broadsheet.queries.version_handle import Corpus, open_corpus
from broadsheet.settings import Settings
from broadsheet.warehouse.data_file import RowGroup
from broadsheet.warehouse.layout import Warehouse
from browsed_corpus import Shape, make
from newsroom import PROMOTION, page, paragraphs, write_pages

STORY = paragraphs(1, 8)
DAY = date(2018, 9, 11)


class Newsroom(NamedTuple):
    """A warehouse that three runs wrote to: a first one, one for a single day, and one that the gate stopped."""

    settings: Settings
    warehouse: Warehouse
    pages: Path


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """A corpus with a cluster, an outlet's recurring line, refused pages, and a page that waits for its date."""
    folder = tmp_path_factory.mktemp("newsroom")
    pages = folder / "pages"
    recurring = {
        f"quay/{number}.txt": page(20 + number, DAY.replace(day=number + 1), [*paragraphs(20 + number), PROMOTION])
        for number in range(6)
    }
    first = {
        "whole.txt": page(1, DAY, STORY),
        "again.txt": page(1, date(2018, 9, 12), STORY),
        "part.txt": page(1, date(2018, 10, 2), STORY[:3]),
        "undated.txt": page(2),
        "empty.txt": "",
        "short.txt": page(3, DAY, ["The mayor opened the exhibition on Monday, and the baker said that he agreed."]),
        **recurring,
    }
    write_pages(pages, first)
    settings = Settings(source=str(pages), warehouse=folder / "data", workers=1)
    build(settings, day=date(2026, 1, 1))
    write_pages(pages, {"late.txt": page(4, date(2018, 11, 3)), "more.txt": page(5, DAY)})
    build(settings, since=DAY, until=DAY, day=date(2026, 1, 1))
    write_pages(pages, {f"void/{number}.txt": "" for number in range(3)})
    strict = settings.model_copy(
        update={"gate": settings.gate.model_copy(update={"min_rows": 1, "max_refused_share": 0.1})}
    )
    with suppress(DataError):
        build(strict, day=date(2026, 1, 1))
    return Newsroom(settings, Warehouse(settings.warehouse), pages)


@pytest.fixture
def built(newsroom: Newsroom) -> Corpus:
    """The current version of the built corpus."""
    return opened(newsroom.warehouse)


def opened(warehouse: Warehouse) -> Corpus:
    """Open the current version of a warehouse that has one."""
    corpus = open_corpus(warehouse)
    assert isinstance(corpus, Corpus)
    return corpus


SMALL = Shape("small", 5, {"en": 0.6, "de": 0.3, "zh": 0.1}, 0.15, 120)


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A version of 3,000 documents in row groups of 40."""
    settings = Settings(publishing={"row_group_rows": 40})
    return opened(make(tmp_path_factory.mktemp("archive"), 3_000, SMALL, settings=settings))


@pytest.fixture(scope="session")
def rows(archive: Corpus) -> pd.DataFrame:
    """Every document of the archive's corpus, newest first, as its readers see it."""
    table = pd.read_parquet(archive.warehouse.version(archive.version_id) / "corpus", columns=[*_READ, "month"])
    table["month"] = table["month"].astype(str).replace("undated", "")
    return table.sort_values(["month", "published_date", "doc_id"], ascending=False, na_position="last")


_READ = [
    "doc_id",
    "title",
    "published_date",
    "language",
    "publisher",
    "agency",
    "word_count",
    "duplicate_count",
    "quality",
]


class Reads(NamedTuple):
    """What was read of files: each row group and the columns, in order."""

    groups: list[tuple[str, int, tuple[str, ...]]]

    @property
    def columns(self) -> set[str]:
        """All columns that were read."""
        return {column for _, _, columns in self.groups for column in columns}

    @property
    def files(self) -> set[str]:
        """All files that rows were read of."""
        return {path for path, _, _ in self.groups}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reads]:
    """What is read while the test runs."""
    found = Reads([])
    real = RowGroup.read

    def read(group: RowGroup, columns: list[str]) -> object:
        found.groups.append((group.key, group.number, tuple(columns)))
        return real(group, columns)

    monkeypatch.setattr(RowGroup, "read", read)
    return found


@pytest.fixture
def without() -> Callable[[Path], AbstractContextManager[None]]:
    """Give what takes a file or folder away for a while."""

    @contextmanager
    def moved(path: Path) -> Iterator[None]:
        away = path.with_name(f".{path.name}.away")
        path.rename(away)
        try:
            yield
        finally:
            away.rename(path)

    return moved
