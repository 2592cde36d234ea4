"""Train the model of headlines, and measure it on sites it was not trained on.

    PYTHONPATH=include:benchmarks python benchmarks/line_model/train_title.py EVAL [--silver FOLDER] [--save]

EVAL is a folder of gold sets and FOLDER one of silver pages, as `gold` describes them; only pages of seen sites are
used. A row of the sets ``metadata`` has ``doc`` (file name), ``style``, ``site_key``, ``title``, and ``title_in_text``
where the page holds it. Prints the shares of headlines read exactly, and closely, by style; with ``--save`` a model is
trained on all pages and written into the package.
"""

import argparse
import difflib
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boosting import Plan, grow, save
from broadsheet.extraction.segmentation.body import find_body
from broadsheet.extraction.segmentation.line_model import TITLE_MODEL, LineModel
from broadsheet.extraction.segmentation.page import read_page
from broadsheet.extraction.title import column_names, read_title, title_candidates
from gold import FOLDS, metadata
from train import figure

PLAN = Plan(trees=400, depth=4, rate=0.07)
LEAST = -3.0
THINNED = 3
"""Variants of each whole page, without some of the lines above its body."""
EXACT, CLOSE = 2, 1
WEIGHT = {"full": 1.0, "crawl": 2.0, "thinned": 0.4, "silver": 1.0}


@dataclass(frozen=True, slots=True)
class Headlines:
    """The candidates of one page.

    Attributes:
        style: Style of the page, ``thinned`` for a variant, ``silver`` for a silver page.
        fold: Number of its fold: pages of one site share it.
        matrix: What is known of each candidate.
        right: `EXACT`, `CLOSE` or 0 for each.
    """

    style: str
    fold: int
    matrix: NDArray[np.float32]
    right: NDArray[np.int64]


def load(folder: Path, silver: Path | None = None) -> list[Headlines]:
    """Return the candidates of every page whose headline is known and on the page, and of its variants."""
    pages = []
    for number, (gold, text) in enumerate(metadata(folder, silver)):
        if gold.get("title") and gold.get("title_in_text"):
            pages.append(_candidates(gold, text, gold.get("kind") or gold["style"]))
            if gold["style"] == "full":
                made = [_candidates(gold, variant, "thinned") for variant in _thinned(gold, text, number)]
                pages += [page for page in made if page.right.max(initial=0) > 0]
    return pages


def train(pages: list[Headlines]) -> LineModel:
    """Train on pages; where a page has no exact candidate, a close one is right."""
    pages = [page for page in pages if len(page.right)]
    matrix = np.concatenate([page.matrix for page in pages])
    answers = np.concatenate([(page.right == page.right.max()) & (page.right > 0) for page in pages])
    weights = np.concatenate(
        [np.full(len(page.right), 10 * WEIGHT.get(page.style, 0.2) / len(page.right) ** 0.5) for page in pages]
    )
    return grow(matrix, answers.astype(np.float64), weights, PLAN, least=LEAST)


def _thinned(gold: dict[str, Any], text: str, seed: int) -> Iterator[str]:
    """Yield a page without a fifth of the lines above its body, and in half the cases without the window's title."""
    random = np.random.default_rng(seed)
    page = read_page(text)
    above = find_body(page).first
    titled = [_letters(gold["title"]) in _letters(line.text) for line in page.lines[:above]]
    for _ in range(THINNED):
        dropped = random.random(len(titled)) < 0.2
        dropped[:3] |= random.random() < 0.5
        dropped &= ~np.array(titled, np.bool_)
        dropped[:4] |= np.array(titled[:4], np.bool_) & (random.random(len(titled[:4])) < 0.5)
        rows = [line for number, line in enumerate(page.lines) if number >= above or not dropped[number]]
        yield "\n".join("\n" * line.gap + " " * line.indent + line.text for line in rows)


def _candidates(gold: dict[str, Any], text: str, style: str) -> Headlines:
    page = read_page(text)
    body = find_body(page)
    candidates = title_candidates([page], [body])
    wanted = _letters(gold["title"])
    found = [read_title(page, line) for line in candidates.lines]
    return Headlines(
        style,
        zlib.crc32(str(gold.get("site_key") or gold["doc"]).encode()) % FOLDS,
        candidates.matrix,
        np.array([_agreement(_letters(title.text), wanted) if title else 0 for title in found], np.int64),
    )


def _agreement(found: str, wanted: str) -> int:
    if found == wanted:
        return EXACT
    if not found:
        return 0
    shorter, longer = sorted((found, wanted), key=len)
    inside = shorter in longer and len(shorter) >= 0.7 * len(longer)
    alike = difflib.SequenceMatcher(None, found, wanted, autojunk=False).ratio() >= 0.9
    return CLOSE if inside or alike else 0


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--silver", type=Path)
    parser.add_argument("--save", action="store_true", help="write the model into the package")
    arguments = parser.parse_args()
    pages = load(arguments.gold, arguments.silver)
    outcomes = defaultdict(list)
    for fold in range(FOLDS):
        model = train([page for page in pages if page.fold != fold])
        for page in pages:
            if page.fold == fold and page.style != "thinned":
                best = page.right[model.scores(page.matrix).argmax()] if len(page.right) else 0
                outcomes[page.style].append(int(best))
    for style, found in sorted(outcomes.items()):
        for name, least in (("exact", EXACT), ("close", CLOSE)):
            figure(f"title of those in the text, {name}, {style}", len(found), float(np.mean(np.array(found) >= least)))
    if arguments.save:
        save(train(pages), column_names(), TITLE_MODEL)


if __name__ == "__main__":
    main()
