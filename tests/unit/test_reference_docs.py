"""The generated reference pages follow the code."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from broadsheet.reject_reasons import Reason
from broadsheet.schema import DUPLICATES, QUARANTINE
from broadsheet.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script, as a module: `scripts` is no package."""
    spec = importlib.util.spec_from_file_location("reference_docs", ROOT / "scripts" / "reference_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_in_docs_are_up_to_date(script: ModuleType) -> None:
    assert script.main(["--check"]) == 0, (
        "run scripts/reference_docs.py and commit docs/settings.md and docs/columns.md"
    )


def test_check_reports_a_stale_page_and_changes_nothing(script: ModuleType, tmp_path: Path) -> None:
    assert script.main(["--folder", str(tmp_path)]) == 0
    page = tmp_path / "settings.md"
    page.write_text(page.read_text().replace("min_words", "least_words"))

    assert script.main(["--folder", str(tmp_path), "--check"]) == 1
    assert "least_words" in page.read_text()

    assert script.main(["--folder", str(tmp_path)]) == 0
    assert script.main(["--folder", str(tmp_path), "--check"]) == 0


def test_check_reports_a_missing_page(script: ModuleType, tmp_path: Path) -> None:
    assert script.main(["--folder", str(tmp_path), "--check"]) == 1
    assert not list(tmp_path.iterdir())


def test_every_setting_is_listed_with_its_environment_variable(script: ModuleType) -> None:
    page = script.settings_page()
    for name, field in Settings.model_fields.items():
        members = getattr(field.annotation, "model_fields", None)
        for variable in [name] if members is None else [f"{name}__{member}" for member in members]:
            assert f"`BROADSHEET_{variable.upper()}`" in page


def test_settings_show_type_bounds_default_and_whether_they_shape_the_corpus(script: ModuleType) -> None:
    lines = {line.split("`")[1]: line for line in script.settings_page().splitlines() if line.startswith("| `")}
    assert lines["min_words"].startswith("| `min_words` | integer, ≥ 1 | `20` | yes |")
    assert lines["keep_days"].startswith("| `keep_days` | integer, ≥ 0 | `14` | no |")
    assert lines["near_jaccard"].startswith("| `near_jaccard` | number, ≥ 0, ≤ 1 | `0.7` | yes |")
    assert lines["on_warning"].startswith("| `on_warning` | one of `publish`, `ask`, `stop` | `publish` | no |")
    assert lines["webhook"].startswith("| `webhook` | string, secret | none | no |")


def test_every_column_and_reason_code_is_listed(script: ModuleType) -> None:
    page = script.columns_page()
    for name in {*DUPLICATES.names, *QUARANTINE.names, *Reason}:
        assert f"`{name}`" in page


def test_a_default_of_the_environment_does_not_enter_the_page(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = script.settings_page()
    monkeypatch.setenv("BROADSHEET_VALIDATION__MIN_WORDS", "77")
    assert script.settings_page() == before
