"""Without a login nothing is shown: no page, no file, and not whether a page exists."""

import re

import pytest
from airflow.api_fastapi.app import create_auth_manager, purge_cached_app
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from starlette.routing import Mount, Route

from corpus_browser.app import create_app

(NAMED,) = (route for route in create_app().routes if isinstance(route, Mount))
ROUTES = [route for route in create_app().routes if isinstance(route, Route)]
REQUESTS = sorted({(method, route.path) for route in ROUTES for method in route.methods or ()})
NOT_THERE = [("GET", "/static/../app.py"), ("GET", "/static/nothing.css"), ("GET", "/docs"), ("GET", "/openapi.json")]
OF_A_CORPUS = [(method, f"{NAMED.path}{path}") for method, path in REQUESTS]
"""There is no corpus of that name; only who is logged in learns so."""


def test_every_route_is_tested():
    assert len(ROUTES) == len(create_app().routes) - 1 == len(NAMED.app.routes)
    assert ("GET", "/documents/{doc_id}") in REQUESTS
    assert ("GET", "/static/{name}") in REQUESTS


@pytest.mark.parametrize(("method", "path"), [*REQUESTS, *NOT_THERE, *OF_A_CORPUS])
def test_anonymous_requests_get_401(anonymous, method, path):
    concrete = re.sub(r"\{[^}]*\}", "style.css" if "static" in path else "x", path)
    answer = anonymous(method, f"/corpus{concrete}")
    assert answer.status_code == 401
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_anonymous_writes_get_401_like_reads(anonymous, method):
    assert anonymous(method, "/corpus/documents").status_code == 401


def test_the_401_page_links_to_the_login_and_the_login_returns_to_it(anonymous):
    answer = anonymous("GET", "/corpus/documents?language=de&title=a+b")
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/api/v2/auth/login?next=%2Fcorpus%2Fdocuments%3Flanguage%3Dde%26title%3Da%2Bb"' in answer.text


def test_an_expired_session_gets_another_message_than_a_missing_one(anonymous, auth_manager):
    user = SimpleAuthManagerUser(username="anna", role="viewer")
    ended = auth_manager.generate_jwt(user, expiration_time_in_seconds=-60)
    answer = anonymous("GET", "/corpus/", Cookie=f"_token={ended}")
    assert answer.status_code == 401
    assert "Your session has ended" in answer.text
    assert "Your session has ended" not in anonymous("GET", "/corpus/").text


@pytest.mark.parametrize("header", ["Authorization", "Cookie"])
def test_a_forged_token_is_refused(anonymous, auth_manager, header):
    value = {"Authorization": "Bearer forged", "Cookie": "_token=forged"}[header]
    answer = anonymous("GET", "/corpus/", **{header: value})
    assert answer.status_code == 403
    assert "harbour" not in answer.text


@pytest.fixture
def auth_manager(monkeypatch):
    """Airflow's own, as its API server starts it."""
    monkeypatch.setenv("AIRFLOW__API_AUTH__JWT_SECRET", "a secret of the tests " * 4)
    purge_cached_app()
    yield create_auth_manager()
    purge_cached_app()
