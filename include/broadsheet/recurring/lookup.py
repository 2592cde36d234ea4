"""What was taken out of one document of a version, and how often it recurs."""

from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from broadsheet.publishing.version import Version


class RecurringLine(NamedTuple):
    """A paragraph that recurs and so left its document's text.

    Attributes:
        start: Where it begins in the decoded page.
        end: Where it ends there, exclusive.
        pages: How many pages of the outlet hold it.
        outlet: Whose pages these are (`broadsheet.recurring.outlets`).
    """

    start: int
    end: int
    pages: int
    outlet: str

    def holds(self, start: int, end: int) -> bool:
        """Whether the paragraph holds that part of the page."""
        return self.start <= start and end <= self.end


def find_recurring(version: Version, doc_id: str) -> list[RecurringLine]:
    """Return what is out of a document's text, in order; nothing for a document that is not counted."""
    lines = version.lines(["doc_id", "outlet", "hashes", "places", "taken_out"])
    own = lines.filter(pc.equal(lines["doc_id"], doc_id)).to_pylist()
    if not own:
        return []
    (row,) = own
    hashes = [row["hashes"][place] for place in row["places"]]
    pages = dict.fromkeys(hashes, 0)
    for held in lines.filter(pc.equal(lines["outlet"], row["outlet"]))["hashes"]:
        for value in np.intersect1d(held.values.to_numpy(), hashes).tolist():
            pages[value] += 1
    return [
        RecurringLine(paragraph["start"], paragraph["end"], pages[value], row["outlet"])
        for value, paragraph in zip(hashes, row["taken_out"], strict=True)
    ]
