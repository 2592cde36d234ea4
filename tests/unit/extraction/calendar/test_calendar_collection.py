"""The table of names is what babel's CLDR gives today."""

import json

from broadsheet.extraction.calendar.calendar_collection import collect_names
from broadsheet.extraction.calendar.calendar_names import DATA


def test_the_stored_table_is_up_to_date() -> None:
    assert json.loads(DATA.read_text(encoding="utf-8")) == collect_names(), "run the module to write it anew"
