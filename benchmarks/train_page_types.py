"""Train the models of page types, and measure them on sites they were not trained on.

    PYTHONPATH=include:benchmarks python benchmarks/train_page_types.py EVAL [--save]

EVAL is a folder of gold sets, or of several (`gold_sets`); only pages of seen sites are read (`sites`). The pages of
``page_types`` have labels; the pages of the other sets are articles. Prints, by cross-validation over sites, which
share of articles would be refused, and which share of other pages, at some thresholds. With ``--save`` the words and
the models are trained on all these pages and saved in the package.

Words come first: a linear model over those that tell types apart and that many sites use. Its scores are columns of
the matrix that the trees read, so for training they are found by models that did not see the page's site (stacking;
Wolpert, "Stacked generalization", Neural Networks 1992).
"""

import argparse
import re
import sys
import tarfile
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).with_name("line_model")))

from boosting import Plan, grow, save
from broadsheet.extraction.page_type.find import OTHER as OTHER_LEAST
from broadsheet.extraction.page_type.page_features import column_names, page_features
from broadsheet.extraction.page_type.page_stats import page_stats
from broadsheet.extraction.page_type.type_model import MODELS, score_types
from broadsheet.extraction.page_type.type_words import OTHER_TYPES, TARGETS, WORDS, make_type_words
from broadsheet.extraction.segmentation.body import find_bodies, without_headlines
from broadsheet.extraction.segmentation.line_model import LineModel, model_file
from broadsheet.extraction.segmentation.page import read_pages
from broadsheet.extraction.segmentation.vocabulary import word_key
from broadsheet.extraction.title import find_titles
from gold_sets import answers, find_sets
from sites import side
from train import figure

FOLDS = 5
INNER = 3
SITES = 10
"""Sites that use a word, at least."""
CHOSEN = 2000
"""Words of each target that tell it apart best, either way."""
RIDGE = 0.05
OTHER = Plan(trees=160, depth=4, rate=0.07, rows=0.7, columns=0.25, ridge=5.0, least=4.0)
TYPE = Plan(trees=60, depth=3, rate=0.1, rows=0.7, columns=0.25, ridge=5.0, least=3.0)
EVERY = {"dedup": 5, "crawl": 3, "text": 6}
"""Of articles of these sets and styles, each so-manieth page is taken: they are many, and easy."""
WEIGHT = 2.5
"""Weight of a page whose type people labelled; others weigh 1."""
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(slots=True)
class Pages:
    """Pages with their types.

    Attributes:
        docs: File names.
        types: ``article`` or one of `OTHER_TYPES`.
        sites: Site of each.
        labelled: Whether people labelled its type.
        matrix: Figures of each; the columns of words are still to fill in.
        keys: Distinct keys of each page's words, and of its body's words.
        names: Words that `SITES` sites use.
    """

    docs: list[str]
    types: NDArray[Any]
    sites: list[str]
    labelled: NDArray[np.bool_]
    matrix: NDArray[np.float32]
    keys: list[tuple[NDArray[np.uint32], NDArray[np.uint32]]]
    names: list[str]

    @property
    def folds(self) -> NDArray[np.int64]:
        """Number of the fold of each page: pages of one site share it."""
        return np.array([zlib.crc32(site.encode()) % FOLDS for site in self.sites])

    @property
    def answers(self) -> NDArray[np.float64]:
        """What is right for each target: float64, (pages, targets)."""
        columns = [self.types != "article", *(self.types == name for name in OTHER_TYPES)]
        return np.stack(columns, axis=1).astype(np.float64)

    @property
    def weights(self) -> NDArray[np.float64]:
        """Weight of each page."""
        return np.where(self.labelled, WEIGHT, 1.0)


def load(folder: Path) -> Pages:
    """Return the pages of seen sites in all gold sets of a folder."""
    rows: dict[str, tuple[str, str, bool, str]] = {}
    for name, golds in find_sets(folder).items():
        for gold in golds:
            wanted = {row["doc"]: row for row in answers(gold) if side(row, gold.parent.name) == "seen"}
            for doc, text in _texts(gold, set(wanted)):
                row = wanted[doc]
                every = EVERY.get(name, EVERY.get(row.get("style") or "", 1))
                if doc not in rows and zlib.crc32(doc.encode()) % every == 0 and text.strip():
                    site = str(row.get("site_key") or row.get("site") or row.get("page") or doc)
                    rows[doc] = row.get("page_type") or "article", site, name == "page_types", text
    used: dict[str, set[str]] = defaultdict(set)
    for _, site, _, text in rows.values():
        for word in set(_WORD.findall(text.lower())):
            used[word].add(site)
    names = sorted(word for word, sites in used.items() if len(sites) >= SITES)
    texts = [text for *_, text in rows.values()]
    matrix, keys = _describe(texts)
    return Pages(
        list(rows),
        np.array([row[0] for row in rows.values()]),
        [row[1] for row in rows.values()],
        np.array([row[2] for row in rows.values()]),
        matrix,
        keys,
        names,
    )


def _texts(gold: Path, docs: set[str]) -> list[tuple[str, str]]:
    with (
        pa.input_stream(str(gold / "docs.tar.zst"), compression="zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        read = ((Path(member.name).name, archive.extractfile(member)) for member in archive if member.isfile())
        return [(doc, file.read().decode("utf-8", "replace")) for doc, file in read if file and doc in docs]


def _describe(texts: list[str]) -> tuple[NDArray[np.float32], list[tuple[NDArray[np.uint32], NDArray[np.uint32]]]]:
    nothing = make_type_words([], np.zeros((0, len(TARGETS)), np.float32), np.zeros(len(TARGETS), np.float32))
    matrix, keys = [], []
    for at in range(0, len(texts), 64):
        pages = read_pages(texts[at : at + 64])
        bodies = find_bodies(pages)
        lines = [title.line if title else None for title in find_titles(pages, bodies)]
        bodies = without_headlines(pages, bodies, lines)
        matrix.append(page_features(pages, bodies, lines, [page_stats(body) for body in bodies], nothing))
        for body in bodies:
            found = body.features
            inside = np.repeat(np.array(body.kept, np.bool_), np.diff(found.offsets))
            keys.append((np.unique(found.keys), np.unique(found.keys[: len(inside)][inside])))
    return np.concatenate(matrix), keys


def _presence(pages: Pages, words: list[str], which: int) -> NDArray[np.float32]:
    """Return which words each page (0) or its body (1) has, scaled as `score_words` does: float32, (pages, words)."""
    own = np.array([word_key(word) for word in words], np.uint32)
    found = np.stack([np.isin(own, keys[which]) for keys in pages.keys]).astype(np.float32)
    scaled: NDArray[np.float32] = found / np.sqrt(np.maximum(found.sum(axis=1, keepdims=True), 1.0))
    return scaled


def _choose(pages: Pages, presence: NDArray[np.float32], train: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the words that tell the targets apart, by the z-score of their share of pages."""
    seen = presence[train] > 0
    chosen = set()
    for right in pages.answers[train].T:
        yes = right > 0
        inside, outside = seen[yes].mean(axis=0), seen[~yes].mean(axis=0)
        spread = inside * (1 - inside) / yes.sum() + outside * (1 - outside) / (~yes).sum() + 1e-4
        chosen |= set(np.argsort(-np.abs(inside - outside) / np.sqrt(spread))[:CHOSEN].tolist())
    return np.array(sorted(chosen))


def _weigh(presence: NDArray[np.float32], right: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[Any]:
    """Return weights of words, and of none, for each target: logistic regression, (words + 1, targets)."""
    data = np.hstack([presence, np.ones((len(presence), 1), np.float32)])
    targets = right.astype(np.float32)
    shape = (data.shape[1], targets.shape[1])
    own = weights[:, None].astype(np.float32)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        parameters = flat.reshape(shape).astype(np.float32)
        scores = data @ parameters
        held = parameters.copy()
        held[-1] = 0
        value = float((own * (np.logaddexp(0, scores) - targets * scores)).sum() + 0.5 * RIDGE * (held**2).sum())
        slope = data.T @ (own * (1 / (1 + np.exp(-scores)) - targets)) + RIDGE * held
        return value, slope.ravel().astype(np.float64)

    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return np.asarray(found.x.reshape(shape))


@dataclass(slots=True)
class Words:
    """A linear model of words: their numbers among the pages' words, and `_weigh`'s answer."""

    numbers: NDArray[np.int64]
    parameters: NDArray[Any]

    def scores(self, presence: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores of pages: float32, (pages, targets)."""
        own = presence[:, self.numbers] > 0
        scaled = own / np.sqrt(np.maximum(own.sum(axis=1, keepdims=True), 1.0))
        return np.asarray(scaled @ self.parameters[:-1] + self.parameters[-1], np.float32)


def _fit_words(pages: Pages, presence: NDArray[np.float32], train: NDArray[np.bool_]) -> Words:
    numbers = _choose(pages, presence, train)
    own = (presence[train][:, numbers] > 0).astype(np.float32)
    scaled = own / np.sqrt(np.maximum(own.sum(axis=1, keepdims=True), 1.0))
    parameters = _weigh(scaled, pages.answers[train], pages.weights[train])
    return Words(numbers, np.round(parameters, 2))


@dataclass(slots=True)
class Trained:
    """Words, and the trees that read their scores beside the other figures; `TARGETS` of them."""

    words: Words
    trees: list[LineModel]


def fit(pages: Pages, both: list[NDArray[np.float32]], train: NDArray[np.bool_]) -> Trained:
    """Train on some pages; the scores of words that the trees read come from models of other sites."""
    inner = np.array([zlib.crc32(f"inner:{site}".encode()) % INNER for site in pages.sites])
    matrix = pages.matrix.copy()
    for fold in range(INNER):
        held = train & (inner == fold)
        matrix[held] = _worded(pages.matrix[held], _fit_words(pages, both[0], train & (inner != fold)), both, held)
    answers, weights = pages.answers[train], pages.weights[train]
    trees = [grow(matrix[train], answers[:, 0], weights, OTHER)]
    trees += [grow(matrix[train], right, weights, TYPE) for right in answers.T[1:]]
    return Trained(_fit_words(pages, both[0], train), trees)


def _worded(
    matrix: NDArray[np.float32], words: Words, both: list[NDArray[np.float32]], rows: NDArray[np.bool_]
) -> NDArray[np.float32]:
    filled = matrix.copy()
    filled[:, -2 * len(TARGETS) :] = np.hstack([words.scores(presence[rows]) for presence in both])
    return filled


def main() -> None:
    """Cross-validate, print the curve, and save models if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eval", type=Path)
    parser.add_argument("--save", action="store_true", help="train on all pages and write the models into the package")
    parser.add_argument("--scores", type=Path, help="file to write the scores of all pages to, as numpy does")
    arguments = parser.parse_args()
    pages = load(arguments.eval)
    both = [_presence(pages, pages.names, which) for which in (0, 1)]
    print(f"{len(pages.docs)} pages, {len(pages.names)} words: {dict(Counter(pages.types.tolist()))}", flush=True)
    scores = np.zeros((len(pages.docs), len(TARGETS)))
    for fold in range(FOLDS):
        held = pages.folds == fold
        trained = fit(pages, both, ~held)
        matrix = _worded(pages.matrix[held], trained.words, both, held)
        scores[held] = score_types(matrix, trained.trees)
        print(f"fold {fold + 1} of {FOLDS}", flush=True)
    if arguments.scores:
        np.savez(arguments.scores, scores=scores, docs=pages.docs, types=pages.types, labelled=pages.labelled)
    report(pages, scores)
    if arguments.save:
        trained = fit(pages, both, np.ones(len(pages.docs), np.bool_))
        stored = {
            "words": [pages.names[number] for number in trained.words.numbers],
            "weights": trained.words.parameters[:-1].ravel().tolist(),
            "base": trained.words.parameters[-1].tolist(),
        }
        WORDS.write_text(model_file(stored, TARGETS), encoding="utf-8")
        for name, model in zip(TARGETS, trained.trees, strict=True):
            save(model, column_names(), MODELS / f"{name}_model.json")


def report(pages: Pages, scores: NDArray[np.float64]) -> None:
    """Print shares refused at some thresholds, and how often the type that is named is the right one."""
    score = scores[:, 0]
    article = pages.types == "article"
    print("threshold  articles: labelled, others   other types")
    for threshold in np.arange(-1.0, 4.1, 0.25):
        taken = score > threshold
        of_type = "  ".join(f"{name} {taken[pages.types == name].mean():.2f}" for name in OTHER_TYPES)
        labelled, plain = (taken[article & own].mean() for own in (pages.labelled, ~pages.labelled))
        print(f"{threshold:9.2f}  {labelled:18.4f}  {plain:.4f}   {taken[~article].mean():.3f}   {of_type}")
    named = np.array(OTHER_TYPES)[scores[:, 1:].argmax(axis=1)]
    taken = score > OTHER_LEAST
    figure("articles refused", int(article.sum()), float(taken[article].mean()))
    figure("other page types accepted", int((~article).sum()), float((~taken)[~article].mean()))
    figure("type right among other pages", int((~article).sum()), float((named == pages.types)[~article].mean()))


if __name__ == "__main__":
    main()
