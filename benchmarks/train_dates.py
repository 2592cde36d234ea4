r"""Trains the model of dates, and measures it on sites that are left out.

    PYTHONPATH=include:benchmarks:benchmarks/line_model \
        python benchmarks/train_dates.py EVAL [--silver FOLDER] [--save] [--ablation]

EVAL holds the gold sets; only rows of seen sites are read (`sites`). FOLDER is what ``silver_pages.py`` writes. A page
is shown several times: as it is; with its headline lost or moved and its beginning cut, as it happens on other sites;
with the address that the gold gives, where that has a date; without the lines of its own date, and with one date alone,
because a page that gives no date is rare among the gold, and the model must learn to answer nothing.
With ``--save`` a model of all pages is written into the package, after a cross-validation by site.
"""

import argparse
import json
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boosting import Plan, grow, save
from broadsheet.extraction.article import Article, read_article
from broadsheet.extraction.dates.candidates import Candidate, date_candidates
from broadsheet.extraction.dates.features import column_names, describe
from broadsheet.extraction.dates.find import DATE_MODEL
from broadsheet.extraction.dates.formats import date_in_address
from broadsheet.extraction.document import DecodedPage
from broadsheet.extraction.language import detect_languages
from broadsheet.extraction.segmentation.body import find_bodies, without_headlines
from broadsheet.extraction.segmentation.page import read_pages
from broadsheet.extraction.title import find_titles
from broadsheet.settings import Extraction
from broadsheet.sources.decoding import Decoded, decode
from gold_sets import Row, answers_by_side, find_sets, unpack
from train import figure

PLAN = Plan(trees=300, depth=4, rate=0.07, columns=0.2, ridge=3.0)
LEAST = -1.3
"""Log odds below which no date is answered; see the table that this program prints."""

_WEIGHTS = {"absent": 2.0, "cut": 1.0, "alone": 0.5, "shaken": 0.5, "address": 0.5}
_SHOWN = (-2.0, -1.5, -1.3, -1.0, -0.5, 0.0)
_TOGETHER = 64


class Page(NamedTuple):
    """The dates of a page, as a row of features and a truth value each.

    Attributes:
        kind: ``readable``, ``absent`` or ``partly`` by the gold, ``silver``, or how the page is changed: ``shaken``,
            ``address``, ``cut`` or ``alone``.
        site: Key of its site.
        eligible: For each date, whether it may be answered at all.
        matrix: float32, (dates, columns).
        right: bool, (dates,).
    """

    kind: str
    site: str
    eligible: NDArray[np.bool_]
    matrix: NDArray[np.float32]
    right: NDArray[np.bool_]


def main() -> None:
    """Read the pages, cross-validate, train on all of them, write the model."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("eval", type=Path, help="folder of the gold sets")
    arguments.add_argument("--silver", type=Path, help="folder of silver pages")
    arguments.add_argument("--folds", type=int, default=5, help="parts of the cross-validation (default: %(default)s)")
    arguments.add_argument("--ablation", action="store_true", help="measure without each feature instead of training")
    arguments.add_argument("--save", action="store_true", help="write the model into the package")
    options = arguments.parse_args()
    pages = [page for row, article in _articles(options.eval, options.silver) for page in _shown(row, article)]
    print(f"{len(pages)} pages with dates, of {len({page.site for page in pages})} sites")
    if options.ablation:
        _ablate(pages, options.folds)
        return
    scores = cross_validated(pages, options.folds)
    for least, figures in measure(pages, scores, _SHOWN):
        print(f"{least:5.1f}  {figures}")
    for kind in ("readable", "absent", "silver"):
        count = _counts(pages, scores, LEAST)
        figure(f"date answered, {kind}", count[kind, "pages"], count[kind, "answered"] / max(count[kind, "pages"], 1))
        figure(f"date right, {kind}", count[kind, "pages"], count[kind, "right"] / max(count[kind, "pages"], 1))
    if options.save:
        matrix, right, weights = _stacked(pages)
        save(grow(matrix, right, weights, PLAN, least=LEAST), column_names(), DATE_MODEL)


def _articles(evaluation: Path, silver: Path | None) -> Iterator[tuple[Row, Article]]:
    sets = find_sets(evaluation)["metadata"]
    for gold in sets:
        rows = {row["doc"]: row for row in answers_by_side([gold])["seen"] if row.get("date")}
        with tempfile.TemporaryDirectory() as scratch:
            source = Path(str(unpack(gold, Path(scratch)).source))
            files = [path for path in sorted(source.rglob("*")) if path.name in rows]
            yield from _traced([(rows[path.name], path.read_bytes()) for path in files])
    if silver is not None:
        lines = (silver / "gold.jsonl").read_text(encoding="utf-8").split("\n")
        answers = [row for line in lines if line and (row := json.loads(line)).get("date") and row["first"]]
        for row in answers:
            row["date_in_text"] = "silver"
        yield from _traced([(row, (silver / "pages" / row["doc"]).read_bytes()) for row in answers])


def _traced(pages: Sequence[tuple[Row, bytes]]) -> Iterator[tuple[Row, Article]]:
    decoded = [(row, decode(data, Extraction().max_replaced_share)) for row, data in pages]
    readable = [
        (row, DecodedPage(page.text, row["doc"], page.encoding, page.replaced))
        for row, page in decoded
        if isinstance(page, Decoded) and page.stated.year is None  # a date that the dump states needs no model
    ]
    for start in range(0, len(readable), _TOGETHER):
        yield from _read(readable[start : start + _TOGETHER])


def _read(sources: Sequence[tuple[Row, DecodedPage]]) -> Iterator[tuple[Row, Article]]:
    """Yield the pages with an article, found as `broadsheet.extraction.document` does, before any rule for dates."""
    pages = read_pages([source.text for _, source in sources])
    bodies = find_bodies(pages)
    titles = find_titles(pages, bodies)
    bodies = without_headlines(pages, bodies, [title.line if title else None for title in titles])
    texts = ["\n\n".join(paragraph.text for paragraph in body.paragraphs) for body in bodies]
    languages = detect_languages(texts, Extraction())
    for (row, _), page, body, title, (language, _) in zip(sources, pages, bodies, titles, languages, strict=True):
        if body.paragraphs:
            yield row, read_article(page, body, title, language, row["doc"])


def _shown(row: Row, article: Article) -> Iterator[Page]:
    """Yield a page in the ways it is shown.."""
    candidates = date_candidates(article)
    if not candidates:
        return
    kind = {"full": "readable", "partial": "partly", "no": "absent"}.get(row["date_in_text"], "silver")
    right = np.array([not _days(row).isdisjoint(candidate.written.days) for candidate in candidates])
    if kind == "silver" and not right.any():
        return  # a silver date that the page does not give proves nothing
    yield _page(kind, row, article, candidates, right)
    for shaken in _shaken(article, row["doc"]):
        moved = date_candidates(shaken)
        if moved:
            right_ = np.array([not _days(row).isdisjoint(candidate.written.days) for candidate in moved])
            yield _page("shaken", row, shaken, moved, right_)
    if row.get("url") and date_in_address("", row["url"]) is not None:
        yield _page("address", row, article, candidates, right, row["url"])
    if right.any():
        own = {candidate.line for candidate, is_right in zip(candidates, right, strict=True) if is_right}
        others = [one for one in candidates if all(abs(one.line - line) > 1 for line in own)]
        if others:
            yield _page("cut", row, article, others, np.zeros(len(others), np.bool_))
        for alone in {0: others[:1], 1: others[len(others) // 2 :][:1], 2: others[-1:]}.values() if others[2:] else ():
            yield _page("alone", row, article, alone, np.zeros(1, np.bool_))
        own_dates = [one for one, is_right in zip(candidates, right, strict=True) if is_right]
        if len(own_dates) < len(candidates):
            yield _page("alone", row, article, own_dates[:1], np.ones(1, np.bool_))


def _shaken(article: Article, name: str) -> Iterator[Article]:
    """Yield the page with its headline lost, and with headline and beginning elsewhere, as on sites never seen."""
    seed = zlib.crc32(name.encode())
    lines = len(article.kept)
    if article.title_line is None:
        return
    if seed % 2:
        yield article._replace(title=None, title_line=None)
    else:
        title = max(0, min(lines - 1, article.title_line + (seed >> 1) % 9 - 6))
        yield article._replace(title=article.page.lines[title].text, title_line=title)
    first = min(article.last, article.first + 1 + (seed >> 5) % 3)
    kept = tuple(keep and index >= first for index, keep in enumerate(article.kept))
    if any(kept):
        yield article._replace(kept=kept, first=kept.index(True))


def _days(row: Row) -> set[date]:
    """Return the days that are right: for silver ones the day before and behind too, for their zone is not known."""
    days = {date.fromisoformat(day[:10]) for day in (row["date"], *(row.get("date_alt") or ()))}
    if row["date_in_text"] == "silver":
        days |= {day + timedelta(days=step) for day in days for step in (-1, 1)}
    return days


def _page(
    kind: str, row: Row, article: Article, candidates: list[Candidate], right: NDArray[np.bool_], url: str | None = None
) -> Page:
    address = date_in_address("", url) if url else None
    eligible = np.array([not candidate.barred for candidate in candidates])
    site = str(row.get("site_key") or row["doc"])
    return Page(kind, site, eligible, describe(article, candidates, address), right)


def _stacked(pages: Sequence[Page]) -> tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.float64]]:
    weights = [np.full(len(page.right), _WEIGHTS.get(page.kind, 1.0)) for page in pages]
    right = np.concatenate([page.right for page in pages]).astype(np.float64)
    return np.concatenate([page.matrix for page in pages]), right, np.concatenate(weights)


def cross_validated(pages: Sequence[Page], folds: int) -> list[NDArray[np.float32]]:
    """Return for each page the scores of its dates by a model that saw no page of its site."""
    parts = [zlib.crc32(f"dates:{page.site}".encode()) % folds for page in pages]
    scores: list[NDArray[np.float32]] = [np.zeros(0, np.float32)] * len(pages)
    for fold in range(folds):
        model = grow(*_stacked([page for page, part in zip(pages, parts, strict=True) if part != fold]), PLAN)
        for number, page in enumerate(pages):
            if parts[number] == fold:
                scores[number] = model.scores(page.matrix)
    return scores


def measure(
    pages: Sequence[Page], scores: Sequence[NDArray[np.float32]], bounds: Sequence[float]
) -> Iterator[tuple[float, str]]:
    """Yield for each least score how many pages of each kind are answered, and how many rightly."""
    for least in bounds:
        counts = _counts(pages, scores, least)
        kinds = sorted({kind for kind, _ in counts})
        told = (
            f"{kind}: {counts[kind, 'right']} right of {counts[kind, 'answered']} answered of {counts[kind, 'pages']}"
            for kind in kinds
        )
        yield least, "; ".join(told)


def _counts(pages: Sequence[Page], scores: Sequence[NDArray[np.float32]], least: float) -> Counter[tuple[str, str]]:
    """Return how many pages of each kind there are, are answered, and are answered rightly."""
    counts: Counter[tuple[str, str]] = Counter()
    for page, own in zip(pages, scores, strict=True):
        eligible = np.where(page.eligible, own, -np.inf)
        best = int(eligible.argmax())
        counts[page.kind, "pages"] += 1
        counts[page.kind, "answered"] += bool(eligible[best] > least)
        counts[page.kind, "right"] += bool(eligible[best] > least and page.right[best])
    return counts


def _ablate(pages: Sequence[Page], folds: int) -> None:
    """Print how many readable dates are found, and answers given where there is none, without each feature."""
    for number, name in ((-1, "with all"), *enumerate(column_names())):
        without = []
        for page in pages:
            matrix: Any = page.matrix.copy()
            if number >= 0:
                matrix[:, number] = 0.0
            without.append(page._replace(matrix=matrix))
        for _, figures in measure(without, cross_validated(without, folds), (LEAST,)):
            print(f"{name:<24}{figures}", flush=True)


if __name__ == "__main__":
    main()
