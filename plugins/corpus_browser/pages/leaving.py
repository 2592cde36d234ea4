"""Links from the frame of the browser to pages of Airflow.

Airflow shows the browser in a frame whose sandbox does not let links change the outer window, so a link to a DAG run
would open Airflow inside Airflow. Only this page has a script, and the content security policy allows it by its digest:
it changes the outer window. The page shows no text of the corpus. Outside a frame it is a redirect; without JavaScript
it shows a link.
"""

from base64 import b64encode
from hashlib import sha256
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from corpus_browser.headers import POLICY
from corpus_browser.login import airflow_root
from corpus_browser.rendering import page

router = APIRouter()

SCRIPT = """
const [out, back] = ["out", "back"].map((id) => document.getElementById(id).getAttribute("href"));
const state = top === self ? null : top.history.state;
if (top === self) {
  location.replace(out);
} else if (state && state.left === out) {
  top.history.replaceState({ ...state, left: null }, "");
  location.replace(back);
} else {
  top.history.replaceState({ ...state, left: out }, "");
  top.history.pushState(null, "", out);
  top.dispatchEvent(new PopStateEvent("popstate"));
}
"""
"""Navigates like a link of Airflow's own. On the way back through the history, it skips this page."""
_DIGEST = b64encode(sha256(SCRIPT.encode()).digest()).decode()
_DAG_ID = r"[\w.-]+"


@router.get("/leave")
def leave(
    request: Request,
    dag_id: Annotated[str, Query(pattern=f"^{_DAG_ID}$", max_length=250)],
    run_id: Annotated[str | None, Query(max_length=250)] = None,
    back: Annotated[str, Query(pattern=r"^/($|[^/\\])", max_length=2_000)] = "/",
) -> Response:
    """Lead to a DAG or to one of its runs; `back` is the page of the browser with the link."""
    target = f"{airflow_root(request)}/dags/{quote(dag_id)}" + (f"/runs/{quote(run_id, safe='')}" if run_id else "")
    if request.headers.get("sec-fetch-dest") == "document":
        return RedirectResponse(target, 303)
    answer = page(request, "leave.html", target=target, back=back, script=SCRIPT)
    answer.headers["Content-Security-Policy"] = f"{POLICY}; script-src 'sha256-{_DIGEST}'"
    return answer
