"""datasketch: `MinHash.bulk` and `MinHashLSH`, inserted and queried as its documentation does.

Variants: ``sha1`` is its own hash; ``xxhash`` another by the argument `hashfunc`, for which its documentation names a
faster one too (docstring of `datasketch.MinHash`).
"""

import xxhash
from datasketch import MinHash, MinHashLSH
from exchange import asked, connected, pairs_of, read_documents, shingles, write_clusters

THRESHOLD = 0.7
PERMUTATIONS = 128

job = asked()
doc_ids, texts = read_documents(job)
hashing = {"hashfunc": xxhash.xxh32_intdigest} if job.variant == "xxhash" else {}
tokens = ([shingle.encode() for shingle in shingles(text)] for text in texts)
sketches = MinHash.bulk(tokens, num_perm=PERMUTATIONS, **hashing)
index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
with index.insertion_session() as session:
    for document, sketch in enumerate(sketches):
        session.insert(document, sketch)
found = ((document, index.query(sketch)) for document, sketch in enumerate(sketches))
write_clusters(job, doc_ids, connected(len(doc_ids), pairs_of(found)))
