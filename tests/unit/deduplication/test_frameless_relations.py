"""Pairs that are compared before they are clustered: what that saves, and that it changes nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.deduplication.candidates import Pairs
from broadsheet.deduplication.clustering import Outcome, find_clusters, frameless_relations
from broadsheet.deduplication.pair_features import features_of
from broadsheet.schema import RELATIONS
from broadsheet.settings import Deduplication

NOTHING = RELATIONS.empty_table()


def compared(texts: dict[str, str], outcome: Outcome, settings: Deduplication) -> pa.Table:
    """Compare the pairs of an outcome on their own."""
    doc_ids = pa.array(sorted(texts))
    features = features_of(pa.table({"doc_id": doc_ids, "text": [texts[one] for one in sorted(texts)]}), settings)
    first, second = (pc.index_in(outcome.relations[name], doc_ids).to_numpy() for name in ("doc_a", "doc_b"))
    return frameless_relations(Pairs(first.astype(np.int32), second.astype(np.int32)), features, settings)


def outcomes(
    texts: dict[str, str], sketches_of: Callable[..., pa.Table], library: Any, settings: Deduplication
) -> Iterator[tuple[Outcome, Any]]:
    """Yield what comes out without pairs compared before, then with them; and the reader of the texts."""
    outlets = pa.table({"doc_id": list(texts), "outlet": ["one"] * len(texts)})
    known = NOTHING
    for _ in range(2):
        reader = library(texts)
        outcome = find_clusters(sketches_of(texts), known, reader.read, settings, outlets=outlets)
        yield outcome, reader
        known = compared(texts, outcome, settings)


def test_texts_without_frames_are_not_read_again(
    words: Callable[..., str],
    edited: Callable[[str, float, int], str],
    sketches_of: Callable[..., pa.Table],
    library: Any,
    settings: Deduplication,
) -> None:
    story = words(500, 1)
    texts = {"a": story, "b": " ".join(story.split()[50:250]), "c": edited(story, 0.01, 1), "d": words(300, 2)}
    (plain, _), (again, reader) = outcomes(texts, sketches_of, library, settings)
    assert reader.asked == []
    assert again.clusters.equals(plain.clusters)
    assert again.relations.equals(plain.relations)


def test_texts_with_frames_are_compared_again(
    words: Callable[..., str], sketches_of: Callable[..., pa.Table], library: Any, settings: Deduplication
) -> None:
    """Newsletters share most of their words, which are their frame: without it, each would contain the others."""
    greeting = words(160, 901)
    texts = {f"{number:02}": f"{greeting} {words(80, 10 + number)}" for number in range(8)}
    (plain, _), (again, reader) = outcomes(texts, sketches_of, library, settings)
    assert plain.clusters["kept"].to_pylist() == [True] * 8
    assert set(compared(texts, plain, settings)["relation"].to_pylist()) == {"contained"}
    assert reader.asked
    assert again.clusters.equals(plain.clusters)
    assert again.relations.equals(plain.relations)
