"""Connected components of a graph whose edges are rows of Spark.

Up to a number of edges the driver finds them with SciPy. Beyond it, rounds of large-star and small-star operations do
(Kiveris et al. 2014, "Connected Components in MapReduce and Beyond", doi:10.1145/2670979.2670997): each round moves
every node nearer to the smallest node of its component, and they end when nothing moves.
"""

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from broadsheet.spark.rows import Kept, Scratch

COMPONENTS = pa.schema([("text", pa.int64()), ("component", pa.int64())])
"""Nodes with the smallest node of their component."""


def components(session: SparkSession, edges: Kept, scratch: Scratch, driver_edges: int) -> DataFrame:
    """Return `COMPONENTS` of all nodes that have an edge.

    Args:
        session: The session.
        edges: Columns a and b: two nodes.
        scratch: Takes what is computed between.
        driver_edges: Most edges that the driver takes, of 16 bytes each, and some 100 while it works.
    """
    if edges.count <= driver_edges:
        return session.createDataFrame(_in_driver(edges.read(["a", "b"])))
    return _by_stars(edges.rows(), scratch)


def _in_driver(edges: pa.Table) -> pa.Table:
    if not len(edges):
        return COMPONENTS.empty_table()
    one, other = (edges[name].to_numpy() for name in ("a", "b"))
    nodes, places = np.unique(np.concatenate([one, other]), return_inverse=True)
    places = places.reshape(2, -1)
    graph = coo_array((np.ones(len(one), np.int8), (places[0], places[1])), shape=(len(nodes), len(nodes)))
    _, labels = connected_components(graph, directed=False)
    _, firsts = np.unique(labels, return_index=True)
    return pa.table([nodes, nodes[firsts[labels]]], schema=COMPONENTS)


def _by_stars(edges: DataFrame, scratch: Scratch) -> DataFrame:
    kept, digest = scratch.keep(_directed(edges)), None
    while True:
        kept = scratch.keep(_small_star(_large_star(kept.rows())))
        found = kept.rows().agg(f.count("a"), f.expr("bit_xor(xxhash64(a, b))")).first()
        if found == digest:
            break
        digest = found
    smallest = kept.rows().select(f.col("a").alias("text"), f.col("b").alias("component"))
    roots = kept.rows().select(f.col("b").alias("text"), f.col("b").alias("component")).distinct()
    return smallest.unionAll(roots)


def _directed(edges: DataFrame) -> DataFrame:
    """Return each edge once, from the larger node a to the smaller b."""
    ends = edges.select(f.greatest("a", "b").alias("a"), f.least("a", "b").alias("b"))
    return ends.filter("a > b").distinct()


def _large_star(edges: DataFrame) -> DataFrame:
    """Connect the larger neighbours of each node with the smallest of its neighbours and itself."""
    both = edges.unionAll(edges.select(f.col("b").alias("a"), f.col("a").alias("b")))
    smallest = both.groupBy("a").agg(f.least(f.min("b"), f.col("a")).alias("least"))
    moved = both.filter("b > a").join(smallest, "a").select(f.col("b").alias("a"), f.col("least").alias("b"))
    return _directed(moved)


def _small_star(edges: DataFrame) -> DataFrame:
    """Connect each node and its smaller neighbours with the smallest of these."""
    smallest = edges.groupBy("a").agg(f.min("b").alias("least"))
    moved = edges.join(smallest, "a").select(f.col("b").alias("a"), f.col("least").alias("b"))
    return _directed(moved.unionAll(smallest.select("a", f.col("least").alias("b"))))
