"""Laws of sketches and clusters, held against any text and any set of documents."""

import random
import unicodedata
from collections.abc import Callable
from itertools import chain

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.deduplication.clustering import Outcome, find_clusters
from broadsheet.schema import RELATIONS, SKETCHES
from broadsheet.settings import Deduplication
from broadsheet.text.characters import ALONE, END, IGNORED, LETTER, MARK, kind_of
from broadsheet.text.fingerprints import fingerprint, shingle_sets

SETTINGS = Deduplication()
UNIT = 2**64
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
TOKENS = ["the", "a", "of", "rain", "Rain", "valley—said", "“he”", "北京", "สวัสดี", "é", "e\u0301", "ß", "7"]
PROSE = st.lists(st.sampled_from(TOKENS), max_size=60)


def reference(text: str, width: int) -> tuple[int, list[int]]:
    """Return digest and shingle hashes as the documentation defines them, one character at a time."""

    def mix(value: int) -> int:
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % UNIT
        value = (value ^ value >> 27) * 0x94D049BB133111EB % UNIT
        return value ^ value >> 31

    hashes = []
    words = _reference_words(text)
    for word in words:
        state = 0xCBF29CE484222325
        for character in word:
            state = (state ^ ord(character)) * 0x100000001B3 % UNIT
        hashes.append(mix(state))
    digest = len(words)
    for value in hashes:
        digest = (digest * 0xD1342543DE82EF95 + value) % UNIT
    shingles = set()
    for start in range(max(len(words) - width + 1, min(len(words), 1))):
        value = 0
        for word in hashes[start : start + width]:
            value = (value * 0x9E3779B97F4A7C15 + word) % UNIT
        shingles.add(mix(value))
    return mix(digest), sorted(shingles)


def _reference_words(text: str) -> list[str]:
    words: list[str] = []
    open_kind = END
    for character in chain.from_iterable(
        unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold()) for letter in text
    ):
        kind = kind_of(ord(character))
        if kind == IGNORED or (kind == MARK and open_kind == END):
            continue
        if kind == MARK or (kind == LETTER and open_kind == LETTER):
            words[-1] += character
            continue
        open_kind = kind
        if kind in {LETTER, ALONE}:
            words.append(character)
    return words


@given(st.lists(TEXT | PROSE.map(" ".join), max_size=4), st.integers(1, 7))
def test_kernel_computes_what_the_documentation_says(texts: list[str], width: int) -> None:
    chosen = Deduplication(shingle_words=width)
    made = fingerprint(pa.array(texts, pa.string()), chosen)
    sets = shingle_sets(pa.array(texts, pa.string()), chosen)
    for row, text in enumerate(texts):
        digest, shingles = reference(text, width)
        assert made["text_digest"][row].as_py() % UNIT == digest
        assert made["shingle_count"][row].as_py() == len(shingles)
        assert sets.hashes[sets.offsets[row] : sets.offsets[row + 1]].tolist() == shingles
        sketch = [value % UNIT for value in made["sketch"][row].as_py()]
        assert sketch == shingles[: len(sketch)]


@given(st.lists(TEXT, min_size=1, max_size=6), st.randoms())
def test_fingerprint_of_a_text_does_not_depend_on_its_neighbours(texts: list[str], source: random.Random) -> None:
    shuffled = source.sample(texts, len(texts))
    alone = {text: fingerprint(pa.array([text]), SETTINGS).to_pylist()[0] for text in texts}
    together = fingerprint(pa.array(shuffled), SETTINGS).to_pylist()
    assert together == [alone[text] for text in shuffled]


@given(TEXT)
def test_case_form_and_space_change_nothing(text: str) -> None:
    forms = [text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text), f"  {text}\n", f"“{text}” —"]
    digests = fingerprint(pa.array(forms), SETTINGS)["text_digest"].to_pylist()
    assert len(set(digests)) == 1


@given(st.text(st.characters(categories=["Ll", "Lu", "Nd", "Zs"], max_codepoint=0x17F), max_size=80))
def test_case_of_latin_text_changes_nothing(text: str) -> None:
    digests = fingerprint(pa.array([text, text.lower(), text.casefold()]), SETTINGS)["text_digest"].to_pylist()
    assert len(set(digests)) == 1


def _paragraph(number: int) -> str:
    source = random.Random(number)
    return " ".join("".join(source.choices("abcdefghijklmnoprstuvy", k=6)) for _ in range(25 + 7 * (number % 4)))


PARAGRAPHS = [_paragraph(number) for number in range(10)]
ARTICLES = st.lists(
    st.tuples(
        st.lists(st.integers(0, 9), min_size=1, max_size=6),  # which paragraphs it runs
        st.integers(0, 6),  # metadata known
        st.sampled_from([0.4, 0.8, 0.85]),  # cleanliness
        st.sampled_from(["one", "two", None]),  # outlet
    ),
    max_size=14,
)

Articles = list[tuple[list[int], int, float, str | None]]


class Shelf:
    """A set of documents: their sketches, and their texts for the asking."""

    def __init__(self, articles: Articles) -> None:
        self.texts = {
            f"{number * 7919 % 101:03}": "\n\n".join(PARAGRAPHS[place] for place in places)
            for number, (places, *_) in enumerate(articles)
        }
        count = len(articles)
        made = fingerprint(pa.array(list(self.texts.values()), pa.string()), SETTINGS)
        columns: dict[str, pa.Array | list[object]] = dict(zip(made.schema.names, made.columns, strict=True)) | {
            "doc_id": list(self.texts),
            "source": [""] * count,
            "word_count": [0] * count,
            "metadata_count": [known for _, known, *_ in articles],
            "cleanliness": [clean for _, _, clean, _ in articles],
            "body_share": [0.5] * count,
            "published_date": [None] * count,
            "trusted_date": [None] * count,
            "publisher": [outlet for *_, outlet in articles],
            "authors": [[]] * count,
            "agency": [None] * count,
            "language": ["en"] * count,
        }
        outlets = [outlet for *_, outlet in articles]
        self.outlets = pa.table({"doc_id": pa.array(self.texts, pa.string()), "outlet": pa.array(outlets, pa.string())})
        self.sketches = pa.table({name: pa.array(columns[name], SKETCHES.field(name).type) for name in SKETCHES.names})

    def read(self, doc_ids: pa.Array) -> list[pa.Table]:
        return [pa.table({"doc_id": doc_ids, "text": [self.texts[doc_id] for doc_id in doc_ids.to_pylist()]})]

    def find(self, order: list[int] | None = None, known: pa.Table | None = None, max_group: int = 3) -> Outcome:
        rows = self.sketches if order is None else self.sketches.take(pa.array(order, pa.int64()))
        chosen = Deduplication(max_group=max_group, frame_stories=2)  # small, to get chains and frames here too
        known = RELATIONS.empty_table() if known is None else known
        return find_clusters(rows, known, self.read, chosen, outlets=self.outlets)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ARTICLES, st.randoms(), st.sampled_from([2, 3, 32]))
def test_outcome_is_a_function_of_the_set(articles: Articles, source: random.Random, max_group: int) -> None:
    shelf = Shelf(articles)
    outcome = shelf.find(max_group=max_group)
    order = source.sample(range(len(articles)), len(articles))
    assert shelf.find(order, max_group=max_group) == outcome
    some = [row for row in range(len(outcome.relations)) if source.random() < 0.5]
    assert shelf.find(order, outcome.relations.take(pa.array(some, pa.int64())), max_group) == outcome
    before = Shelf(articles[: len(articles) // 2]).find(max_group=max_group)
    assert shelf.find(known=before.relations, max_group=max_group) == outcome


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ARTICLES)
def test_every_document_is_kept_or_left_out_for_a_kept_one(articles: Articles) -> None:
    shelf = Shelf(articles)
    rows = {row["doc_id"]: row for row in shelf.find().clusters.to_pylist()}
    assert sorted(rows) == sorted(shelf.texts)
    for doc_id, row in rows.items():
        kept = rows[row["duplicate_of"] or doc_id]
        assert kept["kept"]
        assert kept["cluster_id"] == row["cluster_id"] <= doc_id
        assert row["kept"] == (row["duplicate_of"] is None) == (row["relation"] is None)
        if row["kept"]:
            represented = [other for other in rows.values() if other["duplicate_of"] == doc_id]
            assert row["duplicate_count"] == len(represented)
        elif row["relation"] == "exact":
            assert (row["jaccard"], row["containment"]) == (1.0, 1.0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ARTICLES, st.sampled_from([3, 32]))
def test_document_leaves_only_for_one_that_was_verified_to_hold_it(articles: Articles, max_group: int) -> None:
    shelf = Shelf(articles)
    outcome = shelf.find(max_group=max_group)
    verified = {(row["doc_a"], row["doc_b"]): row for row in outcome.relations.to_pylist()}
    first_of: dict[str, str] = {}  # relations are stored under the first of exact copies
    for doc_id in sorted(shelf.texts):
        first_of.setdefault(shelf.texts[doc_id], doc_id)
    for row in outcome.clusters.to_pylist():
        if row["kept"]:
            continue
        text, its = shelf.texts[row["doc_id"]], shelf.texts[row["duplicate_of"]]
        mine, other = set(reference(text, 5)[1]), set(reference(its, 5)[1])
        assert len(mine & other) >= SETTINGS.containment * len(mine)
        if row["relation"] == "exact":
            assert text == its
        else:
            pair = verified[min(first_of[text], first_of[its]), max(first_of[text], first_of[its])]
            assert row["relation"] == pair["relation"] != "none"
            assert (row["jaccard"], row["containment"]) == (pair["jaccard"], pair["containment"])
            wanted = SETTINGS.near_jaccard if row["relation"] == "near" else SETTINGS.containment
            assert row["jaccard" if row["relation"] == "near" else "containment"] >= wanted


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ARTICLES)
def test_measures_are_those_of_the_whole_shingle_sets(articles: Articles) -> None:
    shelf = Shelf(articles)
    sets: Callable[[str], set[int]] = lambda doc_id: set(reference(shelf.texts[doc_id], 5)[1])  # noqa: E731
    for row in shelf.find().clusters.to_pylist():
        if not row["kept"]:
            mine, its = sets(row["doc_id"]), sets(row["duplicate_of"])
            assert np.isclose(row["jaccard"], len(mine & its) / len(mine | its))
            assert np.isclose(row["containment"], len(mine & its) / min(len(mine), len(its)))


@given(ARTICLES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_same_words_are_always_one_cluster(articles: Articles) -> None:
    shelf = Shelf(articles)
    cluster = dict(zip(*(shelf.find().clusters[name].to_pylist() for name in ("doc_id", "cluster_id")), strict=True))
    by_text: dict[str, set[str]] = {}
    for doc_id, text in shelf.texts.items():
        by_text.setdefault(text, set()).add(cluster[doc_id])
    assert all(len(clusters) == 1 for clusters in by_text.values())
