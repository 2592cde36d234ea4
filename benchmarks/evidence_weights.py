"""Learn how much what a page claims of itself speaks for a headline, a date or an author, and measure it apart.

    PYTHONPATH=include:benchmarks python benchmarks/evidence_weights.py EVAL2 [--save]

EVAL2 holds the gold sets and the HTML of their pages, as `html_pages` describes them. Prints for each question how many
pages get the right answer with weights of other sites; with ``--save`` weights of all pages are written into the
package. The weights are those of a conditional logit, as `name_weights` learns them.

Claims are nearly always right on the pages that are at hand, so pages take part again with claims that are wrong, at a
lower weight: dates of a crawl, the outlet's name as title. Records of inputs are made of the same pages: their bodies
with their answers as fields, and whole pages with wrong fields.
"""

import argparse
import json
import random
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from broadsheet.extraction import log_linear
from broadsheet.extraction.article import Article, read_article
from broadsheet.extraction.byline.find import find_byline
from broadsheet.extraction.dates.find import find_dates
from broadsheet.extraction.document import DecodedPage, Trace, trace_pages
from broadsheet.extraction.evidence import authors, dates, titles
from broadsheet.extraction.evidence.claims import Claims
from broadsheet.extraction.segmentation.body import find_bodies
from broadsheet.extraction.title import find_titles, title_candidates, title_model
from broadsheet.settings import Extraction
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.record import Fields
from html_pages import HtmlPage, seen_pages
from name_weights import Question, learn
from train import figure

sys.path.append(str(Path(__file__).parent / "line_model"))

from gold import FOLDS

VARIANT, RECORD = 0.25, 0.1
"""Weights of a page with wrong claims, and of a record of an input, beside the page itself."""
LEAST_F1 = 0.5

Features = dict[str, float]


class Page(NamedTuple):
    """A page that was read, with what is claimed of it and its gold row; `made` if it is the record of an input."""

    trace: Trace
    article: Article
    claims: Claims
    gold: dict[str, Any]
    fold: int
    weight: float
    made: bool = False


def main() -> None:
    """Learn and measure the weights of the three questions."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("eval2", type=Path)
    arguments.add_argument("--save", action="store_true", help="write the weights into the package")
    options = arguments.parse_args()
    pages = [page for one in seen_pages(options.eval2) for page in read(one)]
    asked: dict[str, tuple[Callable[[Page], Iterator[Question]], float]] = {
        "title": (title_questions, 0.0),
        "date": (date_questions, dates.LEAST),
        "claimed byline": (byline_questions, authors.LEAST),
    }
    for name, (ask, least) in asked.items():
        questions = [question for page in pages for question in ask(page)]
        apart = [learn([question for question in questions if question.fold != fold]) for fold in range(FOLDS)]
        _measure(name, questions, apart, least)
        if options.save:
            found = {feature: round(weight, 3) for feature, weight in sorted(learn(questions).items())}
            log_linear.WEIGHTS[name].write_text(
                json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
            )
            print(f"wrote {log_linear.WEIGHTS[name]}")


def read(page: HtmlPage) -> Iterator[Page]:
    """Yield a page, if it has a text and metadata, and the records of an input that are made of it."""
    decoded = decode(page.data, Extraction().max_replaced_share)
    if page.metadata is None or not isinstance(decoded, Decoded) or decoded.markup is None:
        return
    plain = DecodedPage(decoded.text, page.name, decoded.encoding, decoded.replaced)
    found = _read(page, plain._replace(markup=decoded.markup))
    if found is None:
        return
    yield found
    fields = Fields(origin="JSON record")
    gold = page.metadata
    if gold.get("title"):
        answers = fields._replace(title=gold["title"], date=gold.get("date"), authors=tuple(gold.get("authors") or ()))
        record = _read(page, plain._replace(text=found.trace.text, fields=answers))
        if record is not None:
            yield record._replace(made=True)
    names = found.claims.named("publisher")
    if gold.get("date") and names:
        wrong = fields._replace(title=names[0].value, date=_later(gold["date"]), authors=(names[0].value,))
        record = _read(page, plain._replace(fields=wrong))
        if record is not None and record.trace.date is not None:
            yield record._replace(made=True)


def _read(page: HtmlPage, source: DecodedPage) -> Page | None:
    (trace,) = trace_pages([source], Extraction())
    if not trace.body.paragraphs or trace.claims is None or page.metadata is None:
        return None
    url = trace.claims.url
    article = read_article(trace.page, trace.body, trace.title, trace.language[0], page.name, url)
    return Page(trace, article, trace.claims, page.metadata, zlib.crc32(page.site.encode()) % FOLDS, page.weight)


def title_questions(page: Page) -> Iterator[Question]:
    """Yield which text is the headline; pages on which no candidate is right say nothing."""
    wanted = titles.letters(unicodedata.normalize("NFKC", page.gold.get("title") or ""))
    if not wanted or not page.claims.named("title"):
        return
    (body,) = find_bodies([page.trace.page], markups=[page.claims.line_markup])
    (found,) = find_titles([page.trace.page], [body])
    lines = title_candidates([page.trace.page], [body])
    scores = dict(zip(lines.lines.tolist(), title_model().scores(lines.matrix).tolist(), strict=True))
    wrong = None if page.made else _with_wrong_titles(page.claims)
    for claims, weight in ((page.claims, 1.0), (wrong, VARIANT)):
        candidates = titles.describe(page.trace.page, body, found, claims, scores) if claims else []
        right = [titles.letters(unicodedata.normalize("NFKC", one.text)) == wanted for one in candidates]
        if any(right):
            yield _question(page, [one.features for one in candidates], right, weight)


def date_questions(page: Page) -> Iterator[Question]:
    """Yield which day is that of publication."""
    gold = page.gold.get("date")
    if not gold:
        return
    wanted = {gold, *(page.gold.get("date_alt") or [])}
    (found,) = find_dates([page.article])
    crawled = not page.made and found is not None and found.day.isoformat() in wanted
    for claims, weight in ((page.claims, 1.0), (_crawled(page, gold) if crawled else None, VARIANT)):
        candidates = dates.describe(page.article, found, claims, None) if claims else []
        if candidates:
            right = [one.day.isoformat() in wanted for one in candidates]
            yield _question(page, [one.features for one in candidates], right, weight)


def byline_questions(page: Page) -> Iterator[Question]:
    """Yield which people are the authors; *none* where the gold names none that the text has."""
    text = _folded(page.article.page.text)
    known = [_folded(name) for name in page.gold.get("authors") or []]
    wanted = {name for name in known if f" {name} " in f" {text} "}
    if not known:
        return
    candidates = authors.describe(page.article, find_byline(page.article), page.claims)
    if not any("claimed" in one.features for one in candidates):
        return
    agreement = np.array([_f1(wanted or set(known), {_folded(name) for name in one.authors}) for one in candidates])
    best = agreement.max(initial=0.0)
    right = (agreement >= LEAST_F1) & (agreement == best)
    yield _question(page, [one.features for one in candidates], right.tolist(), 1.0 if wanted else 0.5)


def _question(page: Page, features: list[Features], right: list[bool], weight: float) -> Question:
    style = "records" if page.made else "variants" if weight == VARIANT else "silver" if page.weight < 1 else "gold"
    weight = RECORD if page.made else weight
    return Question(style, page.fold, page.weight * weight, list(features), np.array(right, bool))


def _crawled(page: Page, gold: str) -> Claims | None:
    """Return claims in which every claimed date is one later day, as a template writes the day of the crawl."""
    claimed = page.claims.named("date")
    later = _later(gold)
    made = [claim._replace(value=later) if claim.line < 0 else claim for claim in claimed]
    if made == claimed:
        made = [*claimed, page.claims.named("title")[0]._replace(
            field="date", value=later, origin="JSON-LD datePublished", line=-1
        )] if page.claims.named("title") else []  # fmt: skip
    return page.claims._replace(of_field={**page.claims.of_field, "date": made, "updated": []}) if made else None


def _later(gold: str) -> str:
    return (date.fromisoformat(gold) + timedelta(days=random.Random(gold).randrange(20, 3000))).isoformat()


def _with_wrong_titles(claims: Claims) -> Claims | None:
    """Return claims in which meta elements and JSON-LD call the page by its outlet's name."""
    names = claims.named("publisher")
    if not names:
        return None
    of_field = {
        **claims.of_field,
        "title": [
            claim._replace(value=names[0].value) if claim.origin.startswith(("meta", "JSON-LD")) else claim
            for claim in claims.named("title")
        ],
    }
    return claims._replace(of_field=of_field)


def _measure(name: str, questions: list[Question], apart: list[dict[str, float]], least: float) -> None:
    for style in ("gold", "silver", "variants", "records"):
        own = [question for question in questions if question.style == style]
        answered = right = found = 0
        for question in own:
            likely = log_linear.chances(question.features, apart[question.fold])
            best = int(np.argmax(likely))
            answered += likely[best] > least
            right += likely[best] > least and bool(question.right[best])
            names = [place for place, one in enumerate(question.features) if one.get("found")]
            found += bool(names) and bool(question.right[names[0]])
        answerable = sum(bool(question.right.any()) for question in own)
        for share, count in (("answerable", answerable), ("right", right), ("right by text alone", found)):
            figure(f"{name} {share}, {style}", len(own), count / max(len(own), 1))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", " ".join(text.casefold().split()))
    return "".join(character for character in plain if character.isalnum() or character == " ")


def _f1(gold: set[str], found: set[str]) -> float:
    return 2 * len(gold & found) / max(len(gold) + len(found), 1)


if __name__ == "__main__":
    main()
