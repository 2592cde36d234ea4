"""The list and the pages of runs: what the warehouse records, and what Airflow's database knows better."""

import re
import shutil
from datetime import UTC, date, datetime
from html import unescape

import pytest
from airflow.models import DagRun, TaskInstance
from airflow.models.base import Base
from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.queries.run_rows import RunRow
from broadsheet.queries.runs import list_runs
from broadsheet.settings import load_settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.unpublished import record_unpublished
from corpus_browser.airflow_runs import State, as_airflow_says, read_states, read_unrecorded
from corpus_browser.pages.data_docs import POLICY
from newsroom import page, write_pages

DAY = date(2018, 9, 11)


@pytest.fixture
def told(published, tmp_path, browser_at):
    """The browser on a warehouse of which two more runs failed."""
    home = tmp_path / "home"
    shutil.copytree(published, home, symlinks=True)
    current = (published / "data" / "current").readlink()
    (home / "data" / "current").unlink()
    (home / "data" / "current").symlink_to(current)
    warehouse, began = Warehouse(home / "data"), datetime(2030, 1, 1, 8, tzinfo=UTC)
    asked = {"started": began, "dates": (DAY, DAY)}
    record_unpublished(
        warehouse, "failed", "no <b>source</b>\nname it", asked_by="build_corpus/b", task="plan", **asked
    )
    record_unpublished(warehouse, "rejected", "a person said no\nfor good", run="run-9", asked_by="build_corpus/a")
    return browser_at(home)


def rows(html: str) -> list[str]:
    """Return what each row of the table of runs says, without its tags."""
    cells = re.findall(r"<tr>\n(.*?)</tr>", html, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in cells]


def test_runs_that_failed_are_listed_with_their_reason_their_dates_and_a_link_to_airflow(told):
    failed, rejected = rows(told.page("/runs"))[:2]
    assert failed.startswith("1 Jan 2030, 08:00:00")
    assert "failed plan: no <b>source</b> name it 11 September 2018" in failed
    assert "not approved a person said no –" in rejected, "only the first line: the rest is on its page"
    assert "for good" in told.page("/runs/run-9")
    assert "/leave?dag_id=build_corpus&run_id=a&back=%2Fruns" in told.links("/runs")


def test_versions_and_dates_of_runs_are_links(browser, published):
    links = browser.links("/runs")
    assert f"/versions/{(published / 'data' / 'current').readlink().name}" in links
    assert "/documents?since=2018-09-11&until=2018-09-11" in links


def test_counts_are_named_in_words(browser, published):
    html = browser.page("/runs")
    assert not re.search(r"\d [a-z]+_[a-z]+", " ".join(rows(html)))


def test_the_page_of_a_run_names_the_pages_that_failed(tmp_path, browser_at):
    short = "The mayor opened the exhibition on Monday, and the baker said that he agreed."
    write_pages(tmp_path / "seeds", {"whole.txt": page(1, DAY), "short.txt": page(3, DAY, [short])})
    warehouse = Warehouse(tmp_path / "data")
    settings = load_settings(source=str(tmp_path / "seeds"), warehouse=warehouse.root, workers=1)
    build(settings, day=date(2026, 1, 1))
    browser, (row,) = browser_at(tmp_path), list_runs(warehouse).rows
    html = browser.page(f"/runs/{row.run_id}")
    assert html.count(f'/documents/{doc_id("short.txt")}"><bdi>short.txt</bdi></a>') == 2, "with the failure and below"


def test_data_docs_are_served_without_scripts_and_only_from_their_folder(browser, published):
    links = {link for run in browser.links("/runs") for link in browser.links(run) if link.startswith("/data_docs/")}
    for link in links:
        answer = browser.get(f"/corpus{link}")
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"] == POLICY
    assert links
    assert "sandbox" in POLICY
    assert "script-src" not in POLICY
    (published / "data" / "validation" / "beside.html").write_text("x")
    for path in ("../beside.html", "..%2fbeside.html", "/etc/passwd", "nowhere.html", "", "%00.html"):
        assert browser.get(f"/corpus/data_docs/{path}").status_code == 404


@pytest.fixture
def database():
    """A database of Airflow with a run in each state."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine, [DagRun.__table__, TaskInstance.__table__])
    with Session(engine) as session:
        session.connection().exec_driver_sql("PRAGMA foreign_keys = OFF")
        yield session


def add(session: Session, run: str, state: str, ended: datetime | None = None, **tasks: str) -> None:
    """Add a run of build_corpus with tasks in these states."""
    about = {"dag_id": "build_corpus", "run_id": run}
    now = datetime(2026, 1, 1, tzinfo=UTC)
    when = {"run_after": now, "start_date": now, "end_date": ended}
    session.execute(
        insert(DagRun).values(**about, **when, state=state, run_type="manual", clear_number=0, log_template_id=1)
    )
    for number, (task, its_state) in enumerate(tasks.items()):
        session.execute(
            insert(TaskInstance).values(
                **about, task_id=task, state=its_state, end_date=now.replace(hour=number), pool="x", pool_slots=1
            )
        )


def row(kind: str, run: str = "a") -> RunRow:
    return RunRow(
        kind, "run", message="why", at=datetime(2026, 1, 1, tzinfo=UTC), dag_id="build_corpus", dag_run_id=run
    )


@pytest.mark.parametrize(
    ("state", "tasks", "kind", "expected"),
    [
        ("running", {}, "unfinished", ("running", "")),
        ("queued", {}, "unfinished", ("queued", "")),
        ("running", {"approve": "awaiting_input"}, "asked", ("waits for approval", "")),
        ("running", {"approve": "success"}, "asked", ("running", "")),
        ("failed", {"approve": "failed", "publish": "upstream_failed"}, "asked", ("not approved", "approve")),
        ("failed", {"publish": "failed", "report": "failed"}, "asked", ("failed", "publish")),
        ("running", {"plan": "failed"}, "failed", ("running", "")),
        ("running", {}, "rejected", ("running", "")),
        ("failed", {"plan": "failed"}, "failed", ("failed", "")),
        ("running", {}, "publish", ("published", "")),
        ("success", {}, "unfinished", ("ended", "")),
    ],
)
def test_airflow_knows_whether_a_run_goes_on(database, state, tasks, kind, expected):
    add(database, "a", state, **tasks)
    add(database, "b", "failed", plan="failed")
    asked = row(kind)
    told = as_airflow_says(asked, read_states(database, [asked]).get(asked.asked_by))
    assert (told.action, told.task) == expected


def test_a_run_that_airflow_forgot_stays_as_the_warehouse_knows_it(database):
    assert read_states(database, [row("unfinished", "deleted")]) == {}
    assert as_airflow_says(row("unfinished"), None) == row("unfinished")


def test_without_an_answer_of_the_database_the_page_is_shown(caplog):
    with Session(create_engine("sqlite://")) as session:
        assert read_states(session, [row("unfinished")]) == {}
        assert read_unrecorded(session, ["build_corpus"], ()) == ()
    assert caplog.text.count("could not be read") == 2


def test_runs_that_the_warehouse_does_not_know_yet_are_listed(database):
    now = datetime.now(UTC)
    add(database, "waits", "running", approve="awaiting_input")
    add(database, "failed", "failed", now, plan="failed")
    add(database, "known", "running")
    add(database, "long ago", "failed", datetime(2026, 1, 2, tzinfo=UTC), plan="failed")
    add(database, "ended", "success", now)
    listed = read_unrecorded(database, ["build_corpus", "take_down"], {"build_corpus/known"})
    assert {(run.dag_run_id, run.action, run.task) for run in listed} == {
        ("waits", "waits for approval", ""),
        ("failed", "failed", "plan"),
    }
    assert {run.dag_run_id: run.at for run in listed} == {"waits": None, "failed": now}
    assert read_unrecorded(database, ["take_down"], ()) == ()


def test_a_run_that_was_cleared_does_not_show_the_old_reason():
    assert as_airflow_says(row("failed"), State("running")).message == ""
