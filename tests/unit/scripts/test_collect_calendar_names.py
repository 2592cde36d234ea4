"""The stored table of names equals that of babel's CLDR today."""

import json
import runpy
from pathlib import Path

from broadsheet.extraction.lexicon.calendar_names import DATA

SCRIPT = Path(__file__).parents[3] / "scripts" / "collect_calendar_names.py"


def test_the_stored_table_is_up_to_date() -> None:
    collected = runpy.run_path(str(SCRIPT))["collect_names"]()
    assert json.loads(DATA.read_text(encoding="utf-8")) == collected, f"run {SCRIPT.name} to write it anew"
