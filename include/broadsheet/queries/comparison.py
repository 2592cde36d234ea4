"""Compares a duplicate with its representative: the passages they share, and why the one represents the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from broadsheet.deduplication.passages import Passage, Word, covered_words, shared_passages, split_words
from broadsheet.deduplication.representative import CLEAN_STEPS, RankKeys, rank_keys
from broadsheet.errors import DataError
from broadsheet.numba_support import Int64s
from broadsheet.queries.cluster import Member, read_members
from broadsheet.queries.document_view import published_row
from broadsheet.queries.page_ledger import LedgerRow, find_page
from broadsheet.queries.version_handle import Corpus, NotFoundError
from broadsheet.schema import SKETCHES
from broadsheet.settings import Deduplication
from broadsheet.warehouse.data_file import RowGroup, find_sorted
from broadsheet.warehouse.version import Partition


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a paragraph.

    Attributes:
        text: Its characters.
        shared: Whether its words are in the other text, too, in a passage that is long enough to count.
    """

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts.

    Attributes:
        member: The document.
        paragraphs: The text, each paragraph cut into stretches.
        words: Number of words, as deduplication counts them.
        shared_words: Number of words in passages of both texts.
    """

    member: Member
    paragraphs: tuple[tuple[Stretch, ...], ...]
    words: int
    shared_words: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion by which the representative of a cluster is chosen; they apply in order.

    Attributes:
        name: completeness, confirmation, cleanliness, metadata, earliest date, smallest id.
        meaning: What it compares, in a sentence.
        representative: The value of the representative, as text.
        other: The value of the duplicate, as text.
        decides: Whether this criterion decides between the two: they are equal by all criteria before it.
    """

    name: str
    meaning: str
    representative: str
    other: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A representative and one of its duplicates.

    Attributes:
        cluster_id: Their cluster.
        representative: The representative.
        other: The duplicate.
        min_words: The smallest number of equal words in a row that counts as a shared passage.
        criteria: The criteria of the choice, in order.
    """

    cluster_id: str
    representative: Side
    other: Side
    min_words: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """The texts of a duplicate and of its representative, and the passages they share.

    Attributes:
        text: Text of the duplicate.
        representative_text: Text of the representative.
        words: Words of the duplicate.
        representative_words: Words of the representative.
        passages: Runs of equal words, the longest first; `start` counts in the duplicate.
    """

    text: str
    representative_text: str
    words: list[Word]
    representative_words: list[Word]
    passages: list[Passage]

    @property
    def shared_words(self) -> int:
        """Number of words of the duplicate that are in passages."""
        return sum(passage.words for passage in self.passages)

    @property
    def representative_shared_words(self) -> int:
        """Number of words of the representative that are in passages."""
        return covered_words(self.passages)


def compare_members(corpus: Corpus, doc_id: str) -> Comparison:
    """Return a duplicate, by its doc_id, compared with its representative.

    Raises:
        NotFoundError: the version has no duplicate of that id.
        DataError: the version is damaged.
    """
    page = find_page(corpus.version, doc_id)
    if page is None or page.place != "duplicates":
        raise NotFoundError(f"the version {corpus.version_id} has no duplicate {doc_id}")
    cluster_id = published_row(corpus, page, ["cluster_id"])["cluster_id"]
    first, others = read_members(corpus, cluster_id)
    members = {member.doc_id: member for member in (first, *others)}
    other = members[doc_id]
    representative = members[other.duplicate_of or doc_id]
    matched = match_texts(corpus, page)
    here = [(passage.start, passage.words) for passage in matched.passages]
    there = [(passage.other_start, passage.words) for passage in matched.passages]
    return Comparison(
        cluster_id=cluster_id,
        representative=_side(
            representative,
            matched.representative_text,
            matched.representative_words,
            there,
            matched.representative_shared_words,
        ),
        other=_side(other, matched.text, matched.words, here, matched.shared_words),
        min_words=min_passage_words(corpus),
        criteria=tuple(_criteria(corpus, representative, other, list(members.values()))),
    )


def match_texts(corpus: Corpus, duplicate: LedgerRow) -> Matched:
    """Read the texts of a duplicate and of its representative, and return them with the passages they share.

    Raises:
        DataError: the version is damaged.
    """
    row = published_row(corpus, duplicate, ["text", "duplicate_of"])
    page = find_page(corpus.version, row["duplicate_of"])
    if page is None:
        raise DataError(
            f"the representative {row['duplicate_of']} of {duplicate.doc_id} is missing: the version is damaged"
        )
    text = published_row(corpus, page, ["text"])["text"]
    words, representative_words = split_words(row["text"]), split_words(text)
    passages = shared_passages(words, representative_words, min_passage_words(corpus))
    return Matched(row["text"], text, words, representative_words, passages)


def min_passage_words(corpus: Corpus) -> int:
    """Return how many equal words in a row count as a shared passage: as many as a shingle has."""
    built_with = corpus.manifest.settings.get("deduplication", {})
    return int(built_with.get("shingle_words") or Deduplication().shingle_words)


def _side(member: Member, text: str, words: Sequence[Word], runs: Sequence[tuple[int, int]], shared_words: int) -> Side:
    shared = [(words[start].start, words[start + count - 1].end) for start, count in runs]
    return Side(member, tuple(_paragraphs(text, _merged(shared))), len(words), shared_words)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _paragraphs(text: str, shared: list[tuple[int, int]]) -> Iterator[tuple[Stretch, ...]]:
    """Yield each paragraph, cut where ranges of the text begin and end."""
    begin = 0
    for paragraph in text.split("\n\n"):
        end = begin + len(paragraph)
        own = [(max(first, begin), min(last, end)) for first, last in shared if first < end and last > begin]
        cuts = [begin, *(place for both in own for place in both), end]
        stretches = [
            Stretch(text[first:last], number % 2 == 1)
            for number, (first, last) in enumerate(pairwise(cuts))
            if first < last
        ]
        yield tuple(_smoothed(stretches))
        begin = end + 2


def _smoothed(stretches: list[Stretch]) -> Iterator[Stretch]:
    """Join shared stretches that only spaces and punctuation separate."""
    any_shared = any(stretch.shared for stretch in stretches)
    marked = ((one.text, one.shared or (any_shared and not any(map(str.isalnum, one.text)))) for one in stretches)
    for shared, run in groupby(marked, key=lambda one: one[1]):
        yield Stretch("".join(text for text, _ in run), shared)


_SKETCH_COLUMNS = ["doc_id", "shingle_count", "cleanliness", "body_share", "metadata_count", "published_date", "source"]


def _criteria(corpus: Corpus, representative: Member, other: Member, members: Sequence[Member]) -> Iterator[Criterion]:
    """Yield the criteria of `broadsheet.deduplication.representative`, with their values for two members."""
    sketches = _sketches(corpus, representative, other, members)
    ids = sketches["doc_id"].to_pylist()
    confirmed_by_id = {member.doc_id: member.confirmed_shingles for member in members}
    confirmed = np.array([confirmed_by_id[doc_id] for doc_id in ids], np.int64)
    keys = rank_keys(sketches, np.zeros(len(ids), np.int64), confirmed, corpus.manifest.priorities)
    one, two = ids.index(representative.doc_id), ids.index(other.doc_id)
    texts = list(zip(*(_values(sketches, keys, confirmed, row) for row in (one, two)), strict=True))
    ranks = [(values[one], values[two]) for values in (*keys, ids)]
    decided = False
    for (name, meaning), (text, other_text), (rank, other_rank) in zip(_STEPS, texts, ranks, strict=True):
        if name == _PRIORITY and not corpus.manifest.priorities:
            continue
        decides = not decided and not _same(rank, other_rank)
        decided = decided or decides
        yield Criterion(name, meaning, text, other_text, decides)


_PRIORITY = "priority"

_STEPS = (
    (
        "completeness",
        "Number of distinct shingles times cleanliness. A text with at most half of the largest value in the cluster "
        "ranks lower; smaller differences in length do not count.",
    ),
    (_PRIORITY, "The priority that the settings declare for its source."),
    (
        "confirmation",
        "How many of its shingles the closest other text of the cluster has, in eighths of the largest number.",
    ),
    (
        "cleanliness",
        "How free of boilerplate and damage the text looks (two thirds) and how much of the page it is (one third), in "
        "steps of 0.02.",
    ),
    ("metadata", "How many of title, day of publication, publisher, authors, agency and dateline are known."),
    ("earliest date", "The earlier day of publication wins; a document without a date ranks last."),
    ("smallest id", "If all else is equal, the smaller doc_id wins."),
)


def _values(sketches: pa.Table, keys: RankKeys, confirmed: Int64s, row: int) -> tuple[str, ...]:
    """Return the value of a document for each criterion, as text."""
    contents = sketches["shingle_count"].to_numpy() * sketches["cleanliness"].to_numpy()
    part = 2 ** (int(keys.lesser[row]) - 1)
    lesser = f": at most 1/{part}" if part > 1 else ""
    day = sketches["published_date"][row].as_py()
    return (
        f"{contents[row]:,.0f} of {contents.max():,.0f}{lesser}",
        str(-keys.priority[row]),
        f"{confirmed[row]:,} of {confirmed.max():,}",
        f"{-keys.cleanliness[row] / CLEAN_STEPS:.2f}",
        f"{-keys.metadata[row]} of 6",
        f"{day:%Y-%m-%d}" if day else "unknown",
        sketches["doc_id"][row].as_py(),
    )


def _same(one: Any, other: Any) -> bool:
    return bool(one == other or (one != one and other != other))  # noqa: PLR0124  # NaN: both without a day


def _sketches(corpus: Corpus, representative: Member, other: Member, members: Sequence[Member]) -> pa.Table:
    """Return the stored values that the criteria need: of two members, and of those with the largest values.

    These are the member with the most confirmed shingles, and those that may have the largest content. The content of a
    text is at most its number of words. So members are read from the longest on, until the next one has fewer words
    than the largest content so far: the members of a large cluster may be in hundreds of files.
    """
    opened: dict[Partition, list[list[RowGroup]]] = {}
    confirmed = max(members, key=lambda one: one.confirmed_shingles)
    first = {member.doc_id: member for member in (representative, other, confirmed)}
    found = [_sketch(corpus, member, opened) for member in first.values()]
    largest = max(_content(row) for row in found)
    for member in sorted(members, key=lambda one: (-one.word_count, one.doc_id)):
        if member.word_count <= largest:
            break
        if member.doc_id not in first:
            found.append(_sketch(corpus, member, opened))
            largest = max(largest, _content(found[-1]))
    return pa.Table.from_pylist(found, pa.schema([SKETCHES.field(name) for name in _SKETCH_COLUMNS]))


def _content(row: dict[str, Any]) -> float:
    return float(row["shingle_count"] * row["cleanliness"])


def _sketch(corpus: Corpus, member: Member, opened: dict[Partition, list[list[RowGroup]]]) -> dict[str, Any]:
    """Read the stored values of a member; `opened` keeps the files of a partition open for the next one."""
    if member.partition not in opened:
        paths = corpus.version.partition_files("_sketches", member.partition)
        opened[member.partition] = [path.row_groups() for path in paths]
    for groups in opened[member.partition]:
        if row := find_sorted(groups, member.doc_id, _SKETCH_COLUMNS):
            return row
    raise DataError(f"the sketch of {member.doc_id} is missing: the version is damaged")
