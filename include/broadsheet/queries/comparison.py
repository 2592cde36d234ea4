"""Two members of a cluster side by side: what they share, and why the one was kept and not the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from broadsheet.deduplication.passages import Passage, Word, covered_words, shared_passages, split_words
from broadsheet.deduplication.representative import Standing, stand_in_order
from broadsheet.errors import DataError
from broadsheet.queries.cluster import Member, read_members
from broadsheet.queries.document import published_row
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
        shared: Whether its words stand in the other text too, in a passage long enough to count.
    """

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts.

    Attributes:
        member: Whose it is.
        paragraphs: The text, each paragraph as stretches that together are the whole of it.
        words: Words, as deduplication counts them.
        shared_words: Those in passages of both texts.
    """

    member: Member
    paragraphs: tuple[tuple[Stretch, ...], ...]
    words: int
    shared_words: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """One step of the declared order by which one member of a cluster is kept.

    Attributes:
        name: completeness, metadata, cleanliness, earliest date, smallest id.
        meaning: What it looks at, in a sentence.
        kept: The kept one's value in words.
        other: The other one's.
        decides: Whether the choice between the two was made here: both are equal in all before.
    """

    name: str
    meaning: str
    kept: str
    other: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The kept document of a cluster beside a left-out one.

    Attributes:
        cluster_id: Their cluster.
        kept: The kept one.
        other: The left-out one.
        least_words: Words from which a run of equal words counts as shared.
        criteria: The declared order, step by step.
    """

    cluster_id: str
    kept: Side
    other: Side
    least_words: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """The texts of a left-out document and of the kept one, and the passages they share.

    Attributes:
        text: The left-out one's text.
        kept_text: The kept one's.
        words: The words of the one.
        kept_words: The words of the other.
        passages: Runs of the same words, the longest first; `start` counts in the left-out one.
    """

    text: str
    kept_text: str
    words: list[Word]
    kept_words: list[Word]
    passages: list[Passage]

    @property
    def shared_words(self) -> int:
        """Words of the left-out one that lie in passages."""
        return sum(passage.words for passage in self.passages)

    @property
    def kept_shared_words(self) -> int:
        """Words of the kept one that lie in passages."""
        return covered_words(self.passages)


def compare_members(corpus: Corpus, doc_id: str) -> Comparison:
    """Set a left-out document beside the one kept in its place.

    Raises:
        NotFoundError: the version has no left-out document of that id.
        DataError: the version is damaged.
    """
    page = find_page(corpus.version, doc_id)
    if page is None or page.place != "duplicates":
        raise NotFoundError(f"the version {corpus.version_id} has no left-out document {doc_id}")
    cluster_id = published_row(corpus, page, ["cluster_id"])["cluster_id"]
    kept, others = read_members(corpus, cluster_id)
    (other,) = [member for member in others if member.doc_id == doc_id]
    matched = match_texts(corpus, page)
    here = [(passage.start, passage.words) for passage in matched.passages]
    there = [(passage.other_start, passage.words) for passage in matched.passages]
    return Comparison(
        cluster_id=cluster_id,
        kept=_side(kept, matched.kept_text, matched.kept_words, there, matched.kept_shared_words),
        other=_side(other, matched.text, matched.words, here, matched.shared_words),
        least_words=least_words(corpus),
        criteria=tuple(_criteria(corpus, kept, other, [kept, *others])),
    )


def match_texts(corpus: Corpus, left_out: LedgerRow) -> Matched:
    """Read the texts of a left-out document and of the kept one, and find the passages they share."""
    row = published_row(corpus, left_out, ["text", "duplicate_of"])
    kept = find_page(corpus.version, row["duplicate_of"])
    if kept is None:
        raise DataError(f"{left_out.doc_id} repeats {row['duplicate_of']}, which is not there: the version is damaged")
    kept_text = published_row(corpus, kept, ["text"])["text"]
    words, kept_words = split_words(row["text"]), split_words(kept_text)
    passages = shared_passages(words, kept_words, least_words(corpus))
    return Matched(row["text"], kept_text, words, kept_words, passages)


def least_words(corpus: Corpus) -> int:
    """Return from how many words on a run of equal words counts as shared: those of a shingle."""
    made_with = corpus.manifest.settings.get("deduplication", {})
    return int(made_with.get("shingle_words", Deduplication().shingle_words))


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
    """Join what only spaces and marks part: no word between two shared stretches is not shared."""
    any_shared = any(stretch.shared for stretch in stretches)
    told = ((one.text, one.shared or (any_shared and not any(map(str.isalnum, one.text)))) for one in stretches)
    for shared, run in groupby(told, key=lambda one: one[1]):
        yield Stretch("".join(text for text, _ in run), shared)


_SKETCH_COLUMNS = ["doc_id", "shingle_count", "cleanliness", "metadata_count", "published_date"]


def _criteria(corpus: Corpus, kept: Member, other: Member, members: Sequence[Member]) -> Iterator[Criterion]:
    """Yield the declared order of `broadsheet.deduplication.representative`, with what it says of two members."""
    sketches = _sketches(corpus, kept, other, members)
    ids = sketches["doc_id"].to_pylist()
    standing = stand_in_order(sketches, np.zeros(len(ids), np.int64))
    one, two = ids.index(kept.doc_id), ids.index(other.doc_id)
    told = list(zip(*(_told(sketches, standing, row) for row in (one, two)), strict=True))
    ranks = [(values[one], values[two]) for values in (*standing, ids)]
    decided = False
    for (name, meaning), (of_kept, of_other), (rank, its_rank) in zip(_STEPS, told, ranks, strict=True):
        decides = not decided and not _same(rank, its_rank)
        decided = decided or decides
        yield Criterion(name, meaning, of_kept, of_other, decides)


_STEPS = (
    (
        "completeness",
        "What the texts hold: their distinct shingles, times their cleanliness. Half of the fullest of the cluster, or "
        "less, is a lesser edit; within a factor of two length says nothing.",
    ),
    ("metadata", "How much is known of title, day of publication, publisher, authors, agency and dateline."),
    ("cleanliness", "How free of boilerplate and damage the text looks, by tenths."),
    ("earliest date", "The day of publication; a document without one comes last."),
    ("smallest id", "Where all else is equal: the doc_id that comes first."),
)


def _told(sketches: pa.Table, standing: Standing, row: int) -> tuple[str, ...]:
    """Return what each criterion sees in a document."""
    contents = sketches["shingle_count"].to_numpy() * sketches["cleanliness"].to_numpy()
    part = 2 ** (int(standing.lesser[row]) - 1)
    lesser = f": no more than 1/{part}" if part > 1 else ""
    day = sketches["published_date"][row].as_py()
    return (
        f"{contents[row]:,.0f} of {contents.max():,.0f}{lesser}",
        f"{-standing.metadata[row]} of 6",
        f"{-standing.cleanliness[row]:.1f}",
        f"{day:%Y-%m-%d}" if day else "unknown",
        sketches["doc_id"][row].as_py(),
    )


def _same(one: Any, other: Any) -> bool:
    return bool(one == other or (one != one and other != other))  # noqa: PLR0124  # NaN: both without a day


def _sketches(corpus: Corpus, kept: Member, other: Member, members: Sequence[Member]) -> pa.Table:
    """Return what was stored of two members for the choice among all, and of as many more as may be the fullest.

    What a text holds is at most its words. So members are looked at from the longest on, until the next one has fewer
    words than the fullest so far holds: all of a cluster of hundreds may lie in as many files.
    """
    opened: dict[Partition, list[list[RowGroup]]] = {}
    found = [_sketch(corpus, member, opened) for member in (kept, other)]
    fullest = max(_content(row) for row in found)
    for member in sorted(members, key=lambda one: (-one.word_count, one.doc_id)):
        if member.word_count <= fullest:
            break
        if member.doc_id not in (kept.doc_id, other.doc_id):
            found.append(_sketch(corpus, member, opened))
            fullest = max(fullest, _content(found[-1]))
    return pa.Table.from_pylist(found, pa.schema([SKETCHES.field(name) for name in _SKETCH_COLUMNS]))


def _content(row: dict[str, Any]) -> float:
    return float(row["shingle_count"] * row["cleanliness"])


def _sketch(corpus: Corpus, member: Member, opened: dict[Partition, list[list[RowGroup]]]) -> dict[str, Any]:
    """Read what was stored of a member; `opened` keeps the files of a partition open for the next one."""
    if member.partition not in opened:
        paths = corpus.version.partition_files("_sketches", member.partition)
        opened[member.partition] = [path.row_groups() for path in paths]
    for groups in opened[member.partition]:
        if row := find_sorted(groups, member.doc_id, _SKETCH_COLUMNS):
            return row
    raise DataError(f"the sketch of {member.doc_id} is missing: the version is damaged")
