"""Where nothing has been published yet, everything gives the same advice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.cli.listings import versions_lines
from broadsheet.errors import ConfigurationError
from broadsheet.operations.audit import audit
from broadsheet.operations.rollback import plan_roll_back
from broadsheet.operations.targets import find_targets
from broadsheet.queries.version_handle import Nothing, open_corpus
from broadsheet.settings import Settings
from broadsheet.warehouse.catalog import BUILD_FIRST, VersionCatalog
from broadsheet.warehouse.layout import Warehouse


@pytest.mark.parametrize(
    "call",
    [
        lambda warehouse: VersionCatalog(warehouse).current(),
        lambda warehouse: VersionCatalog(warehouse).previous(),
        lambda warehouse: plan_roll_back(warehouse, "0a"),
        lambda warehouse: find_targets(warehouse, ["a.txt"]),
        lambda warehouse: list(versions_lines(warehouse)),
        lambda warehouse: audit(Settings(warehouse=warehouse.root)),
    ],
    ids=["current", "previous", "roll back", "take down", "versions", "audit"],
)
def test_the_error_says_to_build_first(tmp_path: Path, call: Callable[[Warehouse], object]):
    with pytest.raises(ConfigurationError, match="nothing has been published in") as raised:
        call(Warehouse(tmp_path))
    assert str(raised.value).endswith(f"yet; {BUILD_FIRST}")


def test_the_browser_says_so_too(tmp_path: Path):
    nothing = open_corpus(Warehouse(tmp_path))
    assert isinstance(nothing, Nothing)
    assert nothing.remedy.lower() == f"{BUILD_FIRST}.".lower()
