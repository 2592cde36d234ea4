"""HTML pages with known answers, of seen sites: the HTML of the gold pages, and silver pages.

A folder of gold sets may hold ``html.tar.zst``, the HTML of its pages (``ID.html`` for the dump ``ID.txt``), and
``silver.tar.zst`` with ``silver.jsonl.zst``: further pages, with answers that machines made or that are older. Pages of
judging sites (`sites`) are left out.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from gold_sets import answers
from html_archives import members, paths
from sites import is_allowed, side

SILVER = 0.5
"""Weight of a silver page beside a gold one."""


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """An HTML page of a seen site.

    Attributes:
        name: Name of its dump among the gold pages, or a digest of its path.
        data: Its bytes.
        body: Its gold row of the set ``extraction``, None where it has none.
        metadata: Its gold row of the set ``metadata``, None where it has none.
        weight: How much it counts in training.
    """

    name: str
    data: bytes
    body: dict[str, Any] | None
    metadata: dict[str, Any] | None
    weight: float = 1.0

    @property
    def site(self) -> str:
        """The key of its site; its name where the site is not known."""
        row = self.body or self.metadata or {}
        return str(row.get("site_key") or self.name)


def seen_pages(folder: Path) -> Iterator[HtmlPage]:
    """Yield the HTML pages of a folder that rules and models may be made on, the silver ones last."""
    rows = {name: _seen(folder / name, folder.name) for name in ("extraction", "metadata")}
    for name, data in members(folder / "html.tar.zst"):
        doc = f"{name.removesuffix('.html')}.txt"
        body, metadata = rows["extraction"].get(doc), rows["metadata"].get(doc)
        if body is not None or metadata is not None:
            yield HtmlPage(doc, data, body, metadata)
    yield from _silver(folder)


def _seen(gold: Path, folder: str) -> dict[str, dict[str, Any]]:
    return {row["doc"]: row for row in answers(gold) if side(row, folder) == "seen"}


def _silver(folder: Path) -> Iterator[HtmlPage]:
    with pa.input_stream(str(folder / "silver.jsonl.zst"), compression="zstd") as stream:
        rows = [json.loads(line) for line in stream.read().decode().split("\n") if line.strip()]
    allowed = {row["path"]: row for row in rows if is_allowed(row)}
    for path, data in paths(folder / "silver.tar.zst"):
        row = allowed.get(path.removeprefix("./").removeprefix("silver/"))
        if row is not None and row.get("page_type") in (None, "article"):
            name = "s_" + hashlib.sha256(row["path"].encode()).hexdigest()[:16]
            known = {**row, "doc": name, "style": "full"}
            yield HtmlPage(name, data, {**known, "tier": "body"} if row.get("body") else None, known, SILVER)
