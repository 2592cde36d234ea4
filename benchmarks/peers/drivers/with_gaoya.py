"""gaoya: `MinHashStringIndex` with its own word analyzer, filled and queried in bulk on all cores.

Bands and rows are its defaults, 20 of 5; the container of ids is the one its documentation recommends where a document
has few near copies (docstring of `gaoya.minhash.MinHashStringIndex`).
"""

from exchange import SHINGLE_WORDS, asked, connected, pairs_of, read_documents, write_clusters
from gaoya.minhash import MinHashStringIndex

THRESHOLD = 0.7

job = asked()
doc_ids, texts = read_documents(job)
index = MinHashStringIndex(
    jaccard_threshold=THRESHOLD,
    analyzer="word",
    lowercase=True,
    ngram_range=(SHINGLE_WORDS, SHINGLE_WORDS),
    id_container="smallvec",
)
index.par_bulk_insert_docs(list(range(len(texts))), texts)
found = enumerate(index.par_bulk_query(texts))
write_clusters(job, doc_ids, connected(len(doc_ids), pairs_of(found)))
