"""rensa's full MinHash and its index, on shingle hashes that Broadsheet's kernel makes: kernel against kernel.

Runs in Broadsheet's environment, to which rensa's is added. 16 bands of 8 slots: a threshold of 0.71.
"""

import sys

import pyarrow.parquet as pq
from exchange import asked, connected, write_clusters

from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import shingle_sets

BANDS = 16
THRESHOLD = 0.7

job = asked()
sys.path.extend(map(str, (job.documents.parent / "rensa").glob("lib/python*/site-packages")))

from rensa import RMinHash  # noqa: E402  # found on the path above
from rensa_bands import SEED, SLOTS, flagged_pairs  # noqa: E402

documents = pq.read_table(job.documents, columns=["doc_id", "text"])
sets = shingle_sets(documents["text"], Deduplication())
sketches = RMinHash.digest_matrix_from_flat_token_hashes(
    sets.hashes, sets.offsets.astype("uint64"), num_perm=SLOTS, seed=SEED
)
pairs = flagged_pairs(sketches, THRESHOLD, BANDS)
write_clusters(job, documents["doc_id"].to_pylist(), connected(len(documents), pairs))
