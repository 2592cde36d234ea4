"""Runs of made-up rows for the stages and what is above them."""

import pytest

from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from factories import RunFactory


@pytest.fixture
def runs(settings: Settings) -> RunFactory:
    """Make runs in the test's own warehouse."""
    return RunFactory(settings)


@pytest.fixture
def warehouse(settings: Settings) -> Warehouse:
    """The test's own warehouse."""
    return Warehouse(settings.warehouse)
