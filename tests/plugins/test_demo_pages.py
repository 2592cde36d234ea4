"""The demo pages for the browser: the requested number, the same each time, and mostly articles."""

import subprocess
import sys
from pathlib import Path

from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version

SCRIPT = Path(__file__).parents[2] / "scripts" / "demo_pages.py"


def made(folder: Path, count: int) -> dict[str, str]:
    subprocess.run([sys.executable, SCRIPT, folder, "--pages", str(count)], check=True, timeout=120)
    return {str(page.relative_to(folder)): page.read_text() for page in folder.rglob("*.txt")}


def test_the_same_number_gives_the_same_pages(tmp_path):
    assert made(tmp_path / "a", 40) == made(tmp_path / "b", 40)
    assert len(made(tmp_path / "c", 50)) == 50


def test_demo_pages_contain_articles_in_four_languages_with_outlets_agencies_and_copies(tmp_path):
    made(tmp_path / "pages", 120)
    settings = load_settings(source=str(tmp_path / "pages"), warehouse=tmp_path / "data", workers=1)
    build(settings)
    warehouse = Warehouse(settings.warehouse)
    manifest = Version.open(warehouse, warehouse.current_id()).manifest()
    assert manifest is not None
    figures = manifest.figures
    assert set(figures.languages) == {"en", "de", "es", "fr"}
    assert min(figures.duplicates, figures.quarantine, len(figures.publishers), len(figures.agencies)) > 1
    assert figures.undated == figures.untitled == 0
