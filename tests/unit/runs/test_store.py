"""The working folder of a run."""

import os
from pathlib import Path

import pytest

from broadsheet.runs.store import RunStore
from broadsheet.schema import RELATIONS


@pytest.mark.parametrize("name", ["relations.parquet", "deduplication.json"])
def test_what_a_killed_process_left_is_removed_with_the_datasets(tmp_path: Path, name: str) -> None:
    store = RunStore(tmp_path)
    store.relations.write(RELATIONS.empty_table())
    (tmp_path / f".{name}.{os.getpid()}").write_bytes(b"half of i")
    (tmp_path / "validation.json").write_text("{}")
    store.clear()
    assert [path.name for path in tmp_path.iterdir()] == ["validation.json"]
