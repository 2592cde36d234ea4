"""Learn how much each piece of evidence speaks for an outlet or a byline, and measure it on sites not learned from.

    PYTHONPATH=include:benchmarks python benchmarks/name_weights.py EVAL [--silver FOLDER] [--save]

EVAL is a folder of gold sets and FOLDER one of silver pages, as ``line_model/gold.py`` describes them; only pages of
seen sites are used. A row of the sets ``metadata`` has ``doc`` (file name), ``style``, ``site_key``, and where known
``site`` and ``site_og`` (names of the outlet), ``domain``, ``authors`` and, of those, the ``authors_in_text``.
Prints, by style, how many pages get an answer and how many the right one, each with weights of other sites; with
``--save`` weights of all pages are written into the package.

The candidates of a page and *none of them* compete in a conditional logit (McFadden 1974) with a Gaussian prior, whose
likelihood is concave: L-BFGS finds the one best set of weights.
"""

import argparse
import json
import re
import sys
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from broadsheet.extraction import log_linear
from broadsheet.extraction.article import Article, read_article
from broadsheet.extraction.byline import find as bylines
from broadsheet.extraction.byline.candidates import byline_candidates
from broadsheet.extraction.byline.scores import describe_all
from broadsheet.extraction.document import DecodedPage, trace_pages
from broadsheet.extraction.publisher import find as outlets
from broadsheet.extraction.publisher.mentions import outlet_mentions
from broadsheet.extraction.publisher.outlet_names import Evidence, OutletMention
from broadsheet.extraction.publisher.scores import by_name, describe
from broadsheet.settings import Extraction
from train import figure

sys.path.append(str(Path(__file__).parent / "line_model"))

from gold import FOLDS, metadata

PRIOR = 0.3
"""Inverse variance of the prior of a weight."""
EXPECTED = {str(Evidence.WINDOW_TITLE): 3.0}
"""Mean of the prior of a weight, where it is not 0: few gold pages have their window's title in the text."""
UNNAMED = 0.3
"""Weight of pages that hold no word of the outlet's gold name: *none* is right, or the page names it another way."""
ANONYMOUS = {"full": 0.1, "crawl": 0.5, "text": 0.5}
"""Weight of pages without gold authors, by style: whole pages often name authors that their gold lacks."""
UNREAD = 0.6
"""Weight of pages whose gold authors are not in the text."""
LEAST_F1 = 0.5

_ARTICLE = re.compile("^(?:the|der|die|das|la|le|el)")


@dataclass(frozen=True, slots=True)
class Question:
    """The candidates of one page.

    Attributes:
        style: Style of the page.
        fold: Number of its fold: pages of one site share it.
        weight: How much it counts.
        features: What is known of each candidate.
        right: Whether each is a right answer.
    """

    style: str
    fold: int
    weight: float
    features: list[Mapping[str, float]]
    right: NDArray[np.bool_]


def main() -> None:
    """Learn and measure the weights of both questions."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gold", type=Path)
    arguments.add_argument("--silver", type=Path)
    arguments.add_argument("--save", action="store_true", help="write the weights into the package")
    options = arguments.parse_args()
    pages = list(_articles(options.gold, options.silver))
    asked: dict[str, tuple[Callable[[Article, dict[str, Any]], Question | None], float]] = {
        "outlet": (outlet_question, outlets.LEAST),
        "byline": (byline_question, bylines.LEAST),
    }
    for name, (ask, least) in asked.items():
        questions = [question for article, gold in pages if (question := ask(article, gold)) is not None]
        apart = [learn([question for question in questions if question.fold != fold]) for fold in range(FOLDS)]
        measure(name, questions, apart, least)
        if options.save:
            found = {feature: round(weight, 3) for feature, weight in sorted(learn(questions).items())}
            file = log_linear.WEIGHTS[name]
            file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            print(f"wrote {file}")


def outlet_question(article: Article, gold: dict[str, Any]) -> Question | None:
    """Return the names that may be the outlet's, null where the gold knows none or it is a wire service's text."""
    names = [gold[field] for field in ("site", "site_og") if gold.get(field)]
    domain = gold.get("domain") or ""
    if not (names or domain) or gold["style"] == "text":
        return None
    grouped = by_name(outlet_mentions(article))
    written = {_plain(name) for name in (*names, domain, domain.partition(".")[0])} - {""}
    keys = {key for name in names for key in OutletMention(name, Evidence.LINK, None).keys}
    keys |= set(OutletMention(f"www.{domain}", Evidence.WEB, None).keys) if domain else set()
    named = gold.get("site_in_text") or gold.get("domain_in_text")
    return Question(
        style=gold.get("kind") or gold["style"],
        fold=_fold(gold),
        weight=1.0 if named else UNNAMED,
        features=list(describe(grouped, article).values()),
        right=np.array(
            [key in keys or _plain(outlets.spelled(key, own, article).name) in written for key, own in grouped.items()],
            bool,
        ),
    )


def byline_question(article: Article, gold: dict[str, Any]) -> Question | None:
    """Return the lines that may be the byline, null for a silver page that names no author."""
    if gold.get("kind") == "silver" and not gold["authors_in_text"]:
        return None
    authors = {_folded(name) for name in gold.get("authors_in_text") or []}
    known = {_folded(name) for name in gold.get("authors") or []}
    candidates = list(byline_candidates(article))
    agreement = np.array(
        [
            _f1(authors, {_folded(name) for name in bylines.continued(candidate, article).authors})
            for candidate in candidates
        ]
    )
    best = max(agreement, default=0.0)
    right = (agreement >= LEAST_F1) & (agreement == best)
    if best < LEAST_F1:  # gold that holds titles or several names in one
        right = np.array([_overlaps(known, candidate.people) for candidate in candidates], bool)
    weight = 1.0 if authors else UNREAD if known else ANONYMOUS[gold["style"]]
    return Question(gold.get("kind") or gold["style"], _fold(gold), weight, [*describe_all(candidates, article)], right)


def learn(questions: list[Question]) -> dict[str, float]:
    """Return the weights that make the right answers likeliest."""
    questions = [question for question in questions if question.features]
    columns = sorted({name for question in questions for features in question.features for name in features})
    place = {name: column for column, name in enumerate(columns)}
    rows = [features for question in questions for features in question.features]
    matrix = np.zeros((len(rows), len(columns)))
    for row, features in enumerate(rows):
        for name, value in features.items():
            matrix[row, place[name]] = value
    page = np.repeat(np.arange(len(questions)), [len(question.features) for question in questions])
    right = np.concatenate([question.right for question in questions])
    none = np.array([not question.right.any() for question in questions])
    weight = np.array([question.weight for question in questions])
    expected = np.array([EXPECTED.get(name, 0.0) for name in columns])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = matrix @ weights
        top = np.zeros(len(questions))
        np.maximum.at(top, page, scores)
        odds = np.exp(scores - top[page])
        every = np.bincount(page, odds, len(questions)) + np.exp(-top)
        good = np.bincount(page, odds * right, len(questions)) + np.where(none, np.exp(-top), 0.0)
        slope = weight[page] * (odds / every[page] - np.where(right, odds, 0.0) / good[page])
        apart = weights - expected
        cost = float(PRIOR / 2 * apart @ apart - (weight * np.log(good / every)).sum())
        return cost, matrix.T @ slope + PRIOR * apart

    found = minimize(loss, expected, jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    return dict(zip(columns, found.tolist(), strict=True))


def measure(name: str, questions: list[Question], apart: list[dict[str, float]], least: float) -> None:
    """Print, by style, the shares of pages with a right candidate, answered, and answered rightly."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for question in questions:
        count = counts[question.style]
        count["pages"] += 1
        count["answerable"] += bool(question.right.any())
        likely = log_linear.chances(question.features, apart[question.fold])
        if max(likely, default=0.0) > least:
            count["answered"] += 1
            count["right"] += bool(question.right[int(np.argmax(likely))])
    for style, count in sorted(counts.items()):
        for key in ("answerable", "answered", "right"):
            figure(f"{name} {key}, {style}", count["pages"], count[key] / count["pages"])


def _articles(folder: Path, silver: Path | None) -> Iterator[tuple[Article, dict[str, Any]]]:
    for gold, text in metadata(folder, silver):
        if gold.get("page_type") not in {None, "article"}:
            continue
        (trace,) = trace_pages([DecodedPage(text, gold["doc"], "utf-8", 0)], Extraction())
        if trace.body.paragraphs:
            yield (
                read_article(trace.page, trace.body, trace.title, trace.language[0], gold["doc"]),
                gold,
            )


def _fold(gold: dict[str, Any]) -> int:
    return zlib.crc32(str(gold.get("site_key") or gold["doc"]).encode()) % FOLDS


def _plain(name: str) -> str:
    """Return the letters of a name, without accents and the article it begins with."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return _ARTICLE.sub("", "".join(character for character in decomposed if character.isalnum()))


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", " ".join(name.casefold().split()))
    return "".join(character for character in plain if character.isalnum() or character == " ")


def _f1(gold: set[str], found: set[str]) -> float:
    return 2 * len(gold & found) / max(len(gold) + len(found), 1)


def _overlaps(gold: set[str], people: tuple[str, ...]) -> bool:
    names = [_folded(person) for person in people]
    return any(name in known or known in name for name in names for known in gold)


if __name__ == "__main__":
    main()
