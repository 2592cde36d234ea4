"""The browser's application on a small real corpus, with requests as a web browser sends them; the login has its own
tests.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from corpus_browser.app import create_app
from corpus_browser.login import LOGIN
from newsroom import page, paragraphs, write_pages

HOSTILE = "Mayor <script>alert(1)</script> said \"it's <b onclick='x'>done</b>\" at the harbour"
ROOT = "/corpus"


@dataclass(frozen=True)
class Browser:
    """Asks an application that is mounted as Airflow mounts it."""

    app: FastAPI

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.send("GET", path, **headers)

    def send(self, method: str, path: str, **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(ask())

    def page(self, path: str) -> str:
        """Return a page's HTML; it has to be there."""
        answer = self.get(f"{ROOT}{path}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def links(self, path: str) -> set[str]:
        """Return where the links of a page of the browser lead, within the browser, without what follows a #."""
        found = {unescape(link).partition("#")[0] for link in re.findall(r'href="([^"]*)"', self.page(path))}
        return {link.removeprefix(ROOT) for link in found if link.startswith(f"{ROOT}/")}


def mounted(app: FastAPI) -> FastAPI:
    airflow = FastAPI()
    airflow.mount(ROOT, app)
    return airflow


@pytest.fixture
def hostile_title() -> str:
    """The title of a page that tries what titles can."""
    return HOSTILE


@pytest.fixture
def browser_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Browser]:
    """Open the browser of an AIRFLOW_HOME, for somebody who logged in."""

    def open_browser(home: Path) -> Browser:
        monkeypatch.setenv("AIRFLOW_HOME", str(home))
        app = create_app()
        for part in (app, *(route.app for route in app.routes if isinstance(route, Mount))):
            part.dependency_overrides[LOGIN.dependency] = lambda: None
        return Browser(mounted(app))

    return open_browser


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An AIRFLOW_HOME without a warehouse."""
    return tmp_path


@pytest.fixture
def empty_browser(home: Path, browser_at: Callable[[Path], Browser]) -> Browser:
    """The browser where nothing was published."""
    return browser_at(home)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An AIRFLOW_HOME whose warehouse had three runs: a repeat, a title that attacks, refused and pending pages."""
    home = tmp_path_factory.mktemp("home")
    source = home / "seeds"
    body = paragraphs(1, 8)
    pages = {
        "harbour.txt": page(1, date(2018, 9, 11), body),
        "copy.txt": page(2, date(2018, 9, 12), body[:5]),
        "hostile.txt": f" date 2018-10-01 {HOSTILE}\n" + "\n".join(paragraphs(3)) + "\n",
        "short.txt": "Home\nNews\nSport\n",
        "empty.txt": "",
    }
    write_pages(source, pages)
    settings = load_settings(source=str(source), warehouse=home / "data", workers=1)
    build(settings, day=date(2026, 1, 1))
    write_pages(source, {"market.txt": page(4, date(2018, 9, 11)), "later.txt": page(5, date(2018, 11, 5))})
    build(settings, since=date(2018, 9, 11), until=date(2018, 9, 11), day=date(2026, 1, 1))
    build(settings, since=date(2018, 9, 11), until=date(2018, 9, 11), day=date(2026, 1, 1))
    return home


@pytest.fixture
def browser(published: Path, browser_at: Callable[[Path], Browser]) -> Browser:
    """The browser on that warehouse."""
    return browser_at(published)


@pytest.fixture
def anonymous(published: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., httpx.Response]:
    """Ask, as somebody who did not log in, for an address by method and path."""
    monkeypatch.setenv("AIRFLOW_HOME", str(published))
    return Browser(mounted(create_app())).send
