"""A build on Spark gives the version that a build on one machine gives, to the byte."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from broadsheet.operations.audit import audit
from broadsheet.operations.build import build
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.settings import Settings
from broadsheet.spark import comparisons, deduplication
from broadsheet.spark.engine import SparkEngine
from broadsheet.spark.rows import Kept
from broadsheet.warehouse.layout import Warehouse
from newsroom import page, write_pages
from spark_cluster import tasks as tasks_of
from spark_pages import FIRST, write_generated, write_newsletters, write_outlet, write_story, write_versions

Build = Callable[..., str]
PAGES = int(os.environ.get("SPARK_TEST_PAGES", "400"))
STORY = int(os.environ.get("SPARK_TEST_STORY", "150"))
"""Sizes of the large test: 100000 pages and a story of 50000 take hours on a small machine."""
SEEDS = Path(__file__).parents[2] / "seeds"


def test_pages_of_every_kind_in_many_tasks(
    spark: Build, local: Build, pages: Path, engine: SparkEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other tests have four tasks for each shuffle. The pairs of the story are compared in several parts."""
    compared = list[int]()

    def compare(*arguments: Any) -> Kept:
        found = comparisons.compare_pairs(*arguments)
        compared.append(found.count)
        return found

    monkeypatch.setattr(deduplication, "compare_pairs", compare)
    shutil.copytree(SEEDS, pages / "seeds")
    write_generated(pages, PAGES)
    write_story(pages, STORY)
    write_outlet(pages, range(8))
    write_versions(pages)
    write_pages(pages, {"bad/empty.txt": "", "bad/menu.txt": "Home\nNews\nSport\n"})
    with tasks_of(engine.session, 40):
        assert spark() == local()
    assert sum(compared) > 2 * comparisons._PART_PAIRS


def test_a_page_alone_and_pages_of_which_none_is_accepted(
    settings: Settings, engine: SparkEngine, local: Build, pages: Path
) -> None:
    write_pages(pages, {"bad/menu.txt": "Home\nNews\nSport\n", "bad/empty.txt": ""})
    assert build(settings, engine=engine).version == local()
    write_pages(pages, {"good.txt": page(1, FIRST)})
    assert build(settings, engine=engine).version == local()


def test_runs_that_alternate_between_the_engines_and_a_takedown(
    settings: Settings, engine: SparkEngine, local: Build, pages: Path
) -> None:
    """Pages arrive, change and leave; each later run redoes documents of the versions before it."""
    write_generated(pages, 120)
    write_outlet(pages, range(3))
    write_newsletters(pages, range(6))
    build(settings, engine=engine)
    write_outlet(pages, range(3, 8))
    write_story(pages, 60)
    build(settings)
    write_story(pages, 90)
    write_versions(pages)
    (pages / "quay" / "1.txt").write_text(page(900, FIRST))
    second = build(settings, engine=engine)
    assert second.is_new
    assert second.version == local()
    take_down(settings, find_targets(Warehouse(settings.warehouse), ["quay/2.txt"]), reason="asked for")
    assert not audit(settings).findings
    assert not build(settings, engine=engine).is_new, "what was taken down stays away, and nothing else is new"


def test_relations_that_depend_on_documents_that_left(
    settings: Settings, engine: SparkEngine, local: Build, pages: Path
) -> None:
    """Two letters are refused: the frame of the others changes, so they are compared again, though none is new."""
    write_newsletters(pages, range(6))
    build(settings)
    for number in range(2):
        (pages / "letter.example" / f"{number}.txt").write_text(f"Home\nNews\n{number}\n")
    assert build(settings, engine=engine).version == local()


def test_backfills_of_dates_and_changed_rules(
    settings: Settings, engine: SparkEngine, local: Build, pages: Path, tmp_path: Path
) -> None:
    write_outlet(pages, range(8))
    write_generated(pages, 60)
    for day, chosen in ((FIRST, None), (FIRST + timedelta(days=3), engine), (FIRST, engine)):
        build(settings, since=day, until=day, engine=chosen)
    assert build(settings, engine=engine).version == local()
    stricter = {"deduplication": settings.deduplication.model_copy(update={"min_shared": 30, "sketch_rate": 8})}
    (pages / "quay" / "2.txt").unlink()  # what left the source is computed from its stored text
    changed = build(settings.model_copy(update=stricter), engine=engine).version
    apart = settings.model_copy(update={**stricter, "warehouse": tmp_path / "local"})
    assert changed == build(apart).version
