"""Candidate pairs and connected components are those of one machine, however the rows are split."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from broadsheet.deduplication.candidates import candidate_pairs
from broadsheet.deduplication.sketches import read_sketches
from broadsheet.settings import Deduplication
from broadsheet.spark import candidates, components
from broadsheet.spark.engine import SparkEngine
from broadsheet.spark.rows import Scratch
from spark_cluster import tasks as tasks_of

SETTINGS = Deduplication(max_group=6, sketch_rate=1, min_shared=3)
"""Small groups, so that few texts make large ones; every hash is in a sketch."""


def made_up_texts(dice: np.random.Generator, texts: int = 500) -> pa.Table:
    """Make up texts whose hashes are drawn from families, and a hash that half of them have; in order of similarity."""
    families = dice.integers(1, 2**62, (40, 30))
    hot = np.arange(1, 4)  # lower than all others, so that large groups are many ranges long
    sketches = []
    for number in range(texts):
        family = families[number % len(families)]
        own = dice.choice(family, dice.integers(4, 30), replace=False)
        noise = dice.integers(1, 2**62, dice.integers(0, 6))
        sketches.append(np.unique(np.concatenate([own, noise, hot[: number % 4]])).astype(np.int64))
    order = sorted(range(texts), key=lambda number: (sketches[number][0], sketches[number][1], number))
    ordered = [sketches[number] for number in order]
    columns = [range(texts), [len(sketch) for sketch in ordered], ordered]
    schema = pa.schema([("text", pa.int64()), ("shingles", pa.int32()), ("sketch", pa.list_(pa.int64()))])
    return pa.table(columns, schema=schema)


@pytest.mark.parametrize("tasks", [3, 300])
def test_the_pairs_do_not_depend_on_how_entries_are_split(engine: SparkEngine, tmp_path: Path, tasks: int) -> None:
    texts = made_up_texts(np.random.default_rng(5))
    expected = candidate_pairs(read_sketches(texts["sketch"], texts["shingles"], SETTINGS), SETTINGS)
    assert len(expected.first) > 1_000
    scratch = Scratch(engine.session, tmp_path)
    with tasks_of(engine.session, tasks):
        kept = scratch.keep(engine.session.createDataFrame(texts))
        found = candidates.candidate_pairs(engine.session, kept, SETTINGS, scratch).read()
    pairs = sorted(zip(found["a"].to_pylist(), found["b"].to_pylist(), strict=True))
    assert pairs == list(zip(expected.first.tolist(), expected.second.tolist(), strict=True))


def test_components_by_stars_are_those_of_the_driver(engine: SparkEngine, tmp_path: Path) -> None:
    """A long path, which takes most rounds, a star, and random edges."""
    dice = np.random.default_rng(3)
    path = np.stack([np.arange(60), np.arange(1, 61)])
    star = np.stack([np.full(50, 200), np.arange(201, 251)])
    one, other = np.concatenate([path, star, dice.integers(300, 900, (2, 350))], axis=1)
    shuffled = dice.permutation(1_000)[np.stack([one, other])]
    scratch = Scratch(engine.session, tmp_path)
    kept = scratch.keep(engine.session.createDataFrame(pa.table([*shuffled], names=["a", "b"])))
    found = components.components(engine.session, kept, scratch, driver_edges=0).toArrow()
    component = dict(zip(found["text"].to_pylist(), found["component"].to_pylist(), strict=True))
    graph = coo_array((np.ones(len(one)), (shuffled[0], shuffled[1])), shape=(1_000, 1_000))
    _, labels = connected_components(graph, directed=False)
    nodes = np.unique(shuffled).tolist()
    assert component == {node: int(np.flatnonzero(labels == labels[node])[0]) for node in nodes}
