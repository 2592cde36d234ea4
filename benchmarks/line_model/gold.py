"""Pages with gold bodies, and for each line whether the gold body holds it.

Pages come from the extraction sets below a folder (`gold_sets`), of seen sites only (`sites`). A gold row has ``doc``
(file name), ``site_key``, ``style``, and ``tier``: ``body`` (the whole ``body`` is given, perhaps a ``lead`` too) or
``segments`` (some strings ``with`` and ``without``). What ``silver_pages.py`` writes counts less: the answers of silver
pages were made by machines, or are older; other dumps of gold pages have their answers.
"""

import json
import re
import tempfile
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.features import LineFeatures
from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.page import Page, read_page
from gold_sets import answers, find_sets, unpack
from sites import side

WANTED, UNWANTED, UNKNOWN = 1, 0, -1
FOLDS = 5
TOKEN = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff]"
    "|[^\\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff]+"
)
SHINGLE = 4


@dataclass(slots=True)
class GoldPage:
    """A page whose lines are labelled.

    Attributes:
        name: File name.
        gold: Its gold row.
        page: The page.
        labels: `WANTED`, `UNWANTED` or `UNKNOWN` for each line.
        tokens: Tokens of each line.
        lines: Features of the lines.
        weight: Weight of the page in training.
    """

    name: str
    gold: dict[str, Any]
    page: Page
    labels: NDArray[np.int8]
    tokens: NDArray[np.float64]
    lines: LineFeatures = field(repr=False)
    weight: float = 1.0

    @property
    def site(self) -> str:
        """Its site, or its own name where the site is not known."""
        return str(self.gold.get("site_key") or self.name)

    @property
    def fold(self) -> int:
        """Number of its fold: pages of one site share it."""
        return zlib.crc32(self.site.encode()) % FOLDS

    @property
    def whole(self) -> bool:
        """Whether the whole body is known."""
        return bool(self.gold["tier"] == "body")


def read_gold(folder: Path) -> list[dict[str, Any]]:
    """Return the gold rows of a folder."""
    return [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").split("\n") if line]


def load(folder: Path, silver: Path | None = None) -> list[GoldPage]:
    """Return the pages of seen sites with their labels.

    Args:
        folder: Folder of gold sets, or of several such folders.
        silver: A folder with ``pages/*.txt`` and ``gold.jsonl``; rows without a body are left out, and so are those of
            which the page holds less than nine tenths.
    """
    pages = [labelled(gold, text) for gold, text in _seen(folder, "extraction")]
    if silver:
        for gold in read_gold(silver):
            text = (silver / "pages" / gold["doc"]).read_text(encoding="utf-8")
            if gold.get("body") and held(gold["body"], text) >= HELD:
                page = labelled(gold | {"tier": "body"}, text)
                page.weight = WEIGHT[gold["kind"]]
                pages.append(page)
    return pages


WEIGHT = {"silver": 0.5, "dump": 0.4}
"""Weight of a page of ``silver_pages.py``, by its kind."""

HELD = 0.9
"""Share of a silver body's shingles that its page must hold."""


def metadata(folder: Path, silver: Path | None = None) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the rows of the sets ``metadata`` of seen sites with their pages, then silver rows, one dump each."""
    yield from _seen(folder, "metadata")
    for gold in read_gold(silver) if silver else ():
        if gold["first"] and "title_in_text" in gold:
            yield gold, (silver / "pages" / gold["doc"]).read_text(encoding="utf-8")  # type: ignore[operator]


def score_bodies(bodies: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Return precision, recall and F1 of pairs of a gold body and the one found, as the scorers of the sets do it."""
    precisions, recalls = [], []
    for gold, found in bodies:
        wanted, kept = (_counted(text) for text in (gold, found))
        shared = sum(min(count, kept[shingle]) for shingle, count in wanted.items())
        if kept:
            precisions.append(shared / kept.total())
        recalls.append(shared / max(wanted.total(), 1))
    precision, recall = float(np.mean(precisions)), float(np.mean(recalls))
    return {"P": precision, "R": recall, "F1": 2 * precision * recall / (precision + recall)}


def _counted(text: str) -> Counter[tuple[str, ...]]:
    words = TOKEN.findall(text)
    return Counter(_shingles(words) or [tuple(words)] if words else [])


def _seen(folder: Path, name: str) -> Iterator[tuple[dict[str, Any], str]]:
    for path in find_sets(folder)[name]:
        with tempfile.TemporaryDirectory() as scratch:
            pages = Path(unpack(path, Path(scratch)).source[0])
            for gold in answers(path):
                if side(gold, path.parent.name) == "seen":
                    yield gold, next(pages.rglob(gold["doc"])).read_text(encoding="utf-8", errors="replace")


def labelled(gold: dict[str, Any], text: str) -> GoldPage:
    """Return a page with the labels that its gold row gives its lines."""
    page = read_page(text)
    tokens = [TOKEN.findall(line.text) for line in page.lines]
    if gold["tier"] == "body":
        labels = _align(tokens, gold["body"], gold.get("lead") or "")
    else:
        labels = _search([line.text for line in page.lines], gold["with"], gold["without"])
    counts = np.array([len(words) for words in tokens], np.float64)
    return GoldPage(gold["doc"], gold, page, labels, counts, line_features([page]))


def held(body: str, text: str) -> float:
    """Return the share of a body's shingles that a page holds."""
    shingles = _shingles(TOKEN.findall(body))
    found = set(_shingles(TOKEN.findall(text)))
    return sum(shingle in found for shingle in shingles) / max(len(shingles), 1)


def _search(lines: list[str], wanted: list[str], unwanted: list[str]) -> NDArray[np.int8]:
    wanted, unwanted = [_normal(text) for text in wanted], [_normal(text) for text in unwanted]
    labels = np.full(len(lines), UNKNOWN, np.int8)
    for number, line in enumerate(map(_normal, lines)):
        if any(text in line for text in wanted):
            labels[number] = WANTED
        elif any(text in line or (len(line) > 8 and line in text) for text in unwanted):
            labels[number] = UNWANTED
    return labels


def _normal(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _align(lines: list[list[str]], body: str, lead: str) -> NDArray[np.int8]:
    """Label lines by the heaviest chain of lines that follow one another in the gold body as they do on the page.

    Short lines are body if they are, word for word, between two lines of the chain. Lines of the lead, and
    further copies of the body's lines, are unknown: either is right.
    """
    gold = TOKEN.findall(body)
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, shingle in enumerate(_shingles(gold)):
        places[shingle].append(at)
    lead_shingles = set(_shingles(TOKEN.findall(lead)))
    labels = np.zeros(len(lines), np.int8)
    candidates: list[tuple[int, int, int, int]] = []
    for number, words in enumerate(lines):
        shingles = _shingles(words)
        found = [at for at, shingle in enumerate(shingles) if shingle in places]
        if found and len(found) >= 0.4 * len(shingles):
            labels[number] = UNKNOWN if len(found) >= 0.6 * len(shingles) else UNWANTED
            end = len(words) - found[0]
            candidates += [(number, at, at + end, len(found)) for at in places[shingles[found[0]]][:6]]
        elif shingles and sum(shingle in lead_shingles for shingle in shingles) >= 0.5 * len(shingles):
            labels[number] = UNKNOWN
    chain = _heaviest_chain(candidates)
    anchors = [(-1, 0, 0), *chain, (len(lines), len(gold), len(gold))]
    for number, _, _ in chain:
        labels[number] = WANTED
    for (before, _, start), (behind, end, _) in pairwise(anchors):
        at = max(start - SHINGLE + 1, 0)
        for number in range(before + 1, behind):
            words = lines[number]
            if 0 < len(words) <= 12 and end - at <= 400:
                place = next((p for p in range(at, end - len(words) + 1) if gold[p : p + len(words)] == words), None)
                if place is not None:
                    labels[number] = WANTED
                    at = place + len(words)
    return labels


def _shingles(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]


def _heaviest_chain(candidates: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int]]:
    """Return (line, start, end) of candidates whose lines and places both ascend, with the largest sum of weights."""
    best: list[int] = []
    back: list[int] = []
    for line, start, _, weight in candidates:
        options = [
            (best[other] + weight, other)
            for other, (other_line, _, other_end, _) in enumerate(candidates[: len(best)])
            if other_line < line and start >= other_end - SHINGLE + 1
        ]
        value, previous = max(options, default=(weight, -1))
        best.append(value)
        back.append(previous)
    chain: list[tuple[int, int, int]] = []
    at = int(np.argmax(best)) if best else -1
    while at >= 0:
        chain.append(candidates[at][:3])
        at = back[at]
    return chain[::-1]
