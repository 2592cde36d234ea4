"""Who may read the pages: whoever Airflow lets see what its plugins show. Everyone else is told where to log in."""

from urllib.parse import urlencode

from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import requires_access_view
from fastapi import Depends, Request

LOGIN = Depends(requires_access_view(AccessView.PLUGINS))
"""A dependency of the whole application: 401 without a valid login, 403 without the right."""


def login_address(request: Request) -> str:
    """Return the address of Airflow's login, from which one comes back to the page asked for."""
    page = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{airflow_root(request)}/api/v2/auth/login?{urlencode({'next': page})}"


def airflow_root(request: Request) -> str:
    """Return the path below which Airflow itself answers; empty where that is the host's root."""
    return str(request.scope.get("app_root_path", "")).rstrip("/")
