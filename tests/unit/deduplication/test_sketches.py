"""How much two sketches share, whatever their rates."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from broadsheet.deduplication.sketches import read_sketches, shareable, sketch_overlap, take_sketches
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import fingerprint


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("length", [300, 5_000], ids=["same rate", "coarser rate"])
def test_quotient_estimates_containment(
    share: float, length: int, words: Callable[..., str], settings: Deduplication
) -> None:
    estimates = []
    for seed in range(40):
        long = words(length, seed)
        part = [*long.split()[: int(300 * share)], *words(300 - int(300 * share), 1_000 + seed).split()]
        made = pa.Table.from_batches([fingerprint(pa.array([" ".join(part), long]), settings)])
        sketches = read_sketches(made["sketch"], made["shingle_count"], settings)
        assert sketch_overlap(sketches, 0, 1) == sketch_overlap(sketches, 1, 0)
        estimates.append(sketch_overlap(sketches, 0, 1) / max(1, shareable(sketches, 0, 1)))
    assert np.mean(estimates) == pytest.approx(share, abs=0.05)


def test_chunks_and_order_taken(words: Callable[..., str], settings: Deduplication) -> None:
    made = [pa.table(fingerprint(pa.array([words(80 * size, size)]), settings).to_pydict()) for size in (1, 3, 9)]
    table = pa.concat_tables(made)
    sketches = read_sketches(table["sketch"], table["shingle_count"].cast(pa.int32()), settings)
    turned = take_sketches(sketches, np.array([2, 0]))
    expected = [*table["sketch"][2].as_py(), *table["sketch"][0].as_py()]
    assert turned.hashes.view(np.int64).tolist() == expected
    assert turned.bounds.tolist() == [0, len(table["sketch"][2]), len(expected)]
    assert turned.counts.tolist() == [716, 76]
