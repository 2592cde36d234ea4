"""polars: no deduplication of its own, so this project's recipe in its expressions, on all cores.

Words, rolling hashes of five, every sixteenth hash kept (FracMinHash), documents joined on the hashes they share; pairs
by estimated Jaccard or containment, not verified on the full sets. Hashes in more than 32 documents are ignored.
"""

import polars as pl
from exchange import SHINGLE_WORDS, asked, connected, write_clusters

RATE = 16
FACTOR = 0x9E3779B97F4A7C15
MOST = 32
LEAST_SHARED = 2
JACCARD = 0.7
CONTAINMENT = 0.5

job = asked()
documents = pl.read_parquet(job.documents, columns=["doc_id", "text"]).with_row_index("document")
words = (
    documents.lazy()
    .select("document", word=pl.col("text").str.to_lowercase().str.extract_all(r"\w+"))
    .explode("word")
    .with_columns(pl.col("word").hash())
)
rolling = pl.col("word")
for place in range(1, SHINGLE_WORDS):
    rolling = rolling * pl.lit(FACTOR, pl.UInt64) + pl.col("word").shift(-place)
sketches = (
    words.with_columns(shingle=rolling.hash())
    .filter(
        pl.col("document") == pl.col("document").shift(1 - SHINGLE_WORDS),
        pl.col("shingle") <= (2**64 - 1) // RATE,
    )
    .select("document", "shingle")
    .unique()
    .collect()
)
sizes = sketches.group_by("document").len("size").lazy()
shared = sketches.lazy().filter(pl.len().over("shingle").is_between(2, MOST))
smaller = pl.min_horizontal("size", "size_right")
union = pl.col("size") + pl.col("size_right") - pl.col("shared")
pairs = (
    shared.join(shared, on="shingle")
    .filter(pl.col("document") < pl.col("document_right"))
    .group_by("document", "document_right")
    .len("shared")
    .filter(pl.col("shared") >= LEAST_SHARED)
    .join(sizes, on="document")
    .join(sizes, left_on="document_right", right_on="document")
    .filter((pl.col("shared") / union >= JACCARD) | (pl.col("shared") / smaller >= CONTAINMENT))
    .select("document", "document_right")
    .collect()
)
write_clusters(job, documents["doc_id"].to_list(), connected(len(documents), pairs.iter_rows()))
