"""Adds the corpus browser to Airflow: an entry in the navigation, and the pages below /corpus.

Every process of Airflow loads this file, each task included. The pages are imported only where they are served, in the
API server.
"""

from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

ADDRESS = "/corpus"
ROOT = urlsplit(conf.get("api", "base_url", fallback="/")).path.rstrip("/")


class BrowseCorpus(AirflowPlugin):
    """The corpus browser as a plugin of Airflow."""

    name = "browse_corpus"
    external_views = [  # noqa: RUF012  # as Airflow declares it
        {
            "name": "Corpus",
            "href": f"{ROOT}{ADDRESS}/",
            "icon": f"{ROOT}{ADDRESS}/static/icon-light.svg",
            "icon_dark_mode": f"{ROOT}{ADDRESS}/static/icon-dark.svg",
            "destination": "nav",
            "nav_top_level": True,
            "url_route": "corpus",
        }
    ]

    @property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]  # made when it is asked for
        """The application of the browser; read by the API server and by `airflow plugins`."""
        from corpus_browser.app import create_app  # noqa: PLC0415

        return [{"app": create_app(), "url_prefix": ADDRESS, "name": "Corpus browser"}]
