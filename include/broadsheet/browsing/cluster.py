"""A cluster: the documents that repeat one another, the kept one first."""

from dataclasses import dataclass
from datetime import date

from broadsheet.browsing.opening import Corpus

LIMIT = 50
"""Members on a page."""


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a cluster.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        title: Its headline, null where it has none.
        publisher: The outlet, null where unknown.
        published: Day of publication, null where unknown.
        language: Code of its language.
        word_count: Words of its text.
        is_kept: Whether it stands for the cluster.
        relation: exact, near or contained: what it is to the kept one, or to the member it joined through; null for
            the kept one.
        jaccard: Jaccard similarity to the kept one, 0 to 1; 1 for itself.
        containment: Share of the smaller one's shingles found in the other, 0 to 1; 1 for itself.
    """

    doc_id: str
    source_uri: str
    title: str | None
    publisher: str | None
    published: date | None
    language: str
    word_count: int
    is_kept: bool
    relation: str | None
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """A page of a cluster's members.

    Attributes:
        cluster_id: Its id: the smallest doc_id in it.
        size: Documents in it, the kept one too.
        kept: The one that stands for it.
        others: Left-out members of this page, the closest first.
        page: Number of this page, from 1.
        pages: How many there are.
    """

    cluster_id: str
    size: int
    kept: Member
    others: tuple[Member, ...]
    page: int
    pages: int


def read_cluster(corpus: Corpus, cluster_id: str, page: int = 1, limit: int = LIMIT) -> Cluster:
    """Return a cluster by its id; a document that repeats nothing is a cluster of one.

    Raises:
        NotFoundError: there is no such cluster or page of it.
        DataError: the version is damaged.
    """
    raise NotImplementedError
