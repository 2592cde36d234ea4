"""datatrove: the first three stages of MinHash deduplication, as its example runs them, at its default settings.

https://github.com/huggingface/datatrove/blob/main/examples/minhash_deduplication.py: 5-word shingles, 14 buckets of 8
hashes, so a threshold near 0.72. One worker in this process, so that starting others is not counted; the fourth stage,
which writes the remaining documents, is skipped.

Variants: ``spacy`` is its own word tokenizer for English; ``spaces`` puts one in its place that splits at the spaces,
which its normalised text has between all words.
"""

import struct
from pathlib import Path

from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import ParquetReader
from datatrove.utils.word_tokenizers import WordTokenizer
from exchange import asked, read_documents, write_clusters


class SpaceTokenizer(WordTokenizer):
    """Splits words at spaces."""

    def word_tokenize(self, text: str) -> list[str]:
        """Return the words."""
        return text.split()

    def sent_tokenize(self, text: str) -> list[str]:
        """Return the text: nobody asks for sentences here."""
        return [text]

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        """Return the text's own span."""
        return [(0, len(text))]


def run(stage: str, tasks: int, *steps: PipelineStep) -> None:
    """Run one stage to its end."""
    logs = str(job.scratch / "logs" / stage)
    LocalPipelineExecutor(list(steps), tasks=tasks, workers=1, logging_dir=logs).run()


job = asked()
folder = {name: str(job.scratch / name) for name in ("signatures", "buckets", "clusters")}
config = MinhashConfig()
signature = MinhashDedupSignature(folder["signatures"], config)
if job.variant == "spaces":
    signature.word_tokenizer = SpaceTokenizer()
reader = ParquetReader(str(job.documents.parent), glob_pattern=job.documents.name, id_key="doc_id", read_metadata=False)
run("signatures", 1, reader, signature)
run("buckets", config.num_buckets, MinhashDedupBuckets(folder["signatures"], folder["buckets"], config=config))
run("clusters", 1, MinhashDedupCluster(folder["buckets"], folder["clusters"], config, save_cluster_id=True))

doc_ids, _ = read_documents(job)
clusters = [f"alone {document}" for document in range(len(doc_ids))]
found = Path(folder["clusters"]) / "000000.clusters"
if found.exists():
    for document, cluster in struct.iter_unpack("<2I", found.read_bytes()):
        clusters[document] = str(cluster)
write_clusters(job, doc_ids, clusters)
