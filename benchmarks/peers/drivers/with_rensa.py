"""rensa: the deduplicator of its README, and the batch pipeline of its benchmark.

Variants: ``shingles`` and ``words`` give `RMinHashDeduplicator` 5-word shingles at threshold 0.7, and words at 0.8 as
the README does (https://github.com/beowolx/rensa#keep-unique-documents). ``rho`` is the pipeline that the README calls
fastest, on 5-word shingles, with the settings of its benchmark (``benchmarks/full_benchmark.py`` there).
"""

from collections.abc import Iterator

from exchange import asked, connected, pairs_of, read_documents, shingles, write_clusters
from rensa import RMinHash, RMinHashDeduplicator
from rensa_bands import SEED, SLOTS, flagged_pairs

RHO_BANDS = 8
RHO_PROBES = 4


def deduplicated(tokens: list[list[str]], threshold: float) -> Iterator[tuple[int, int]]:
    """Yield each document that was removed, with the remaining ones that it resembles."""
    deduplicator = RMinHashDeduplicator(threshold=threshold, num_perm=SLOTS, use_lsh=True, seed=SEED)
    sketches = RMinHash.from_token_sets(tokens, num_perm=SLOTS, seed=SEED)
    kept = deduplicator.add_pairs((str(document), sketch) for document, sketch in enumerate(sketches))
    left_out = [document for document, is_kept in enumerate(kept) if not is_kept]
    resembled = deduplicator.get_duplicate_sets([sketches[document] for document in left_out])
    yield from pairs_of((document, map(int, keys)) for document, keys in zip(left_out, resembled, strict=True))


job = asked()
doc_ids, texts = read_documents(job)
if job.variant == "words":
    pairs = deduplicated([text.split() for text in texts], 0.8)
elif job.variant == "rho":
    tokens = [shingles(text) for text in texts]
    sketches = RMinHash.digest_matrix_from_token_sets_rho(tokens, num_perm=SLOTS, seed=SEED, probes=RHO_PROBES)
    pairs = flagged_pairs(sketches, 0.8, RHO_BANDS)
else:
    pairs = deduplicated([shingles(text) for text in texts], 0.7)
write_clusters(job, doc_ids, connected(len(doc_ids), pairs))
