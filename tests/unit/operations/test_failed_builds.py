"""A build that fails is recorded beside the journal, so that the list of runs tells of it."""

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet.operations.build import build
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.queries.runs import list_runs
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.unpublished import record_unpublished
from newsroom import page, write_pages


def test_a_failed_build_is_listed_with_its_reason_and_a_takedown_removes_the_reason(settings, tmp_path):
    warehouse = Warehouse(settings.warehouse)
    with pytest.raises(ConfigurationError):
        build(settings.model_copy(update={"source": (str(tmp_path / "nowhere"),)}))
    assert not warehouse.root.exists(), "a wrong path makes no folder"
    source = tmp_path / "pages"
    write_pages(source, {"a.txt": page(1), "b.txt": page(2)})
    build(settings.model_copy(update={"source": (str(source),)}))
    with pytest.raises(ConfigurationError):
        build(settings.model_copy(update={"source": (str(tmp_path / "nowhere"),)}))
    failed, published = list_runs(warehouse).rows
    assert (failed.action, published.action) == ("failed", "published")
    assert "nowhere does not exist" in failed.message
    assert failed.seconds is not None
    record_unpublished(warehouse, "failed", "cannot read a.txt", run="x")
    take_down(settings, find_targets(warehouse, ["a.txt"]))
    assert "not finished" not in {row.action for row in list_runs(warehouse).rows}
    assert all("a.txt" not in row.message and "nowhere" not in row.message for row in list_runs(warehouse).rows)
