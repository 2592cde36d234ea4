"""Data Docs for several runs."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from broadsheet.validation import data_docs
from broadsheet.validation.validate import validate


def test_the_index_lists_the_runs_of_one_warehouse_with_their_pages(tmp_path, write_run, document):
    warehouse = tmp_path / "data"
    pages = []
    for number in range(2):
        run = write_run(warehouse, [document("a"), document("b", word_count=1)])
        folder = run.folder.with_name(f"run-{number + 1}")
        if folder != run.folder:
            run.folder.rename(folder)
        pages.append(Path(validate(type(run).open(folder)).report))

    index = (warehouse / "validation" / "data_docs" / "index.html").read_text()
    assert len(set(pages)) == 2
    for page in pages:
        assert page.is_file()
        assert page.relative_to(warehouse / "validation" / "data_docs").as_posix() in index


def test_results_are_named_by_suite_and_run_and_hold_no_lists_of_rows(plan, document):
    run = plan([document(f"{number}.txt", word_count=1) for number in range(40)])
    validate(run)

    stored = sorted((run.warehouse.validation / "results").rglob("*.json"))
    assert [path.parts[-4:-2] for path in stored] == [("batch", "run-1"), ("documents", "run-1")]
    assert all(path.stat().st_size < 100_000 for path in stored)


def test_the_pages_load_nothing_from_another_host(tmp_path, write_run, document):
    run = write_run(tmp_path / "data", [document("a"), document("b", word_count=1)])
    validate(run)
    pages = list((run.warehouse.validation / "data_docs").rglob("*.html"))
    assert len(pages) == 3, "documents, batch and the index"
    for page in pages:
        html = page.read_text()
        assert not re.findall(
            r"<(?:script|link|img|iframe|object|embed)[^>]*(?:src|href)=[\"']?(?:https?:)?//[^>]*", html
        )
        assert "<script" not in html
        assert "onclick" not in html
        assert "favicon" not in html
    assert any("Must have" in page.read_text() or "must" in page.read_text() for page in pages)


def test_only_the_latest_runs_are_kept(tmp_path, write_run, document, monkeypatch):
    monkeypatch.setattr(data_docs, "KEPT", 3)
    warehouse = tmp_path / "data"
    for number in range(5):
        run = write_run(warehouse, [document("a")])
        run = replace(run, started=run.started + timedelta(days=number))
        folder = run.folder.with_name(f"run-{9 - number}")
        run.folder.rename(folder)
        run = replace(run, folder=folder)
        run.save()
        validate(run)
    for kind in ("results", "data_docs/validations"):
        kept = {path.name for path in (warehouse / "validation" / kind / "documents").iterdir()}
        assert kept == {"run-5", "run-6", "run-7"}
    index = (warehouse / "validation" / "data_docs" / "index.html").read_text()
    assert re.findall(r"<td>(run-\d)", index) == ["run-5", "run-6", "run-7"]
