"""Train the model of body lines, and measure it on sites it was not trained on.

    PYTHONPATH=include:benchmarks python benchmarks/line_model/train_body.py EVAL
        [--silver FOLDER] [--model FILE] [--predictions FILE]

EVAL is a folder of gold sets and FOLDER one of silver pages, as `gold` describes them; only pages of seen sites are
used. With ``--predictions`` each page's body is written as JSON lines (``doc``, ``text``), found by a model that saw no
page of its site; with ``--model`` a model is trained on all pages and saved.

Pages of which only some strings are known take part twice: with those strings, and, at a lower weight, with the labels
that a model of the other pages gives the rest of their lines (self-training). Pages whose whole body is known give
variants too (`variants`).
"""

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from boosting import Plan, grow, save
from broadsheet.extraction.segmentation.body import find_body
from broadsheet.extraction.segmentation.features import column_names
from broadsheet.extraction.segmentation.line_model import LineModel, best_path
from gold import FOLDS, UNKNOWN, UNWANTED, WANTED, GoldPage, load
from variants import stories, variants

PLAN = Plan(trees=240, rate=0.08, rows=0.5, columns=0.3)
FIRST_PLAN = Plan(trees=80, rate=0.15, rows=0.5, columns=0.3)
SWITCH = 0.3
BIAS = 0.1
PAGE_WEIGHT = 60.0
STRING_WEIGHT = 6.0
"""Weight of a line that holds a known string of a page known in part, before its length."""

GUESSED_SWITCH = 1.0
"""Switch cost of the path through a page that is known in part."""

SELF_TRAINED = 0.3
"""Weight of the lines whose labels a model gave, beside those of pages that are known whole."""

VARIANT = 0.06
"""Weight of a variant beside the page it was made from."""

Rows = tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.float64]]


def train(pages: list[GoldPage]) -> LineModel:
    """Train on pages, in two rounds: on what is known, then on what the first model says of the rest as well."""
    rows = [known(page) for page in pages]
    others = stories(pages)
    rows += [known(made, VARIANT) for number, page in enumerate(pages) for made in variants(page, number, others)]
    first = _grown(rows, FIRST_PLAN)
    return _grown([*rows, *(_guessed(page, first.scores(page.matrix)) for page in pages if not page.whole)], PLAN)


def _grown(rows: list[Rows], plan: Plan) -> LineModel:
    matrix, answers, weights = (np.concatenate(part) for part in zip(*rows, strict=True))
    return grow(matrix, answers, weights, plan, switch=SWITCH, bias=BIAS)


def known(page: GoldPage, share: float = 1.0) -> Rows:
    """Return the rows of the lines whose labels are known."""
    known = page.labels != UNKNOWN
    size = np.sqrt(page.tokens[known] + 2)
    if page.whole:
        return (
            page.matrix[known],
            page.labels[known].astype(np.float64),
            size / max(size.sum(), 1.0) * PAGE_WEIGHT * page.weight * share,
        )
    weights = np.minimum(size / 6, 3.0) * STRING_WEIGHT
    return page.matrix[known], page.labels[known].astype(np.float64), weights


def _guessed(page: GoldPage, scores: NDArray[np.float32]) -> Rows:
    unknown = page.labels == UNKNOWN
    sure = scores + 6 * (page.labels == WANTED) - 6 * (page.labels == UNWANTED)
    kept = best_path(sure.astype(np.float32), GUESSED_SWITCH)
    size = np.sqrt(page.tokens[unknown] + 2)
    weights = size / max(size.sum(), 1.0) * PAGE_WEIGHT * SELF_TRAINED
    return page.matrix[unknown], kept[unknown].astype(np.float64), weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--silver", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--predictions", type=Path)
    arguments = parser.parse_args()
    pages = load(arguments.gold, arguments.silver)
    if arguments.predictions:
        models = [train([page for page in pages if page.fold != fold]) for fold in range(FOLDS)]
        with arguments.predictions.open("w", encoding="utf-8") as file:
            for page in pages:
                body = find_body(page.page, models[page.fold])
                text = "\n\n".join(paragraph.text for paragraph in body.paragraphs)
                file.write(json.dumps({"doc": page.name, "text": text}, ensure_ascii=False) + "\n")
    if arguments.model:
        save(train(pages), column_names(), arguments.model)


if __name__ == "__main__":
    main()
