"""Train the model of body lines of HTML pages, and measure it on sites it was not trained on.

    PYTHONPATH=include:benchmarks python benchmarks/line_model/train_html.py EVAL2 [--save] [--predictions FILE]

EVAL2 holds gold sets with the HTML of their pages, and silver pages, as `html_pages` describes them; only pages of seen
sites are used. Prints body F1 of the gold pages, found by models that saw no page of their site, beside that of the
model of text pages in the package, which did. With ``--save`` a model is trained on all pages and
written into the package.
"""

import argparse
import json
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from boosting import Plan, grow, save
from broadsheet.extraction.evidence.claims import raw_lines
from broadsheet.extraction.segmentation.body import find_bodies
from broadsheet.extraction.segmentation.context import in_context
from broadsheet.extraction.segmentation.line_model import LineModel
from broadsheet.extraction.segmentation.markup_features import (
    HTML_MODEL,
    LineMarkup,
    html_column_names,
    markup_features,
)
from broadsheet.settings import Extraction
from broadsheet.sources.decoding import Decoded, decode
from gold import FOLDS, HELD, GoldPage, held, labelled, score_bodies
from html_pages import seen_pages
from train import figure
from train_body import BIAS, SWITCH, known
from word_weights import as_table, learn_words

PLAN = Plan(trees=300, rate=0.08, rows=0.5, columns=0.3)


class Page(NamedTuple):
    """A page whose lines are labelled, its markup, and its columns with those of markup."""

    gold: GoldPage
    markup: LineMarkup
    fold: int


def load(folder: Path) -> list[Page]:
    """Return the HTML pages of seen sites whose body is known and held."""
    pages = []
    for one in seen_pages(folder):
        decoded = decode(one.data, Extraction().max_replaced_share) if one.body else None
        if one.body is None or not isinstance(decoded, Decoded) or decoded.markup is None:
            continue
        if one.weight < 1 and held(one.body["body"], decoded.text) < HELD:
            continue
        gold = labelled(one.body, decoded.text)
        markup = LineMarkup(decoded.markup, raw_lines(gold.page))
        gold.weight = one.weight
        pages.append(Page(gold, markup, zlib.crc32(one.site.encode()) % FOLDS))
    return pages


def train(pages: list[Page], plan: Plan = PLAN) -> LineModel:
    """Train on pages; each gets the weights of words that pages of other sites teach (`train_body`)."""
    words = {
        fold: as_table(learn_words(page.gold for page in pages if page.fold != fold))
        for fold in sorted({page.fold for page in pages})
    }
    rows = []
    for page in pages:
        matrix = in_context(page.gold.lines, words[page.fold])
        rows.append(known(page.gold, np.concatenate((matrix, markup_features(page.markup, matrix)), axis=1)))
    matrix, answers, weights = (np.concatenate(part) for part in zip(*rows, strict=True))
    return grow(matrix, answers, weights, plan, switch=SWITCH, bias=BIAS)


def text_of(page: Page, model: LineModel | None) -> str:
    """Return the body that is found with a model; None for that of text pages in the package."""
    markups = [page.markup] if model else []
    (body,) = find_bodies([page.gold.page], markups=markups, html_model=model)
    return "\n\n".join(paragraph.text for paragraph in body.paragraphs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eval2", type=Path)
    parser.add_argument("--save", action="store_true", help="write the model into the package")
    parser.add_argument("--predictions", type=Path)
    arguments = parser.parse_args()
    pages = load(arguments.eval2)
    gold = [page for page in pages if page.gold.weight == 1]
    print(f"{len(pages)} pages, {len(gold)} of them gold", flush=True)
    models = [train([page for page in pages if page.fold != fold]) for fold in range(FOLDS)]
    apart = [(page, text_of(page, models[page.fold])) for page in gold]
    _print("HTML model, other sites", apart)
    figure("body F1, HTML pages", len(apart), _scores(apart)["F1"])
    _print("text model in the package", [(page, text_of(page, None)) for page in gold])
    if arguments.predictions:
        rows = [json.dumps({"doc": page.gold.name, "text": text}, ensure_ascii=False) for page, text in apart]
        arguments.predictions.write_text("\n".join(rows) + "\n", encoding="utf-8")
    if arguments.save:
        save(train(pages), html_column_names(), HTML_MODEL)


def _scores(texts: list[tuple[Page, str]]) -> dict[str, float]:
    return score_bodies((page.gold.gold["body"], text) for page, text in texts)


def _print(name: str, texts: list[tuple[Page, str]]) -> None:
    groups = {"all": texts}
    for page, text in texts:
        groups.setdefault(str(page.gold.gold.get("src")), []).append((page, text))
    for group, own in groups.items():
        print(
            f"{name}, {group}: {len(own)} pages  "
            + "  ".join(f"{key} {value:.4f}" for key, value in _scores(own).items())
        )


if __name__ == "__main__":
    main()
