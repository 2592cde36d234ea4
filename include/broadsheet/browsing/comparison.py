"""Two members of a cluster side by side: what they share, and why the one was kept and not the other."""

from dataclasses import dataclass

from broadsheet.browsing.cluster import Member
from broadsheet.browsing.opening import Corpus


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


def compare_members(corpus: Corpus, doc_id: str) -> Comparison:
    """Set a left-out document beside the one kept in its place.

    Raises:
        NotFoundError: the version has no left-out document of that id.
        DataError: the version is damaged.
    """
    raise NotImplementedError
