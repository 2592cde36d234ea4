"""Prints what each hand rule behind a model is worth: the figures of seen sites without it.

    PYTHONPATH=include:benchmarks:benchmarks/line_model python benchmarks/ablation.py EVAL [--pages]

EVAL is a folder of gold sets; only pages of seen sites are read. Each row leaves out one rule and nothing else; the
models are those of the package. The table has the rules behind the model of body lines: ``lines`` is how many
lines of all pages a rule changes, ``right`` the share of those with a known label that it changes rightly. With
``--pages`` the table has the rules for page types, headlines, dates and names instead.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction import document, title
from broadsheet.extraction.byline import find as bylines
from broadsheet.extraction.dates import day_order, find
from broadsheet.extraction.extract import extract_bytes
from broadsheet.extraction.page_type import find as types
from broadsheet.extraction.publisher import find as outlets
from broadsheet.extraction.segmentation import body, trimming
from broadsheet.extraction.segmentation.context import in_context
from broadsheet.extraction.segmentation.features import Feature, LineFeatures
from broadsheet.extraction.segmentation.line_model import best_path, line_model
from broadsheet.extraction.segmentation.offers import drop_offers, offer_model, offer_words
from broadsheet.extraction.segmentation.repeats import confirm_repeats, mark_repeats
from broadsheet.settings import load_settings
from gold import UNKNOWN, GoldPage, load, score_bodies
from gold_sets import (
    Row,
    answers_by_side,
    find_sets,
    prediction,
    score,
    score_page_types,
    score_refusals,
    unpack,
    write_answers,
)

Rows = NDArray[np.float32]
Flags = NDArray[np.bool_]


class Scored(NamedTuple):
    """A gold page, the matrix of its lines, and their scores."""

    gold: GoldPage
    matrix: Rows
    scores: Rows


def _is_button(row: Rows) -> bool:
    words = float(row[Feature.WORDS])
    return 0 < words <= trimming.FEW and row[Feature.FINISHED] == 0 and bool(row[Feature.INTERFACE] >= words)


def _each(drops: Callable[[Any], bool]) -> Callable[[Rows, Flags], None]:
    def drop(values: Rows, kept: Flags) -> None:
        for line in np.flatnonzero(kept).tolist():
            kept[line] = not drops(values[line])

    return drop


def _repeats(page: Scored, kept: Flags) -> None:
    lines: LineFeatures = page.gold.lines
    repeat_of, inside = np.full(len(kept), -1, np.int64), np.full(len(kept), -1, np.int64)
    mark_repeats(lines.digests, lines.values, lines.keys, lines.offsets, kept, repeat_of, inside)
    if (inside >= 0).any():
        confirm_repeats(page.gold.page.lines, kept, repeat_of, inside)
    kept &= repeat_of < 0


RULES: dict[str, Callable[[Scored, Flags], None]] = {
    "keep headings behind captions": lambda page, kept: body._keep_headings(page.gold.lines.values, page.scores, kept),
    "keep a text in capitals": lambda page, kept: body._keep_capitals(page.gold.lines.values, kept),
    "galleries": lambda page, kept: trimming.drop_galleries(page.gold.lines.values, page.gold.lines.digests, kept),
    "prompts at the end": lambda page, kept: trimming.drop_ending(page.gold.lines.values, kept),
    "buttons inside": lambda page, kept: _each(_is_button)(page.gold.lines.values, kept),
    "prompts inside": lambda page, kept: _each(trimming._is_prompt)(page.gold.lines.values, kept),
    "headings of links": lambda page, kept: _each(trimming._is_heading_of_links)(page.gold.lines.values, kept),
    "labelled links": lambda page, kept: _each(trimming._is_labelled_link)(page.gold.lines.values, kept),
    "captions; no sentence": lambda page, kept: body._drop_captions(page.gold.lines.values, kept),
    "longest stretch where none is kept": lambda page, kept: (
        None if kept.any() else body._take_story(page.gold.lines.values, kept)
    ),
    "teasers at the end": lambda page, kept: trimming.drop_teasers(
        page.gold.lines.values, page.gold.lines.keys, page.gold.lines.offsets, kept
    ),
    "offers": lambda page, kept: drop_offers(
        page.gold.lines.keys, page.gold.lines.offsets, page.matrix, offer_words(), offer_model(), kept
    ),
    "repeats": _repeats,
}
"""The rules in their order in `broadsheet.extraction.segmentation.body`."""


def _kept(page: Scored, without: str | None) -> Flags:
    kept = best_path(page.scores, line_model().switch)
    for name, rule in RULES.items():
        if name != without:
            rule(page, kept)
    return kept


def _figures(pages: Sequence[Scored], flags: Sequence[Flags]) -> str:
    texts = []
    for page, kept in zip(pages, flags, strict=True):
        values = page.gold.lines.values
        (joined,) = body._join([page.gold.page], np.array((0, len(kept))), values, kept)
        texts.append("\n\n".join(paragraph.text for paragraph in joined.paragraphs))
    shown = []
    for style in ("full", "crawl"):
        own = [
            (page.gold.gold["body"], text)
            for page, text in zip(pages, texts, strict=True)
            if page.gold.whole and page.gold.gold["style"] == style
        ]
        shown.append(f"{score_bodies(own)['F1']:.4f}")
    partly = [(page.gold.gold, text) for page, text in zip(pages, texts, strict=True) if not page.gold.whole]
    for key in ("with", "without"):
        found = [text_ in text for gold, text in partly for text_ in gold[key]]
        shown.append(f"{np.mean(found):.4f}")
    return "  ".join(shown)


def _line_rules(folder: Path) -> None:
    pages = []
    for gold in load(folder):
        matrix = in_context(gold.lines)
        pages.append(Scored(gold, matrix, line_model().scores(matrix)))
    whole = [_kept(page, None) for page in pages]
    print(f"{'without':<38}{'lines':>6}{'right':>7}  F1 full, crawl; wanted, unwanted strings kept")
    print(f"{'nothing':<38}{'':>13}  {_figures(pages, whole)}", flush=True)
    for name in RULES:
        flags = [_kept(page, name) for page in pages]
        changed = rightly = known = 0
        for page, with_rule, without in zip(pages, whole, flags, strict=True):
            differ = np.flatnonzero(with_rule != without)
            labels = page.gold.labels[differ]
            changed += len(differ)
            known += int((labels != UNKNOWN).sum())
            rightly += int((labels == with_rule[differ])[labels != UNKNOWN].sum())
        print(f"{name:<38}{changed:>6}{rightly / max(known, 1):>7.2f}  {_figures(pages, flags)}", flush=True)


def _by_convention(written: Any, line: int, article: Any, *rest: Any) -> day_order.Order:
    return day_order.Order(article.language not in day_order._MONTH_FIRST_LANGUAGES, "convention", doubtful=True)


PAGE_RULES: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "nothing": (document, "trace_pages", document.trace_pages),
    "fronts and listings by counts": (types, "find_listing", lambda *given: None),
    "notices by phrases": (types, "find_notice", lambda *given: None),
    "markup shown as text": (types, "find_markup", lambda *given: None),
    "placeholders": (types, "find_placeholder", lambda *given: None),
    "live blogs by times of day": (types, "is_live_blog", lambda *given: False),
    "figures by digits": (types, "holds_figures", lambda *given: False),
    "openings and headlines cut from bodies": (
        document,
        "without_headlines",
        lambda pages, bodies, lines: list(bodies),
    ),
    "headlines without frame": (title, "_without_frame", lambda text: text),
    "headlines without outlet": (title, "_without_outlet", lambda text, page: text),
    "no headline that opens the story": (title, "_opens_story", lambda *given: False),
    "order of day and month by evidence": (find, "settle_order", _by_convention),
    "updates": (find, "_with_update", lambda found, page: found),
    "outlets by links to services": (outlets, "_of_service", lambda article: None),
    "bylines of two lines": (bylines, "_adjoin", lambda *given: False),
}
"""Rules for whole pages, and what is done in their place."""


def _page_rules(folder: Path) -> None:
    sets = find_sets(folder)
    print(f"{'without':<38}  title exact, date right, authors F1, publisher, refused; other types accepted")
    with tempfile.TemporaryDirectory() as scratch:
        pages = {
            name: [
                (path.read_bytes(), path.name)
                for number, gold in enumerate(sets[name])
                for path in sorted(Path(unpack(gold, Path(scratch, name, str(number))).source[0]).rglob("*.txt"))
            ]
            for name in ("metadata", "page_types")
        }
        golds = {name: answers_by_side(sets[name])["seen"] for name in pages}
        for rule, (module, name, instead) in PAGE_RULES.items():
            own = getattr(module, name)
            setattr(module, name, instead)
            figures = [_scores(sets, kind, pages[kind], golds[kind], Path(scratch)) for kind in pages]
            setattr(module, name, own)
            print(f"{rule:<38}  {'  '.join(figures)}", flush=True)


def _scores(
    sets: dict[str, list[Path]], kind: str, pages: list[tuple[bytes, str]], gold: list[Row], scratch: Path
) -> str:
    seen = {row["doc"] for row in gold}
    pages = [page for page in pages if page[1] in seen]
    rows = [
        prediction(doc, outcome)
        for at in range(0, len(pages), 64)
        for (_, doc), outcome in zip(
            pages[at : at + 64], extract_bytes(pages[at : at + 64], load_settings()), strict=True
        )
    ]
    if kind == "page_types":
        return f"{score_page_types(rows, gold)['others accepted']['share']:.4f}"
    found = score(sets[kind][0], rows, scratch, write_answers(scratch / "answers", gold))
    figures = (
        found["title/full"]["exact"],
        found["date/full/readable"]["accuracy"],
        found["authors/full"]["F1"],
        found["site/full"]["accuracy"],
        score_refusals(rows, gold)["refused"]["share"],
    )
    return "  ".join(f"{value:.4f}" for value in figures)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eval", type=Path)
    parser.add_argument("--pages", action="store_true", help="rules for whole pages instead of lines")
    options = parser.parse_args()
    (_page_rules if options.pages else _line_rules)(options.eval)


if __name__ == "__main__":
    main()
