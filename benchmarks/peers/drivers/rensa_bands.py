"""Clusters from rensa's batch pipeline, which reports that a document has a copy but not which."""

from collections import defaultdict
from collections.abc import Iterator

from exchange import pairs_of
from rensa import RMinHashDigestMatrix, RMinHashLSH

SLOTS = 128
SEED = 42


def flagged_pairs(sketches: RMinHashDigestMatrix, threshold: float, bands: int) -> Iterator[tuple[int, int]]:
    """Yield pairs of documents that share a band of their sketches, of those that rensa flagged."""
    index = RMinHashLSH(threshold=threshold, num_perm=SLOTS, num_bands=bands)
    flags = index.query_duplicate_flags_matrix_one_shot(sketches)
    holders: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    rows = SLOTS // bands
    for document, (digest, flag) in enumerate(zip(sketches.to_rows(), flags, strict=True)):
        if flag:
            for band in range(bands):
                holders[band, tuple(digest[band * rows : (band + 1) * rows])].append(document)
    yield from pairs_of((documents[0], documents[1:]) for documents in holders.values())
