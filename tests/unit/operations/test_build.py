"""What happens to a run when another one publishes first."""

import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from broadsheet.errors import ConfigurationError, GateError, TransientError
from broadsheet.operations import build as module
from broadsheet.operations.build import build, compute_on, publish_on_current
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.pipeline import LocalEngine
from broadsheet.publishing.publish import publish
from broadsheet.runs.run import Run
from broadsheet.runs.state import Base
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from newsroom import PROMOTION, page, paragraphs, write_pages
from rows import accepted, pending, promoted

DAY = date(2026, 1, 1)
SEPTEMBER, OCTOBER = date(2018, 9, 11), date(2018, 10, 2)


def outlet(*numbers, **columns):
    return [promoted(f"quay/{number}", number, **columns) for number in numbers]


def datasets(warehouse):
    ledger = VersionCatalog(warehouse).current().ledger()
    return dict(zip(ledger["source_uri"].to_pylist(), ledger["place"].to_pylist(), strict=True))


def texts(warehouse):
    frame = pd.read_parquet(warehouse.current / "corpus")
    return dict(zip(frame["source_uri"], frame["text"], strict=True))


def test_a_run_that_lost_the_race_is_rebased_on_the_new_version(runs, warehouse):
    slow = runs.deduplicated([accepted("copy", 1, OCTOBER)])
    runs.published([accepted("a", 1, SEPTEMBER)])
    publish_on_current(slow)
    assert datasets(warehouse) == {"a": "corpus", "copy": "duplicates"}


def test_a_rebased_backfill_does_not_undo_the_other_run(runs, warehouse):
    slow = runs.deduplicated([accepted("b", 2, OCTOBER), pending("a", 1, SEPTEMBER)], since=OCTOBER, until=OCTOBER)
    runs.published([accepted("a", 1, SEPTEMBER), accepted("b", 2, OCTOBER)])
    assert not publish_on_current(slow).is_new
    assert datasets(warehouse) == {"a": "corpus", "b": "corpus"}


def test_a_slow_run_does_not_change_a_page_that_another_run_published_meanwhile(runs, warehouse):
    runs.published([accepted("a", 1, SEPTEMBER)])
    slow = runs.deduplicated([accepted("a", 2, SEPTEMBER), accepted("b", 4, SEPTEMBER)])
    runs.published([accepted("a", 3, SEPTEMBER)])
    publish_on_current(slow)
    rows = VersionCatalog(warehouse).current().ledger().to_pylist()
    assert {row["source_uri"]: row["source_digest"] for row in rows} == {"a": f"{3:064x}", "b": f"{4:064x}"}


def test_a_run_with_other_settings_than_the_new_version_is_refused(runs, settings):
    slow = runs.deduplicated([accepted("a", 1, SEPTEMBER)])
    strict = settings.model_copy(update={"validation": settings.validation.model_copy(update={"min_words": 30})})
    publish(runs.deduplicated([accepted("a", 1, SEPTEMBER)], settings=strict))
    with pytest.raises(ConfigurationError, match="other settings"):
        publish_on_current(slow)


def test_a_run_gives_up_after_the_last_attempt_with_a_message(runs, warehouse, monkeypatch):
    run = runs.deduplicated([accepted("a", 1)])
    numbers = iter(range(100, 200))

    def compute_and_lose(slow, base, engine):
        computed = compute_on(slow, base, engine)
        number = next(numbers)
        runs.published([accepted(str(number), number)])
        return computed

    runs.published([accepted("b", 2)])
    monkeypatch.setattr(module, "compute_on", compute_and_lose)
    with pytest.raises(TransientError, match="5 times"):
        publish_on_current(run)
    assert "a" not in datasets(warehouse)


def test_lines_that_are_template_lines_only_with_the_pages_of_both_runs_are_removed_from_both(runs, warehouse):
    slow = runs.validated(outlet(4, 5))
    runs.published(outlet(1, 2, 3))
    assert sum(PROMOTION in text for text in texts(warehouse).values()) == 3
    assert publish_on_current(slow).figures.corpus == 5
    assert not any(PROMOTION in text for text in texts(warehouse).values())


def test_an_interrupted_computation_is_repeated(runs, warehouse, monkeypatch):
    slow = runs.validated(outlet(4, 5))
    runs.published(outlet(1, 2, 3))
    monkeypatch.setattr(module, "validate", lambda *_, **__: (_ for _ in ()).throw(MemoryError))
    with pytest.raises(MemoryError):
        publish_on_current(slow)
    monkeypatch.undo()
    publish_on_current(Run.open(slow.folder))
    assert not any(PROMOTION in text for text in texts(warehouse).values())


def test_the_stages_of_a_run_that_has_ended_do_not_run_again(runs):
    """What they read is removed."""
    first, again = runs.validated(outlet(1)), runs.validated(outlet(1))
    for run, found in ((first, "published version"), (again, "found nothing new")):
        assert Run.open_unfinished(run.folder) == run
        publish_on_current(run)
        with pytest.raises(ConfigurationError, match=f"{found}.*clear the task plan"):
            Run.open_unfinished(run.folder)


def test_lines_that_are_no_template_lines_on_the_new_version_stay(runs, warehouse):
    runs.published(outlet(1, 2, 3, 4))
    slow = runs.validated(outlet(5))
    runs.published(outlet(1, promotion=False))
    publish_on_current(slow)
    assert sum(PROMOTION in text for text in texts(warehouse).values()) == 4


def test_a_page_published_by_both_runs_is_counted_once(runs, warehouse):
    slow = runs.validated([*outlet(5), promoted("quay/1", 11)])
    runs.published(outlet(1, 2, 3, 4))
    figures = publish_on_current(slow).figures
    assert (figures.corpus, figures.quarantine) == (5, 0)
    assert texts(warehouse)["quay/1"] == "\n\n".join(paragraphs(1, 4))
    assert not any(PROMOTION in text for text in texts(warehouse).values())


def asking(settings, **gate):
    """Settings under which a batch of any size needs an answer where too many of its documents have no date."""
    own = {"min_rows": 1, "on_warning": "ask", "max_refused_share": 1.0, **gate}
    return settings.model_copy(update={"gate": settings.gate.model_copy(update=own)})


def half_overtaken(runs, settings):
    """A run of a dated and an undated page, and a winner that decided the dated one from other bytes."""
    slow = runs.validated([accepted("dated", 1, SEPTEMBER), accepted("undated", 2)], settings=settings)
    publish(runs.deduplicated([accepted("dated", 3, SEPTEMBER)], settings=settings))
    return slow


def test_a_batch_that_warns_only_on_the_new_base_version_is_not_published_without_approval(runs, warehouse, settings):
    slow = half_overtaken(runs, asking(settings, max_undated_share=0.5))
    assert slow.store.validation.read().verdict.outcome == "pass"
    for run in (slow, Run.open(slow.folder)):  # nor by a second try
        with pytest.raises(GateError, match="on_warning"):
            publish_on_current(run)
        assert datasets(warehouse) == {"dated": "corpus"}


def test_a_batch_that_nobody_was_asked_about_counts_as_such_on_each_base_version(runs, warehouse, settings):
    run = half_overtaken(runs, asking(settings, max_undated_share=0.5))
    for _ in range(2):
        run = compute_on(run, Base.current(warehouse))
        assert run.store.validation.read().verdict.unasked


def test_an_approved_batch_is_not_asked_about_again(runs, warehouse, settings):
    slow = half_overtaken(runs, asking(settings, max_undated_share=0.0))
    assert slow.store.validation.read().verdict.outcome == "ask"
    publish_on_current(slow)
    assert datasets(warehouse) == {"dated": "corpus", "undated": "corpus"}


def test_a_batch_that_the_gate_stops_on_the_new_base_version_is_not_published(runs, warehouse, settings):
    slow = half_overtaken(runs, asking(settings, max_undated_share=0.5, on_warning="stop"))
    with pytest.raises(GateError, match="stopped"):
        publish_on_current(slow)
    assert datasets(warehouse) == {"dated": "corpus"}


def test_a_build_that_is_planned_on_a_version_that_a_takedown_replaces_says_so(settings, tmp_path, monkeypatch):
    write_pages(tmp_path / "pages", {"a.txt": page(1), "b.txt": page(2)})
    build(settings, day=DAY)
    base = Version.open(Warehouse(settings.warehouse), Warehouse(settings.warehouse).current_id())

    def discover_late(*arguments, **options):
        take_down(settings, find_targets(Warehouse(settings.warehouse), ["a.txt"]))
        base.manifest()

    monkeypatch.setattr(module, "discover", discover_late)
    with pytest.raises(TransientError, match=f"a takedown replaced version {base.version_id}"):
        build(settings, day=DAY)


def test_a_build_whose_folder_a_takedown_removes_says_so(settings, tmp_path):
    write_pages(tmp_path / "pages", {"a.txt": page(1), "b.txt": page(2)})
    build(settings, day=DAY)
    write_pages(tmp_path / "pages", {"c.txt": page(3)})

    class Overtaken(LocalEngine):
        def extract(self, run, progress):
            super().extract(run, progress)
            take_down(settings, find_targets(Warehouse(settings.warehouse), ["a.txt"]))

    with pytest.raises(TransientError, match="a takedown removed the working folder"):
        build(settings, day=DAY, engine=Overtaken())
    assert build(settings, day=DAY).figures.corpus == 2


def test_a_folder_in_place_of_the_link_is_named_before_any_work(settings, tmp_path):
    write_pages(tmp_path / "pages", {"a.txt": page(1)})
    (settings.warehouse / "current").mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="must be a link to a version"):
        build(settings, day=DAY)


def test_a_missing_package_of_the_engine_is_named_before_any_work(settings, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("broadsheet.spark")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)  # as if it were not installed
    with pytest.raises(ConfigurationError, match=r"needs pyspark.*pip install 'broadsheet\[spark\]'"):
        build(settings.model_copy(update={"engine": "spark"}))
    assert not Warehouse(settings.warehouse).work.exists()


def test_a_file_system_without_links_is_named_before_any_work(settings, tmp_path, monkeypatch):
    write_pages(tmp_path / "pages", {"a.txt": page(1)})

    def refuse(self, target, target_is_directory=False):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    with pytest.raises(ConfigurationError, match="name a warehouse on a file system that has them"):
        build(settings, day=DAY)
