"""text-dedup: the command ``python -m text_dedup.minhash``, with the configuration of its README.

https://github.com/ChenghaoMou/text-dedup#quick-start: 5-word shingles, 240 permutations, threshold 0.7. Documents are
marked, not filtered (``skip_filtering``), so that the cluster of each can be read.

Variants: ``checked`` verifies pairs, as the README has it; ``unchecked`` is cheaper by its documented settings: no
verification, 128 permutations of 32 bits, one process (its default is one per CPU core).
"""

import os
import pickle
import subprocess
import sys

from exchange import asked, read_documents, write_clusters

CONFIGURATION = """
[input]
input_type = "local_files"
file_type = "parquet"
[input.read_arguments]
path = "parquet"
data_files = "{documents}"
split = "train"
[algorithm]
algorithm_name = "minhash"
text_column = "text"
seed = 42
batch_size = 10000
num_proc = {processes}
num_perm = {permutations}
threshold = 0.7
false_positive_weight = 0.5
false_negative_weight = 0.5
hash_bits = {bits}
ngram_size = 5
check_false_positive = {checked}
[output]
output_dir = "output"
clean_cache = false
save_clusters = true
keep_index_column = true
keep_cluster_column = true
skip_filtering = true
[debug]
enable_profiling = false
"""

job = asked()
checked = job.variant != "unchecked"
configuration = CONFIGURATION.format(
    documents=job.documents.absolute(),
    permutations=240 if checked else 128,
    bits=64 if checked else 32,
    processes=(os.cpu_count() or 1) if checked else 1,
    checked=str(checked).lower(),
)
(job.scratch / "config.toml").write_text(configuration, encoding="utf-8")
offline = os.environ | {"HF_HOME": str(job.scratch.absolute() / "cache"), "HF_HUB_OFFLINE": "1"}
subprocess.run([sys.executable, "-m", "text_dedup.minhash"], cwd=job.scratch, env=offline, check=True)

doc_ids, _ = read_documents(job)
clusters = pickle.loads((job.scratch / "output" / "clusters.pickle").read_bytes())
write_clusters(job, doc_ids, (clusters.get(document, f"alone {document}") for document in range(len(doc_ids))))
