"""Data Docs for several runs."""

from pathlib import Path

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
