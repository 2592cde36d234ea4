"""The plugin as Airflow loads it: it is found, adds its entry and its pages, and is cheap for other processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parents[2] / "plugins"
LOOK = """
import json, sys
from pathlib import Path
from airflow import plugins_manager
plugins, errors = plugins_manager._get_plugins()
loaded = [name for name in ("corpus_browser.app", "corpus_browser", "broadsheet.queries", "pyarrow.parquet")
          if name in sys.modules]
bare = [path.stem for path in Path(sys.argv[1]).rglob("*.py") if path.stem in sys.modules]
apps, _ = plugins_manager.get_fastapi_plugins()
views, _ = plugins_manager._get_ui_plugins()
print(json.dumps({
    "plugins": [one.name for one in plugins if str(one.source).startswith("$PLUGINS")],
    "errors": errors, "loaded": loaded, "bare": bare,
    "apps": [app["url_prefix"] for app in apps], "views": views,
}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict:
    home = tmp_path_factory.mktemp("home")
    environment = {
        "PATH": "/usr/bin:/bin",
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PLUGINS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__API__BASE_URL": "https://news.example.org/airflow",
        "PYTHONPATH": str(PLUGINS.parent / "include"),
    }
    program = [sys.executable, "-c", LOOK, str(PLUGINS / "corpus_browser" / "pages")]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_airflow_loads_the_plugin_and_no_module_of_its_pages_as_a_plugin(found):
    assert "browse_corpus" in found["plugins"]
    assert found["errors"] == {}
    assert found["bare"] == []


def test_loading_the_plugin_does_not_import_its_pages(found):
    assert found["loaded"] == []


def test_the_plugin_adds_a_navigation_entry_with_an_address_below_that_of_airflow(found):
    (view,) = found["views"]
    assert (view["name"], view["destination"], view["nav_top_level"]) == ("Corpus", "nav", True)
    assert view["href"] == "/airflow/corpus/"
    assert found["apps"] == ["/corpus"]
