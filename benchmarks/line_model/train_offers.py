"""Train the models of offers to subscribe, and measure them on sites and sentences they were not trained on.

    PYTHONPATH=include:benchmarks python benchmarks/line_model/train_offers.py EVAL [--silver FOLDER] [--save]

EVAL is a folder of gold sets and FOLDER one of silver pages, as `gold` describes them; only pages of seen sites are
used, and of those the ones whose whole body is known. ``offers.txt`` has made offers, and made sentences of stories
that come close to them. They are put between the paragraphs of the pages, or behind their end, or behind the first
paragraphs of a page that is cut off. Sites and templates are divided into the same folds, so a model is measured on
offers of other templates, on pages of other sites. ``offers_apart.txt`` has sentences that no model is trained on.
"""

import argparse
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boosting import Plan, grow, save
from broadsheet.extraction.segmentation.context import in_context
from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.line_model import LineModel, model_file
from broadsheet.extraction.segmentation.line_words import COLUMNS, LineWords
from broadsheet.extraction.segmentation.offers import (
    EVIDENCE,
    OFFER_MODEL,
    OFFER_WORDS,
    SHORTEST,
    describe_offers,
    offer_column_names,
)
from broadsheet.extraction.segmentation.page import read_page
from gold import FOLDS, UNWANTED, WANTED, GoldPage, load
from train import figure
from variants import written
from word_weights import as_table, fit, learn_words

PLAN = Plan(trees=120, depth=4, rate=0.1, rows=0.6, columns=0.5, ridge=5.0, least=2.0)
LEAST = 0.8
"""Log odds from which a line is dropped; see the table that this program prints."""
SHOWN = (0.0, 0.5, 0.8, 1.0, 1.5, 2.0, 3.0)

OFFER, STORY = 2, 3
"""Labels of made lines, beside those of `gold`."""

FORMS = 12
"""Sentences made of one template, at most."""
JOINED = 0.5
"""Share of made lines that hold several sentences."""
SITES = 30
"""Sites that use a word of stories, at least; words of made sentences count all."""
RIDGE = 0.1
MADE, READ = 3.0, 0.2
"""Weight of the sentences of a template, and of a sentence of a page, in the regression over words."""
SHOWN_FROM = 0.5
"""Sum of the weights of words from which the trees see a line of a body: from less than they are asked at."""
TREE_WEIGHT = {WANTED: 0.3, OFFER: 2.0, STORY: 2.0}
"""Weight of a line for the trees, by its label."""

FILLED = {
    "outlet": "The Fenwick Ledger|North Quay Times|Lindholm Tidende|Alder Nachrichten|Le Courrier du Val|"
    "El Faro de Alda|La Voce di Orsa|Correio do Vale|Kurier Brzozowski|Вестник Залесья",
    "price": "2.95|$1|£4|€9.99|2,95 Euro|0,99 €|5 dollars|a few pounds|10 zł|99 ₽|1 €|3 euros|49 kr|12 yuan|500円|"
    "$1.50|12.50|4|19 TL|1 euro",
    "number": "three|five|5|3|10|25|40|12|two",
    "letter": "Morning Post Box|Sunday Read|Daily Digest|Friday|weekday",
}
"""Values of the names in templates."""

_SECTION = re.compile(r"\[(\w\w) (offers|stories)\]")
_CHOICE = re.compile(r"\[([^\]]*)\]")
_NAME = re.compile(r"\{(\w+)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\da-z])|(?<=[。！？])")
_SPACELESS = ("zh", "ja")


class Template(NamedTuple):
    """Sentences of one form: their language, whether they are an offer or of a story, and the sentences."""

    language: str
    label: int
    sentences: list[str]
    fold: int


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of one page that are asked.

    Attributes:
        fold: Fold of its site.
        matrix: What the trees read: float32, (lines, columns).
        labels: `WANTED`, `OFFER` or `STORY` of each.
        apart: Whether its made lines are those of ``offers_apart.txt``.
    """

    fold: int
    matrix: NDArray[np.float32]
    labels: NDArray[np.int8]
    apart: bool


def read_templates(name: str) -> list[Template]:
    """Return the templates of a file beside this program, with up to `FORMS` sentences each."""
    random = np.random.default_rng(0)
    found: list[Template] = []
    language, label = "", STORY
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        section = _SECTION.fullmatch(line)
        if section:
            language, label = section[1], OFFER if section[2] == "offers" else STORY
        elif line and not line.startswith("#"):
            sentences = sorted({_filled(line, random) for _ in range(FORMS)})
            found.append(Template(language, label, sentences, zlib.crc32(line.encode()) % FOLDS))
    return found


def _filled(template: str, random: np.random.Generator) -> str:
    chosen = _CHOICE.sub(lambda match: str(random.choice(match[1].split("|"))), template)
    named = _NAME.sub(lambda match: str(random.choice(FILLED[match[1]].split("|"))), chosen)
    return re.sub(r" +(?=[.,])", "", re.sub(" +", " ", named)).strip()


def learn_offer_words(templates: Iterable[Template], pages: Iterable[GoldPage]) -> dict[int, float]:
    """Return the weight of each word, by its key: positive for words of offers."""
    rows: list[tuple[list[int], bool, float]] = []
    made: set[int] = set()
    for template in templates:
        texts = [*template.sentences, *(_joined([template], np.random.default_rng(1)) for _ in range(2))]
        weight = MADE / len(texts) ** 0.7
        for keys in _keys(texts):
            rows.append((keys, template.label == OFFER, weight))
            made.update(keys)
    sites: dict[int, set[str]] = defaultdict(set)
    for page in pages:
        wanted = np.flatnonzero((page.labels == WANTED) & (page.lines.values[:, Feature.WORDS] >= SHORTEST)).tolist()
        texts = [sentence for line in wanted for sentence in _SENTENCE_END.split(page.page.lines[line].text)]
        for keys in _keys([text for text in texts if len(text) > 20]):
            rows.append((keys, False, READ * page.weight))
            for key in keys:
                sites[key].add(page.site)
    chosen = sorted(made | {key for key, used in sites.items() if len(used) >= SITES})
    weights = fit(rows, {key: number for number, key in enumerate(chosen)}, RIDGE)
    return {key: round(weight, 2) for key, weight in zip(chosen, weights.tolist(), strict=True) if round(weight, 2)}


def _keys(texts: Sequence[str]) -> list[list[int]]:
    found = line_features([read_page(" ".join(text.split())) for text in texts])
    ends = found.offsets[found.bounds].tolist()
    return [sorted(set(found.keys[first:end].tolist())) for first, end in pairwise(ends)]


def _joined(templates: Sequence[Template], random: np.random.Generator) -> str:
    """Return a line of one sentence or several."""
    count = 1 if random.random() > JOINED else int(random.integers(2, 4))
    chosen = [templates[int(random.integers(len(templates)))] for _ in range(count)]
    space = "" if chosen[0].language in _SPACELESS else " "
    return space.join(str(random.choice(template.sentences)) for template in chosen)


def insert(page: GoldPage, templates: Sequence[Template], seed: int) -> tuple[str, list[int]] | None:
    """Return a page with made lines in it and the label of each line; None where no template suits it."""
    random = np.random.default_rng(seed)
    language = str(page.gold.get("language") or page.gold.get("lang") or "en")
    kinds = _of_language(templates, language)
    rows = list(zip(page.page.lines, page.labels.tolist(), strict=True))
    if random.random() < 0.3:  # cut off behind its first paragraphs
        most = int(random.integers(2, 6))
        before = np.cumsum(page.labels == WANTED)
        rows = [row for row, count in zip(rows, before, strict=True) if row[1] != WANTED or count <= most]
    places = [number for number, (_, label) in enumerate(rows) if label == WANTED]
    if len(places) < 2 or not kinds[OFFER]:
        return None
    inserted = _chosen(kinds, places, random)
    space = "\n" * min(rows[number][0].gap for number in places)
    made: list[tuple[str, int]] = []
    for number, (line, label) in enumerate(rows):
        made.append(written(line, label))
        made += [(space + text, kind) for text, kind in inserted.get(number, ())]
    return "\n".join(text for text, _ in made), [label for _, label in made]


def _of_language(templates: Sequence[Template], language: str) -> dict[int, list[Template]]:
    """Return the templates of a language by their label, the English ones where it has no offers."""
    own = [template for template in templates if template.language == language]
    if not any(template.label == OFFER for template in own):
        own = [template for template in templates if template.language == "en"]
    return {label: [template for template in own if template.label == label] for label in (OFFER, STORY)}


def _chosen(
    kinds: dict[int, list[Template]], places: Sequence[int], random: np.random.Generator
) -> dict[int, list[tuple[str, int]]]:
    """Return made lines with their labels, by the line that they follow: offers, sentences of stories, or both."""
    inserted: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for _ in range(int(random.integers(1, 4))):
        at = places[-1] if random.random() < 0.4 else places[int(random.integers(len(places)))]
        for _ in range(int(random.integers(1, 3))):
            inserted[at].append((_joined(kinds[OFFER], random), OFFER))
    if kinds[STORY] and random.random() < 0.6:
        if random.random() < 0.5:  # a story about subscriptions
            inserted.clear()
        for _ in range(int(random.integers(1, 6))):
            inserted[places[int(random.integers(len(places)))]].append((_joined(kinds[STORY], random), STORY))
    return inserted


def _rows(
    text: str, labels: Sequence[int], fold: int, tables: tuple[LineWords, LineWords], *, apart: bool = False
) -> Rows | None:
    """Return the rows of a page; `tables` has the words of offers, and those of the body's model."""
    page = read_page(text)
    if len(page.lines) != len(labels):
        return None
    lines = line_features([page])
    own = np.array(labels, np.int8)
    kept = (own != UNWANTED) & (own >= 0)
    matrix = in_context(lines, tables[1])
    described = describe_offers(lines, matrix, kept, tables[0])
    asked = kept & (matrix[:, Feature.WORDS] >= SHORTEST) & (described[:, 0] > SHOWN_FROM)
    asked |= own > WANTED
    return Rows(fold, described[asked], own[asked], apart)


def made_rows(pages: Sequence[GoldPage], templates: Sequence[Template], apart: Sequence[Template]) -> Iterator[Rows]:
    """Yield the rows of pages as they are, and with made lines in them; words are those of other folds."""
    for fold in range(FOLDS):
        others = [page for page in pages if page.fold != fold]
        words = as_table(learn_offer_words([template for template in templates if template.fold != fold], others))
        tables = (words, as_table(learn_words(others)))
        own = [template for template in templates if template.fold == fold]
        for number, page in enumerate(pages):
            if page.fold != fold:
                continue
            as_it_is = [written(line, label) for line, label in zip(page.page.lines, page.labels.tolist(), strict=True)]
            shown = [("\n".join(text for text, _ in as_it_is), [label for _, label in as_it_is], False)]
            for among, is_apart in ((own, False), (own, False), (apart, True)):
                changed = insert(page, among, number + len(shown) * 10_000)
                if changed:
                    shown.append((*changed, is_apart))
            for text, labels, is_apart in shown:
                rows = _rows(text, labels, fold, tables, apart=is_apart)
                if rows is not None:
                    yield rows


def train(rows: Sequence[Rows]) -> LineModel:
    """Train the trees on rows that are not apart."""
    used = [one for one in rows if not one.apart]
    labels = np.concatenate([one.labels for one in used])
    weights = np.array([TREE_WEIGHT[label] for label in labels.tolist()])
    return grow(np.concatenate([one.matrix for one in used]), (labels == OFFER) * 1.0, weights, PLAN, least=LEAST)


def measure(rows: Sequence[Rows]) -> None:
    """Print what is dropped of made offers, of made sentences of stories, and of the bodies, by models of others."""
    found: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for fold in range(FOLDS):
        model = train([one for one in rows if one.fold != fold])
        for one in rows:
            if one.fold == fold and len(one.labels):
                asked = np.where(one.matrix[:, 0] > EVIDENCE, model.scores(one.matrix), -np.inf)
                for label, score in zip(one.labels.tolist(), asked.tolist(), strict=True):
                    found[{OFFER: "offers", STORY: "stories"}.get(label, "body"), one.apart].append(score)
    for bound in SHOWN:
        told = (
            f"{name}{' apart' if apart else ''} {np.sum(np.array(own) > bound)} of {len(own)}"
            for (name, apart), own in sorted(found.items())
        )
        print(f"{bound:5.1f}  {', '.join(told)}")
    for key, own in sorted(found.items()):
        name = f"{key[0]}{' of sentences apart' if key[1] else ''}"
        figure(f"dropped as offers, {name}", len(own), float(np.mean(np.array(own) > LEAST)))


def main() -> None:
    """Cross-validate, and save the models if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--silver", type=Path)
    parser.add_argument("--save", action="store_true", help="write the models into the package")
    arguments = parser.parse_args()
    pages = [page for page in load(arguments.gold, arguments.silver) if page.whole]
    templates, apart = read_templates("offers.txt"), read_templates("offers_apart.txt")
    rows = list(made_rows(pages, templates, apart))
    print(f"{len(pages)} pages, {len(templates)} templates", flush=True)
    measure(rows)
    if arguments.save:
        save(train(rows), offer_column_names(), OFFER_MODEL)
        words = learn_offer_words(templates, pages)
        OFFER_WORDS.write_text(
            model_file({"keys": list(words), "weights": list(words.values())}, COLUMNS), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
