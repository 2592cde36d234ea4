"""The tools that are compared, and how each is set.

Each driver's docstring says where its settings come from. Where a tool has a cheaper documented way, both are here.
Texts are in four languages; no tool gets the language.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Tool:
    """One way to deduplicate.

    Attributes:
        name: What the table calls it.
        driver: Name of its driver, after ``with_``.
        settings: What is said of its settings below the table.
        peer: The package and its environment; null for Broadsheet.
        variant: Which of its driver's ways.
        source: Page of its documentation that the settings are from.
        most: Documents above which it is not run: it would take minutes a round.
        ours: Whether it runs in Broadsheet's environment, the peer's beside it.
    """

    name: str
    driver: str
    settings: str
    peer: str | None = None
    variant: str = ""
    source: str = ""
    most: int = 1_000_000
    ours: bool = False

    @property
    def script(self) -> Path:
        """The driver."""
        return FOLDER / "drivers" / f"with_{self.driver}.py"


BROADSHEET = Tool(
    "Broadsheet",
    "broadsheet",
    "5-word shingles, sketch 1/16, pairs verified exactly; Jaccard .7 or containment .5; all cores",
)
_RENSA = "https://github.com/beowolx/rensa"
_DATATROVE = "https://github.com/huggingface/datatrove/blob/main/examples/minhash_deduplication.py"
_DATASKETCH = "https://ekzhu.github.io/datasketch/lsh.html"
_TEXT_DEDUP = "https://github.com/ChenghaoMou/text-dedup#quick-start"

TOOLS = (
    BROADSHEET,
    Tool(
        "rensa, words",
        "rensa",
        "the README's deduplicator: words at spaces, 128 slots, threshold .8",
        peer="rensa",
        variant="words",
        source=_RENSA,
    ),
    Tool(
        "rensa, shingles",
        "rensa",
        "the README's deduplicator: 5-word shingles made in Python, 128 slots, threshold .7",
        peer="rensa",
        variant="shingles",
        source=_RENSA,
    ),
    Tool(
        "rensa, rho",
        "rensa",
        "the README's fastest: 5-word shingles made in Python, 128 slots, 8 bands; flags only, joined by shared bands",
        peer="rensa",
        variant="rho",
        source=f"{_RENSA}/blob/main/benchmarks/full_benchmark.py",
    ),
    Tool(
        "rensa, our shingles",
        "rensa_on_our_shingles",
        "fed with Broadsheet's shingle hashes, 128 slots, 16 bands; flags only, joined by shared bands",
        peer="rensa",
        source=_RENSA,
        ours=True,
    ),
    Tool(
        "polars",
        "polars",
        "Broadsheet's sketch 1/16 in expressions, pairs by estimate, not verified; all cores",
        peer="polars",
        source="https://docs.pola.rs/api/python/stable/reference/expressions/index.html",
    ),
    Tool(
        "gaoya",
        "gaoya",
        "5-word shingles, its default 20 bands of 5, threshold .7; all cores",
        peer="gaoya",
        source="https://github.com/serega/gaoya/blob/master/py-gaoya/gaoya/minhash.py",
    ),
    Tool(
        "datasketch, xxhash",
        "datasketch",
        "5-word shingles, 128 permutations, threshold .7, xxhash by its argument hashfunc",
        peer="datasketch",
        variant="xxhash",
        source="https://ekzhu.github.io/datasketch/minhash.html",
        most=30_000,
    ),
    Tool(
        "datasketch",
        "datasketch",
        "5-word shingles, 128 permutations, threshold .7, its own SHA-1",
        peer="datasketch",
        variant="sha1",
        source=_DATASKETCH,
        most=30_000,
    ),
    Tool(
        "datatrove, spaces",
        "datatrove",
        "5-word shingles, 14 buckets of 8, words at spaces; one worker, stages 1 to 3",
        peer="datatrove",
        variant="spaces",
        source=_DATATROVE,
        most=30_000,
    ),
    Tool(
        "datatrove",
        "datatrove",
        "5-word shingles, 14 buckets of 8, its spaCy words; one worker, stages 1 to 3",
        peer="datatrove",
        variant="spacy",
        source=_DATATROVE,
        most=10_000,
    ),
    Tool(
        "text-dedup, unchecked",
        "text_dedup",
        "5-word shingles, 128 permutations of 32 bits, threshold .7, pairs not verified; one process",
        peer="text-dedup",
        variant="unchecked",
        source=_TEXT_DEDUP,
        most=10_000,
    ),
    Tool(
        "text-dedup",
        "text_dedup",
        "the README's: 5-word shingles, 240 permutations, threshold .7, pairs verified; all cores",
        peer="text-dedup",
        variant="checked",
        source=_TEXT_DEDUP,
        most=10_000,
    ),
)
