"""A live Airflow, a real browser that is logged in to it, and a corpus published by the first scheduled run."""

from collections.abc import Iterator
from datetime import date

import pytest

from airflow_project import Project
from airflow_server import Server, started
from chromium import DESKTOP, Window, open_window
from newsroom import page, paragraphs, write_pages
from system import program


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = Project.create(tmp_path_factory.mktemp("project"))
    write_pages(project.home / "seeds", _pages())
    yield project
    assert project.end() == [], "the test left processes behind"


@pytest.fixture(scope="module")
def programs() -> tuple[str, str]:
    """The browser and what drives it; without them there is no need to start an Airflow."""
    return program("chromium", "chromium"), program("chromedriver", "chromium-driver")


@pytest.fixture(scope="module")
def server(programs: tuple[str, str], project: Project) -> Iterator[Server]:
    """Airflow, its first run over: one that starts makes up for the latest midnight."""
    with started(project) as server:
        (run,) = server.new_runs()
        assert run["state"] == "success"
        yield server


@pytest.fixture(scope="module")
def logged_in(server: Server, programs: tuple[str, str]) -> Iterator[Window]:
    with open_window(server.address, *programs) as window:
        window.log_in("admin", server.password)
        yield window


@pytest.fixture
def window(logged_in: Window) -> Window:
    """A window of the usual size, the corpus just opened from Airflow's navigation."""
    logged_in.resize(DESKTOP)
    logged_in.prefer("light")
    logged_in.complaints()
    logged_in.open_corpus()
    return logged_in


def _pages() -> dict[str, str]:
    """Pages beside the seeds: other months, a repeat, a title that attacks, a long word, refused ones."""
    title = "Mayor <script>document.title='taken'</script> said \"it is <b>done</b>\" at the harbour"
    return {
        "harbour.txt": page(1, date(2018, 3, 15)),
        "market.txt": page(2, date(2018, 4, 20)),
        "market-again.txt": page(3, date(2018, 4, 21), paragraphs(2)),
        "hostile.txt": f" date 2018-10-01 {title}\n" + "\n".join(paragraphs(5)) + "\n",
        "long.txt": f" date 2018-10-02 {'Donaudampfschiff' * 12}\n" + "\n".join(paragraphs(6)) + "\n",
        "menu.txt": "Home\nNews\nSport\n",
        "empty.txt": "",
    }
