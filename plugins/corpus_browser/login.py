"""The login: users with Airflow's permission to view plugins may read the pages; others get a link to the login."""

from urllib.parse import urlencode

from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import requires_access_view
from fastapi import Depends, Request

LOGIN = Depends(requires_access_view(AccessView.PLUGINS))
"""A dependency of the whole application: 401 without a valid login, 403 without the right."""


def login_address(request: Request) -> str:
    """Return the address of Airflow's login, which leads back to the requested page."""
    page = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{airflow_root(request)}/api/v2/auth/login?{urlencode({'next': page})}"


def airflow_root(request: Request) -> str:
    """Return the path at which Airflow is mounted; empty for the root of the host."""
    return str(request.scope.get("app_root_path", "")).rstrip("/")
