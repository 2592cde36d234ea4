"""The two groups of gold sites: those that rules and models were made on, and those that only judge them.

Rules and models of extraction are made on the sites of the first evaluation set (folder ``eval``) and on half of the
sites of every other set. The other half judges: nobody looks at their pages, no rule is written for them and no model
is trained on them. A hash of the site's key decides, so a site is on the same side in every set, now and later.
"""

import zlib
from collections.abc import Mapping
from typing import Any, Literal

SEEN_SET = "eval"
"""Name of the folder whose sites are all seen: rules were tuned on all its pages before the split existed."""

Side = Literal["seen", "strangers"]
SIDES: tuple[Side, ...] = ("seen", "strangers")


def is_judge(site_key: str) -> bool:
    """Return whether a site of a set other than the first belongs to the judging half.

    >>> is_judge("example"), is_judge("example.org")
    (True, False)
    """
    return zlib.crc32(f"judge:{site_key}".encode()) % 2 == 1


def side(row: Mapping[str, Any], folder: str) -> Side:
    """Return the side of a gold row: its ``site_key`` decides, or its ``page`` where the site is not known."""
    key = str(row.get("site_key") or row.get("page") or row["doc"])
    return "strangers" if folder != SEEN_SET and is_judge(key) else "seen"


def is_allowed(row: Mapping[str, Any]) -> bool:
    """Return whether a silver page may be used for rules and training."""
    free = row.get("site_in") == "none" and row.get("src") != "wcxb"
    return free or not is_judge(str(row.get("site_key")))
