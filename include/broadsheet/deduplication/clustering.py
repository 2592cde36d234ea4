"""Finds the clusters of a set of documents: a pure function of their sketches and texts."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.deduplication.candidates import Pairs, candidate_pairs, unique_pairs
from broadsheet.deduplication.clusters import cluster_texts
from broadsheet.deduplication.pair_features import Evidence, empty_evidence, join_evidence, take_evidence
from broadsheet.deduplication.relations import CONTAINED, NAMES, NEAR, NONE, ReadTexts, Relations, compare, relate
from broadsheet.deduplication.representative import choose_representatives
from broadsheet.deduplication.sketches import Sketches, read_sketches, take_sketches
from broadsheet.errors import DataError
from broadsheet.numba_support import Int8s, Int64s
from broadsheet.schema import CLUSTERS, RELATIONS, SKETCHES
from broadsheet.settings import Deduplication


class Outcome(NamedTuple):
    """Clusters and relations.

    Attributes:
        clusters: `CLUSTERS`, one row per document, sorted by doc_id.
        relations: `RELATIONS`, one row per compared pair of distinct texts, including relation none, sorted by
            (doc_a, doc_b). The smallest doc_id represents exact copies.
    """

    clusters: pa.Table
    relations: pa.Table


def find_clusters(
    sketches: pa.Table, known: pa.Table, read_texts: ReadTexts, settings: Deduplication, scratch: Path | None = None
) -> Outcome:
    """Return clusters and relations of all documents.

    Args:
        sketches: `SKETCHES` of all documents, in any order.
        known: `RELATIONS` found before with the same settings, of unchanged texts. They save reading texts and do not
            change the result; rows of other documents are ignored.
        read_texts: Yields doc_id and text of documents; called only for pairs that are not known.
        settings: The parameters of deduplication.
        scratch: Folder for temporary data; None for the system's temporary folder.

    Raises:
        DataError: a doc_id is repeated, or a text is missing or does not match its sketch.
    """
    documents = sketches.select(SKETCHES.names).cast(SKETCHES).sort_by("doc_id").combine_chunks()
    del sketches
    doc_ids = _doc_ids(documents)
    text_of, holders = _distinct_texts(documents)
    texts = take_sketches(read_sketches(documents["sketch"], documents["shingle_count"], settings), holders)
    documents = documents.drop_columns("sketch")  # most of its memory
    comparer = _Comparer(doc_ids.take(pa.array(holders)), texts, read_texts, settings, scratch)
    comparer.remember(known, doc_ids, text_of)

    relations = comparer.compare(candidate_pairs(texts, settings))
    cluster = cluster_texts(relations, texts)[text_of]
    representative = choose_representatives(documents, cluster)
    added = unique_pairs(text_of, text_of[representative])
    apart = added.first != added.second
    added = Pairs(added.first[apart], added.second[apart])
    relations = comparer.compare(
        unique_pairs(
            np.concatenate([relations.pairs.first, added.first]),
            np.concatenate([relations.pairs.second, added.second]),
        )
    )
    return Outcome(
        _clusters_table(doc_ids, text_of, cluster, representative, relations),
        _relations_table(comparer.doc_ids, relations),
    )


class _Comparer:
    """Compares pairs of texts, each once; texts of known pairs are not read again."""

    def __init__(
        self, doc_ids: pa.Array, texts: Sketches, read_texts: ReadTexts, settings: Deduplication, scratch: Path | None
    ) -> None:
        self.doc_ids = doc_ids
        self._texts = texts
        self._read_texts = read_texts
        self._settings = settings
        self._scratch = scratch
        self._pairs = np.empty(0, np.int64)
        self._evidence = empty_evidence(0)

    def remember(self, known: pa.Table, doc_ids: pa.Array, text_of: Int64s) -> None:
        """Add known relations of documents that still exist."""
        rows = [pc.index_in(known[name], value_set=doc_ids.cast(known[name].type)) for name in ("doc_a", "doc_b")]
        present = pc.and_(rows[0].is_valid(), rows[1].is_valid())
        one, other = (text_of[row.filter(present).to_numpy()] for row in rows)
        evidence = Evidence(*(known[name].filter(present).to_numpy() for name in Evidence._fields))
        jaccard = known["jaccard"].filter(present).to_numpy()
        again = relate(Pairs(one, other), evidence, self._texts.counts, self._settings)
        sound = (again.jaccard == jaccard) & (one != other)  # else it belongs to another text
        pairs = Pairs(np.minimum(one, other)[sound], np.maximum(one, other)[sound])
        self._store(pairs, take_evidence(evidence, sound))

    def compare(self, pairs: Pairs) -> Relations:
        """Return the relations of pairs."""
        packed = _pack(pairs)
        missing = ~np.isin(packed, self._pairs)
        if missing.any():
            new = Pairs(pairs.first[missing], pairs.second[missing])
            counts = self._texts.counts
            self._store(new, compare(new, self.doc_ids, counts, self._read_texts, self._settings, self._scratch))
        places = np.searchsorted(self._pairs, packed)
        return relate(pairs, take_evidence(self._evidence, places), self._texts.counts, self._settings)

    def _store(self, pairs: Pairs, evidence: Evidence) -> None:
        self._pairs, rows = np.unique(np.concatenate([self._pairs, _pack(pairs)]), return_index=True)
        self._evidence = take_evidence(join_evidence(self._evidence, evidence), rows)


def _pack(pairs: Pairs) -> Int64s:
    return pairs.first.astype(np.int64) << 32 | pairs.second.astype(np.int64)


def _doc_ids(documents: pa.Table) -> pa.Array:
    doc_ids = documents["doc_id"].combine_chunks()
    if len(doc_ids) > 1:
        repeated = pc.equal(doc_ids[1:], doc_ids[:-1])
        if pc.any(repeated).as_py():
            raise DataError(f"document {doc_ids[1:].filter(repeated)[0]} is given twice; audit the warehouse")
    return doc_ids


def _distinct_texts(documents: pa.Table) -> tuple[Int64s, Int64s]:
    """Return for each document its text, and for each text its first document.

    Texts without words are never equal to each other.
    """
    digests = documents["text_digest"].to_numpy()
    rows = np.arange(len(digests))
    _, firsts, copies = np.unique(digests, return_index=True, return_inverse=True)
    first = np.where(documents["shingle_count"].to_numpy() > 0, firsts[copies], rows)
    holders, text_of = np.unique(first, return_inverse=True)
    return text_of.astype(np.int64), holders.astype(np.int64)


def _clusters_table(
    doc_ids: pa.Array,
    text_of: Int64s,
    cluster: Int64s,
    representative: Int64s,
    relations: Relations,
) -> pa.Table:
    rows = np.arange(len(doc_ids))
    is_kept = representative == rows
    sizes = np.bincount(representative, minlength=len(rows))
    _, members = np.unique(cluster, return_inverse=True)
    smallest = np.full(len(rows), len(rows))
    np.minimum.at(smallest, members, rows)

    text, other = text_of, text_of[representative]
    exact = text == other
    packed = _pack(Pairs(np.minimum(text, other), np.maximum(text, other)))
    found = np.minimum(np.searchsorted(_pack(relations.pairs), packed), max(len(relations.kind) - 1, 0))
    kind = np.full(len(rows), NONE, np.int8)
    jaccard, containment = np.ones(len(rows)), np.ones(len(rows))
    apart = ~exact
    kind[apart] = relations.kind[found[apart]]
    jaccard[apart] = relations.jaccard[found[apart]]
    containment[apart] = relations.containment[found[apart]]
    through = _strongest(relations, text_of, cluster)
    kind = np.where(kind == NONE, through[text], kind)
    names = np.where(exact, "exact", np.array(NAMES)[kind])
    return pa.table(
        [
            doc_ids,
            doc_ids.take(pa.array(smallest[members])),
            pa.array(is_kept),
            pa.array(np.where(is_kept, sizes - 1, 0)),
            pc.if_else(pa.array(is_kept), pa.scalar(None, doc_ids.type), doc_ids.take(pa.array(representative))),
            pa.array(names.tolist(), pa.string(), mask=is_kept),
            pa.array(jaccard, mask=is_kept),
            pa.array(containment, mask=is_kept),
        ],
        names=CLUSTERS.names,
    ).cast(CLUSTERS)


def _strongest(relations: Relations, text_of: Int64s, cluster: Int64s) -> Int8s:
    """Return for each text its closest relation to any other text of its cluster."""
    texts = int(text_of.max(initial=-1)) + 1
    cluster_of = np.empty(texts, np.int64)
    cluster_of[text_of] = cluster
    strongest = np.full(texts, NONE, np.int8)
    one, other = relations.pairs
    together = cluster_of[one] == cluster_of[other]
    for side in (one, other):
        np.maximum.at(strongest, side[together], relations.kind[together])
    assert NONE < CONTAINED < NEAR
    return strongest


def _relations_table(doc_ids: pa.Array, relations: Relations) -> pa.Table:
    return pa.table(
        [
            doc_ids.take(pa.array(relations.pairs.first)),
            doc_ids.take(pa.array(relations.pairs.second)),
            pa.array(np.array(NAMES)[relations.kind].tolist(), pa.string()),
            *map(pa.array, relations.evidence),
            pa.array(relations.jaccard),
            pa.array(relations.containment),
        ],
        names=RELATIONS.names,
    ).cast(RELATIONS)
