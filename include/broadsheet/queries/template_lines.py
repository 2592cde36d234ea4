"""What was taken out of one document of a version, and how often it recurs."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow.compute as pc

from broadsheet.warehouse.data_file import find_row
from broadsheet.warehouse.version import Partition, Version


class RecurringLine(NamedTuple):
    """A paragraph that recurs and so left its document's text.

    Attributes:
        start: Where it begins in the decoded page.
        end: Where it ends there, exclusive.
        pages: How many pages of the outlet hold it; null where they were not counted.
        outlet: Whose pages these are (`broadsheet.boilerplate.outlets`).
    """

    start: int
    end: int
    pages: int | None
    outlet: str

    def holds(self, start: int, end: int) -> bool:
        """Whether the paragraph holds that part of the page."""
        return self.start <= start and end <= self.end


def find_recurring(version: Version, doc_id: str, partition: Partition, *, count: bool = True) -> list[RecurringLine]:
    """Return what is out of a document's text, in order; nothing for a document that is not counted.

    Args:
        version: The version.
        doc_id: The document.
        partition: Where it lies, or would lie had it not been refused.
        count: Whether to count the outlet's pages; for that the lines of all its documents are read.
    """
    row = find_row(version.partition_files("_lines", partition), {"doc_id": doc_id}, _COLUMNS)
    if row is None:
        return []
    hashes = [row["hashes"][place] for place in row["places"]]
    pages = _count_pages(version, row["outlet"], hashes) if count and hashes else {}
    return [
        RecurringLine(paragraph["start"], paragraph["end"], pages.get(value), row["outlet"])
        for value, paragraph in zip(hashes, row["taken_out"], strict=True)
    ]


_COLUMNS = ["outlet", "hashes", "places", "taken_out"]


def _count_pages(version: Version, outlet: str, hashes: list[int]) -> dict[int, int]:
    pages = dict.fromkeys(hashes, 0)
    lines: Any = version.lines(["outlet", "hashes"])
    for held in lines.filter(pc.equal(lines["outlet"], outlet))["hashes"]:
        for value in np.intersect1d(held.values.to_numpy(), hashes).tolist():
            pages[value] += 1
    return pages
