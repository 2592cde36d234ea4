"""Reads the template lines of one document: the paragraphs that were removed because other pages have them, too."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow.compute as pc

from broadsheet.warehouse.data_file import find_row
from broadsheet.warehouse.version import Partition, Version


class TemplateLine(NamedTuple):
    """A paragraph that belongs to the template of its outlet, and was removed from its document's text.

    Attributes:
        start: Offset of its first character in the decoded page.
        end: Offset after its last character.
        pages: Number of pages of the outlet that have it; None where they were not counted.
        outlet: The outlet, a host or a folder (`broadsheet.boilerplate.outlets`).
    """

    start: int
    end: int
    pages: int | None
    outlet: str

    def holds(self, start: int, end: int) -> bool:
        """Return whether the paragraph contains that range of the page."""
        return self.start <= start and end <= self.end


def find_template_lines(
    version: Version, doc_id: str, partition: Partition, *, count: bool = True
) -> list[TemplateLine]:
    """Return the template lines of a document, in order; none for a document whose lines are not stored.

    Args:
        version: The version.
        doc_id: The document.
        partition: Its partition; for a refused document the one it would be in.
        count: Whether to count the pages; this reads the lines of all documents.
    """
    row = find_row(version.partition_files("_lines", partition), {"doc_id": doc_id}, _COLUMNS)
    if row is None:
        return []
    hashes = [row["hashes"][place] for place in row["places"]]
    pages = _count_pages(version, row["outlet"], hashes) if count and hashes else {}
    return [
        TemplateLine(paragraph["start"], paragraph["end"], pages.get(value), row["outlet"])
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
