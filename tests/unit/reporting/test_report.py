"""The report stage on a version's folder."""

from datetime import date
from pathlib import Path

import pytest

from broadsheet.reporting.card import card
from broadsheet.reporting.croissant import croissant
from broadsheet.reporting.report import report
from broadsheet.runs.run import Found, Run, SourceRead
from broadsheet.runs.state import Failure, Published, ValidationState, Verdict
from broadsheet.settings import Settings
from broadsheet.warehouse.manifest import Manifest
from factories import new_run


@pytest.fixture
def run(version) -> Run:
    warehouse = version.parent.parent
    sources = {"": SourceRead("pages", Found(new=9))}
    return new_run(warehouse / ".work" / "run-1", Settings(warehouse=warehouse), day=date(2018, 9, 30), sources=sources)


@pytest.fixture
def published(version) -> Published:
    manifest = Manifest.read(version)
    return Published(manifest.version, None, True, ("2018-09-11",), {"2018-09-11": 2}, 0, manifest.figures)


def test_the_card_and_the_description_are_the_only_files_added(run, published, version):
    before = {path.name for path in version.iterdir()}
    report(run, published)

    manifest = Manifest.read(version)
    assert (version / "README.md").read_text(encoding="utf-8") == card(manifest)
    assert (version / "croissant.json").read_text(encoding="utf-8") == croissant(manifest)
    assert {path.name for path in version.iterdir()} - before == {"README.md", "croissant.json"}


def test_existing_files_are_not_written_again(run, published, version):
    files = [version / "README.md", version / "croissant.json"]
    report(run, published)
    first = [_identity(file) for file in files]
    report(run, published)

    assert [_identity(file) for file in files] == first


def _identity(file: Path) -> tuple[int, int]:
    """Return what changes if a file is written again, but not if it is read: `stat` also has the time of reading."""
    found = file.stat()
    return found.st_ino, found.st_mtime_ns


def test_an_interrupted_report_is_completed_by_the_next(run, published, version):
    report(run, published)
    (version / "croissant.json").unlink()
    report(run, published)

    assert (version / "croissant.json").is_file()


def test_the_summary_contains_the_run_the_version_and_the_warnings_of_the_gate(run, published):
    flagged = Failure("expect_x", "title", "warning", 4, 0.4, None, "4 of 10 documents without a title")
    refused = Failure("expect_y", "word_count", "info", 1, 0.1, "text_too_short", "1 of 10 short")
    verdict = Verdict("warn", 10, 9, 1, 0, (flagged, refused), {"text_too_short": 1}, "/data/validation/run.html")
    run.store.validation.write(ValidationState(run.base, verdict))
    summary = report(run, published)

    assert summary.found == Found(new=9)
    assert summary.figures == published.figures
    assert summary.warnings == ("4 of 10 documents without a title",)
    assert summary.report == "/data/validation/run.html"
    assert summary.path == str(run.warehouse.version(published.version) / "corpus")


def test_a_run_without_a_verdict_has_a_summary_without_warnings(run, published):
    assert report(run, published).warnings == ()
