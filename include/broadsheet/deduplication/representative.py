"""Chooses the representative of each document by a total order that does not depend on the order of arrival.

A document is represented only by a document of its cluster that holds it: that has at least the declared share of its
shingles, as verified on both texts. So the first of a cluster represents those that it holds; of the others, the first
again represents those that it holds, and so on. A cluster can have several representatives.
See ``docs/decisions/verified-duplicates.md``.

The order of the documents of a cluster:

1. completeness: a text with at most half of the content of the fullest text ranks lower, with at most a quarter lower
   still. The content of a text is its number of distinct shingles times its cleanliness;
2. the priority of its source, as its settings declare it;
3. confirmation: how many of its shingles another text of the cluster has, in eighths of the largest number. A text that
   lost a part of the story that two others have ranks lower; what no other text has counts for nothing;
4. cleanliness, in steps of 0.02: of its shape, and of the page: the less of the page was left out, the less
   could be left out or kept by mistake;
5. the most metadata;
6. the earliest day of publication, undated last;
7. the smallest doc_id.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.numba_support import Bools, Floats, Int64s, compiled

ROUNDS = 8
"""Most representatives of a cluster whose documents are all compared with it."""


CLEAN_STEPS = 50
"""Cleanliness counts in so many steps."""


class Holders(NamedTuple):
    """Known pairs of texts of one cluster: text i holds the texts ``held[bounds[i]:bounds[i + 1]]``."""

    bounds: Int64s
    held: Int64s


Holds = Callable[[Int64s, Int64s], Bools]
"""Takes pairs of texts, and returns for each whether the second text holds the first."""


class RankKeys(NamedTuple):
    """The sort keys of documents, by criterion; smaller is better.

    Attributes:
        lesser: How much lesser an edit than the fullest of its cluster: 1 up to a factor of two, 2 up to four ...
        priority: Priority of its source, negated.
        confirmed: Confirmed shingles in eighths of the largest number in the cluster, negated.
        cleanliness: Two parts cleanliness and one part body share, 0 to `CLEAN_STEPS`, negated.
        metadata: The number of known metadata fields, negated.
        day: Day of publication in microseconds, NaN where it is unknown: float64 or int64.
    """

    lesser: Int64s
    priority: Int64s
    confirmed: Int64s
    cleanliness: Int64s
    metadata: Int64s
    day: Floats


def rank_keys(documents: pa.Table, cluster: Int64s, confirmed: Int64s, priorities: Mapping[str, int]) -> RankKeys:
    """Return the sort keys of documents.

    Args:
        documents: Columns of `broadsheet.schema.SKETCHES`.
        cluster: The cluster of each document, numbered from 0.
        confirmed: How many of its shingles another text of the cluster has.
        priorities: Priority of each source by name; 0 for those that are not in it.
    """
    names = documents["source"].combine_chunks().dictionary_encode()
    priority = np.array([priorities.get(name, 0) for name in names.dictionary.to_pylist()], np.int64)
    cleanliness = documents["cleanliness"].to_numpy()
    content = documents["shingle_count"].to_numpy() * cleanliness
    fullest = np.zeros(len(cluster))
    np.maximum.at(fullest, cluster, content)
    times_fuller = np.floor(np.divide(fullest[cluster], content, out=np.full_like(content, 2.0**62), where=content > 0))
    _, lesser = np.frexp(times_fuller)  # exact, unlike a logarithm
    most = np.zeros(len(cluster), np.int64)
    np.maximum.at(most, cluster, confirmed)
    eighths = (16 * confirmed + most[cluster]) // np.maximum(2 * most[cluster], 1)  # rounded
    clean = (2 * cleanliness + documents["body_share"].to_numpy()) / 3
    return RankKeys(
        lesser=lesser.astype(np.int64),
        priority=-priority[names.indices.to_numpy()],
        confirmed=-eighths,
        cleanliness=-np.round(clean * CLEAN_STEPS).astype(np.int64),
        metadata=-documents["metadata_count"].to_numpy().astype(np.int64),
        day=documents["published_date"].cast(pa.int64()).to_numpy(),  # null becomes NaN, which sorts last
    )


def ranked(documents: pa.Table, cluster: Int64s, confirmed: Int64s, priorities: Mapping[str, int]) -> Int64s:
    """Return the positions of the documents cluster by cluster, the best of each cluster first.

    Args:
        documents: Columns of `broadsheet.schema.SKETCHES`, sorted by doc_id.
        cluster: The cluster of each document, any integers.
        confirmed: How many of its shingles another text of the cluster has.
        priorities: Priority of each source by name; 0 for those that are not in it.
    """
    _, members = np.unique(cluster, return_inverse=True)
    keys = rank_keys(documents, members, confirmed, priorities)
    return np.lexsort((np.arange(len(cluster)), *reversed(keys), members)).astype(np.int64)


def choose_representatives(
    ranking: Int64s, cluster: Int64s, text_of: Int64s, holds: Holds, known: Callable[[], Holders]
) -> Int64s:
    """Return for each document the position of its representative.

    Each round compares the first document of each cluster with all others that have no representative yet, so the
    number of comparisons is linear. After `ROUNDS` rounds, which only long chains of editions need, the pairs that are
    known decide.

    Args:
        ranking: See `ranked`.
        cluster: The cluster of each document, any integers.
        text_of: The text of each document; equal texts are in one cluster.
        holds: Compares texts; a text holds itself.
        known: Returns the known pairs.
    """
    representative = np.full(len(cluster), -1, np.int64)
    waiting = ranking
    for _ in range(ROUNDS):
        if not len(waiting):
            return representative
        starts = np.flatnonzero(np.concatenate([[True], np.diff(cluster[waiting]) != 0]))
        first = np.repeat(waiting[starts], np.diff(np.append(starts, len(waiting))))
        held = holds(text_of[waiting], text_of[first])
        representative[waiting[held]] = first[held]
        waiting = waiting[~held]
    _represent_rest(waiting, text_of, known(), representative)
    return representative


@compiled
def _represent_rest(waiting: Int64s, text_of: Int64s, known: Holders, representative: Int64s) -> None:
    holder = np.full(known.bounds.size - 1, -1, np.int64)
    for document in waiting:
        text = text_of[document]
        if holder[text] < 0:
            holder[text] = document
            for held in known.held[known.bounds[text] : known.bounds[text + 1]]:
                if holder[held] < 0:
                    holder[held] = document
        representative[document] = holder[text]


_METADATA = ("title", "publisher", "agency", "dateline")


def metadata_count(documents: pa.Table) -> pa.Array:
    """Return how many of title, day of publication, publisher, authors, agency, dateline are known: int32, 0 to 6."""
    known = [pc.is_valid(documents[name]) for name in _METADATA]
    known.append(pc.equal(documents["published_precision"], "day"))
    known.append(pc.greater(pc.list_value_length(documents["authors"]), 0))
    count = pc.cast(known[0], pa.int32())
    for column in known[1:]:
        count = pc.add(count, pc.cast(column, pa.int32()))
    return count


def cleanliness(documents: pa.Table) -> pa.Array:
    """Return the cleanliness of each text from its quality signals: float64, 0 to 1, rounded to two places.

    The share of paragraphs that end like a sentence, reduced by the shares of digits and of damaged paragraphs.
    """

    def signal(name: str) -> pa.ChunkedArray:
        return pc.struct_field(documents["quality"], name)

    damaged = pc.divide(
        pc.cast(pc.add(signal("replaced_bytes"), signal("repaired_lines")), pa.float64()),
        pc.cast(pc.max_element_wise(documents["paragraph_count"], 1), pa.float64()),
    )
    clean = pc.multiply(
        pc.multiply(signal("sentence_share"), pc.subtract(1.0, signal("digit_share"))),
        pc.subtract(1.0, pc.min_element_wise(damaged, 1.0)),
    )
    return pc.round(clean, 2)
