"""Train the model of body lines, and measure it on sites it was not trained on.

    PYTHONPATH=include:benchmarks python benchmarks/line_model/train_body.py EVAL
        [--silver FOLDER] [--save] [--predictions FILE]

EVAL is a folder of gold sets and FOLDER one of silver pages, as `gold` describes them; only pages of seen sites are
used. Prints body F1 of the gold pages, each found by a model that saw no page of its site; ``--predictions`` writes
these bodies as JSON lines (``doc``, ``text``). With ``--save`` a model is trained on all pages and written into the
package, and the weights of words beside it.

Pages of which only some strings are known take part twice: with those strings, and, at a lower weight, with the labels
that a model of the other pages gives the rest of their lines (self-training). Pages whose whole body is known give
variants too (`variants`). Words come first (`word_weights`): their scores are columns that the trees read, so a page in
training gets them from words of other sites (stacking; Wolpert, "Stacked generalization", Neural Networks 1992).
"""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from boosting import Plan, grow, save
from broadsheet.extraction.segmentation.body import find_bodies
from broadsheet.extraction.segmentation.context import in_context
from broadsheet.extraction.segmentation.features import column_names
from broadsheet.extraction.segmentation.line_model import LINE_MODEL, LineModel, best_path, model_file
from broadsheet.extraction.segmentation.line_words import COLUMNS, LINE_WORDS
from gold import FOLDS, UNKNOWN, UNWANTED, WANTED, GoldPage, load, score_bodies
from train import figure
from variants import stories, variants
from word_weights import as_table, learn_words

PLAN = Plan(trees=240, rate=0.08, rows=0.5, columns=0.3)
FIRST_PLAN = Plan(trees=80, rate=0.15, rows=0.5, columns=0.3)
SWITCH = 0.3
BIAS = 0.1
PAGE_WEIGHT = 60.0
STRING_WEIGHT = 10.0
"""Weight of a line that holds a known string of a page known in part, before its length."""

STYLE_WEIGHT = {"full": 1.0, "crawl": 3.0}
"""Weight of a page by its style: most pages are full ones, and both styles count."""

GUESSED_SWITCH = 1.0
"""Switch cost of the path through a page that is known in part."""

SELF_TRAINED = 0.3
"""Weight of the lines whose labels a model gave, beside those of pages that are known whole."""

VARIANT = {"short": 0.06, "none": 0.06, "foreign": 0.1, "live": 0.08, "front": 0.06}
"""Weight of a variant of each kind beside the page it was made from."""

UNLISTED = 3
"""Every so-manieth page takes part once more without weights of words, as a page in a language without such words."""

Rows = tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Trained:
    """The trees, and the weights of words that they were trained with, by key."""

    model: LineModel
    words: dict[int, float]


def train(pages: list[GoldPage]) -> Trained:
    """Train on pages, in two rounds: on what is known, then on what the first model says of the rest as well."""
    tables = {
        fold: as_table(learn_words(page for page in pages if page.fold != fold))
        for fold in sorted({page.fold for page in pages})
    }
    matrices = [in_context(page.lines, tables[page.fold]) for page in pages]
    rows = [known(page, matrix) for page, matrix in zip(pages, matrices, strict=True)]
    others = stories(pages)
    gold = [page for page in pages if page.weight == 1.0]
    rows += [
        known(made, in_context(made.lines, tables[page.fold]), VARIANT[made.name.rpartition("#")[2]])
        for number, page in enumerate(gold)
        for made in variants(page, number, others)
    ]
    rows += [known(page, in_context(page.lines, as_table({}))) for page in pages[::UNLISTED]]
    first = _grown(rows, FIRST_PLAN)
    guessed = [
        _guessed(page, matrix, first.scores(matrix))
        for page, matrix in zip(pages, matrices, strict=True)
        if not page.whole
    ]
    return Trained(_grown([*rows, *guessed], PLAN), learn_words(pages))


def _grown(rows: list[Rows], plan: Plan) -> LineModel:
    matrix, answers, weights = (np.concatenate(part) for part in zip(*rows, strict=True))
    return grow(matrix, answers, weights, plan, switch=SWITCH, bias=BIAS)


def known(page: GoldPage, matrix: NDArray[np.float32], share: float = 1.0) -> Rows:
    """Return the rows of the lines whose labels are known."""
    chosen = page.labels != UNKNOWN
    size = np.sqrt(page.tokens[chosen] + 2)
    if page.whole:
        return (
            matrix[chosen],
            page.labels[chosen].astype(np.float64),
            size / max(size.sum(), 1.0) * PAGE_WEIGHT * page.weight * share * STYLE_WEIGHT[page.gold["style"]],
        )
    weights = np.minimum(size / 6, 3.0) * STRING_WEIGHT
    return matrix[chosen], page.labels[chosen].astype(np.float64), weights


def _guessed(page: GoldPage, matrix: NDArray[np.float32], scores: NDArray[np.float32]) -> Rows:
    unknown = page.labels == UNKNOWN
    sure = scores + 6 * (page.labels == WANTED) - 6 * (page.labels == UNWANTED)
    kept = best_path(sure.astype(np.float32), GUESSED_SWITCH)
    size = np.sqrt(page.tokens[unknown] + 2)
    weights = size / max(size.sum(), 1.0) * PAGE_WEIGHT * SELF_TRAINED
    return matrix[unknown], kept[unknown].astype(np.float64), weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--silver", type=Path)
    parser.add_argument("--save", action="store_true", help="write the models into the package")
    parser.add_argument("--predictions", type=Path)
    arguments = parser.parse_args()
    pages = load(arguments.gold, arguments.silver)
    gold = [page for page in pages if page.weight == 1.0]
    bodies: list[tuple[GoldPage, str]] = []
    for fold in range(FOLDS):
        trained = train([page for page in pages if page.fold != fold])
        own = [page for page in gold if page.fold == fold]
        found = find_bodies([page.page for page in own], trained.model, as_table(trained.words))
        bodies += zip(own, ("\n\n".join(one.text for one in body.paragraphs) for body in found), strict=True)
    _print_figures([(page, text) for page, text in bodies if page.whole])
    if arguments.predictions:
        rows = [json.dumps({"doc": page.name, "text": text}, ensure_ascii=False) for page, text in bodies]
        arguments.predictions.write_text("\n".join(rows) + "\n", encoding="utf-8")
    if arguments.save:
        final = train(pages)
        save(final.model, column_names(), LINE_MODEL)
        stored = {"keys": list(final.words), "weights": list(final.words.values())}
        LINE_WORDS.write_text(model_file(stored, COLUMNS), encoding="utf-8")


def _print_figures(bodies: list[tuple[GoldPage, str]]) -> None:
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for page, text in bodies:
        style = page.gold["style"]
        groups[style].append((page.gold["body"], text))
        if style == "full":
            groups["full, English" if page.gold.get("language") == "en" else "full, other"].append(groups[style][-1])
    for name, own in sorted(groups.items()):
        figure(f"body F1, {name}", len(own), score_bodies(own)["F1"])


if __name__ == "__main__":
    main()
