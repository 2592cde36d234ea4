"""Finds the clusters of a set of documents: a pure function of their sketches and texts."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.deduplication.candidates import Pairs, candidate_pairs, unique_pairs
from broadsheet.deduplication.clusters import cluster_texts
from broadsheet.deduplication.content_store import ReadTexts, StoredContents
from broadsheet.deduplication.distinct import distinct
from broadsheet.deduplication.frames import Frames, outlets_of
from broadsheet.deduplication.lending import lend
from broadsheet.deduplication.page_versions import page_versions
from broadsheet.deduplication.pair_features import (
    Evidence,
    contents_of,
    empty_evidence,
    examine,
    join_evidence,
    take_evidence,
)
from broadsheet.deduplication.relations import NAMES, NONE, VERSION, Relations, compare, relate
from broadsheet.deduplication.representative import Holders, choose_representatives, ranked
from broadsheet.deduplication.sketches import Sketches, read_sketches, take_sketches
from broadsheet.errors import DataError
from broadsheet.numba_support import Bools, Int64s, UInt64s
from broadsheet.schema import CLUSTERS, LENT, RELATIONS, SKETCHES
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
    sketches: pa.Table,
    known: pa.Table,
    read_texts: ReadTexts,
    settings: Deduplication,
    scratch: Path | None = None,
    outlets: pa.Table | None = None,
    priorities: Mapping[str, int] | None = None,
    candidates: pa.Table | None = None,
) -> Outcome:
    """Return clusters and relations of all documents.

    Clusters and representatives are those of the newest versions of pages alone. Each outdated version then joins the
    representative and the cluster of the newest version.

    Args:
        sketches: `SKETCHES` of all documents, in any order.
        known: `RELATIONS` found before with the same settings, of unchanged texts. They save reading texts and do not
            change the result; rows of other documents are ignored.
        read_texts: Yields doc_id and text of documents; called only for pairs that are not known.
        settings: The parameters of deduplication.
        scratch: Folder for temporary data; None for the system's temporary folder.
        priorities: Priority of each source by name; 0 for those that are not in it.
        outlets: Columns doc_id and outlet; documents that are not in it have no known outlet, and None is no document.
        candidates: Columns doc_a and doc_b: the candidate pairs, by the smallest doc_id of each text. None finds them.

    Raises:
        DataError: a doc_id is repeated, or a text is missing or does not match its sketch.
    """
    documents = sketches.select(SKETCHES.names).cast(SKETCHES).sort_by("doc_id").combine_chunks()
    del sketches
    doc_ids = _doc_ids(documents)
    text_of, holders = _distinct_texts(documents)
    digests = documents["text_digest"].to_numpy().view(np.uint64)[holders]
    texts = take_sketches(read_sketches(documents["sketch"], documents["shingle_count"], settings), holders)
    documents = documents.drop_columns("sketch")  # most of its memory
    newest, current, outdated = page_versions(documents, one_per_address=settings.one_version_per_address)
    texts = _sketched_only(texts, text_of[current])
    text_ids = doc_ids.take(pa.array(holders))
    pairs = candidate_pairs(texts, settings) if candidates is None else _positions(candidates, text_ids)
    codes = _outlets(outlets, doc_ids)
    codes[outdated] = -1
    frames = Frames(pairs, outlets_of(text_of, codes, len(holders)), digests, texts.counts, settings.frame_stories)
    versions = text_of[np.concatenate([outdated, newest[outdated]])]
    compared = distinct(np.concatenate([pairs.first, pairs.second, versions]))
    with StoredContents(compared, text_ids, texts.counts, read_texts, settings, scratch) as contents:
        comparer = _Comparer(contents, frames, texts.counts, settings)
        comparer.remember(known, doc_ids, text_of)
        relations = comparer.compare(pairs)
        cluster = cluster_texts(relations, texts)
        confirmed = _confirmed(relations, cluster)[text_of]
        members = cluster[text_of]
        ranking = ranked(documents.take(pa.array(current)), members[current], confirmed[current], priorities or {})
        ranking = current[ranking]
        representative = choose_representatives(
            ranking,
            members,
            text_of,
            comparer.holds,
            lambda: _holders(comparer.compared(), cluster, settings),
        )
        representative[outdated] = representative[newest[outdated]]
        members[outdated] = members[newest[outdated]]
        held = comparer.holds(text_of[outdated], text_of[representative[outdated]])
        relations = comparer.compared()
    confirmed[outdated] = _shared_with(relations, text_of, representative, confirmed)[outdated]
    clusters = _clusters_table(doc_ids, text_of, members, representative, relations, outdated[~held])
    lent = lend(documents, np.concatenate([ranking, outdated[held]]), representative)
    newer = pa.array(newest, mask=newest == np.arange(len(newest)))
    columns = [*clusters.columns, pa.array(confirmed), doc_ids.take(newer), *lent.columns]
    names = [*clusters.schema.names, "confirmed_shingles", "newer_version", *(field.name for field in LENT)]
    return Outcome(
        pa.table(columns, names=names).select(CLUSTERS.names).cast(CLUSTERS),
        _relations_table(text_ids, relations, frames.contexts),
    )


def frameless_relations(pairs: Pairs, features: pa.Table, settings: Deduplication) -> pa.Table:
    """Return `RELATIONS` of pairs of texts, as `find_clusters` finds them if neither text has a frame.

    As known relations they save comparing the pairs; `find_clusters` ignores those of texts that do have a frame.

    Args:
        pairs: Rows of `features`, in any order.
        features: Columns of `broadsheet.deduplication.pair_features.features_of`, sorted by doc_id.
        settings: The parameters of deduplication.
    """
    contents = contents_of(features, settings)
    relations = relate(pairs, examine(pairs, contents), np.diff(contents.shingles.offsets), settings)
    return _relations_table(features["doc_id"].combine_chunks(), relations, np.zeros(len(features), np.uint64))


class _Comparer:
    """Compares pairs of texts, each once; texts of known pairs are not read again."""

    def __init__(self, contents: StoredContents, frames: Frames, counts: Int64s, settings: Deduplication) -> None:
        self._contents = contents
        self._frames = frames
        self._counts = counts
        self._settings = settings
        self._pairs = np.empty(0, np.int64)
        self._asked = np.empty(0, np.bool_)
        self._evidence = empty_evidence(0)

    def remember(self, known: pa.Table, doc_ids: pa.Array, text_of: Int64s) -> None:
        """Add known relations of documents that still exist, unless the frame of a text can have changed."""
        rows = [pc.index_in(known[name], value_set=doc_ids.cast(known[name].type)) for name in ("doc_a", "doc_b")]
        present = pc.and_(rows[0].is_valid(), rows[1].is_valid())
        one, other = (text_of[row.filter(present).to_numpy()] for row in rows)
        columns = {name: known[name].filter(present).to_numpy() for name in known.schema.names[2:]}
        own = np.stack([columns["own_a"], columns["own_b"]])
        first, second = np.where(one < other, own, own[::-1])
        pairs = Pairs(np.minimum(one, other), np.maximum(one, other))
        evidence = Evidence(
            columns["shared"], columns["own_shared"], first, second, columns["lead"], columns["figures"]
        )
        again = relate(pairs, evidence, self._counts, self._settings)
        sound = (again.jaccard == columns["jaccard"]) & (one != other)  # else it belongs to another text
        sound &= _contexts(pairs, self._frames.contexts) == columns["context"]
        self._store(Pairs(pairs.first[sound], pairs.second[sound]), take_evidence(evidence, sound))

    def compare(self, pairs: Pairs) -> Relations:
        """Return the relations of pairs."""
        packed = _pack(pairs)
        missing = ~self._has(packed)
        if missing.any():
            new = Pairs(pairs.first[missing], pairs.second[missing])
            self._frames.find(np.concatenate([new.first, new.second]).astype(np.int64), self._contents)
            self._store(new, compare(new, self._contents, self._counts))
        places = np.searchsorted(self._pairs, packed)
        self._asked[places] = True
        return relate(pairs, take_evidence(self._evidence, places), self._counts, self._settings)

    def _has(self, packed: Int64s) -> Bools:
        """Return which pairs are stored; these are sorted, so no hash table is needed, as np.isin builds."""
        if not len(self._pairs):
            return np.zeros(len(packed), np.bool_)
        places = np.minimum(np.searchsorted(self._pairs, packed), len(self._pairs) - 1)
        found: Bools = self._pairs[places] == packed
        return found

    def holds(self, texts: Int64s, holders: Int64s) -> Bools:
        """Return for each pair of texts whether the second, as representative, may stand for the first."""
        held: Bools = texts == holders
        apart = np.flatnonzero(~held)
        one, other = texts[apart], holders[apart]
        pairs = unique_pairs(one, other)
        relations = self.compare(pairs)
        found = np.searchsorted(_pack(pairs), _pack(Pairs(np.minimum(one, other), np.maximum(one, other))))
        share = np.where(one < other, relations.held_first[found], relations.held_second[found])
        held[apart] = (relations.kind[found] != NONE) & (share >= self._settings.containment)
        return held

    def compared(self) -> Relations:
        """Return the relations of all pairs that were asked for."""
        packed = self._pairs[self._asked]
        pairs = Pairs((packed >> 32).astype(np.int32), (packed & 0xFFFFFFFF).astype(np.int32))
        return relate(pairs, take_evidence(self._evidence, self._asked), self._counts, self._settings)

    def _store(self, pairs: Pairs, evidence: Evidence) -> None:
        self._pairs, rows = np.unique(np.concatenate([self._pairs, _pack(pairs)]), return_index=True)
        self._asked = np.concatenate([self._asked, np.zeros(len(pairs.first), np.bool_)])[rows]
        self._evidence = take_evidence(join_evidence(self._evidence, evidence), rows)


def _pack(pairs: Pairs) -> Int64s:
    return pairs.first.astype(np.int64) << 32 | pairs.second.astype(np.int64)


def _positions(candidates: pa.Table, text_ids: pa.Array) -> Pairs:
    """Return the pairs of texts that are given by their doc_ids."""
    one, other = (pc.index_in(candidates[name], text_ids).to_numpy().astype(np.int64) for name in ("doc_a", "doc_b"))
    return unique_pairs(one, other)


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
    only_versions: Int64s,
) -> pa.Table:
    """Return the columns of `CLUSTERS` that describe the clusters; `only_versions` are not held by anything."""
    rows = np.arange(len(doc_ids))
    is_kept = representative == rows
    sizes = np.bincount(representative, minlength=len(rows))
    _, members = np.unique(cluster, return_inverse=True)
    related = np.bincount(members[is_kept], minlength=len(rows))[members] - 1
    smallest = np.full(len(rows), len(rows))
    np.minimum.at(smallest, members, rows)

    exact = text_of == text_of[representative]
    found = _rows_of(relations, text_of, text_of[representative])
    kind = np.full(len(rows), NONE, np.int8)
    jaccard, containment = np.ones(len(rows)), np.ones(len(rows))
    apart = ~exact
    kind[apart] = relations.kind[found[apart]]
    jaccard[apart] = relations.jaccard[found[apart]]
    containment[apart] = relations.containment[found[apart]]
    names = np.where(exact, "exact", np.array(NAMES)[kind])
    names[only_versions] = VERSION
    return pa.table(
        [
            doc_ids,
            doc_ids.take(pa.array(smallest[members])),
            pa.array(is_kept),
            pa.array(np.where(is_kept, sizes - 1, 0)),
            pa.array(np.where(is_kept, related, 0)),
            pc.if_else(pa.array(is_kept), pa.scalar(None, doc_ids.type), doc_ids.take(pa.array(representative))),
            pa.array(names.tolist(), pa.string(), mask=is_kept),
            pa.array(jaccard, mask=is_kept),
            pa.array(containment, mask=is_kept),
        ],
        names=[
            "doc_id",
            "cluster_id",
            "kept",
            "duplicate_count",
            "related_count",
            "duplicate_of",
            "relation",
            "jaccard",
            "containment",
        ],
    )


def _rows_of(relations: Relations, texts: Int64s, others: Int64s) -> Int64s:
    """Return for each pair of texts its row among the relations; any row for a pair that is not there."""
    packed = _pack(Pairs(np.minimum(texts, others), np.maximum(texts, others)))
    found = np.searchsorted(_pack(relations.pairs), packed)
    return np.minimum(found, max(len(relations.kind) - 1, 0)).astype(np.int64)


def _shared_with(relations: Relations, text_of: Int64s, representative: Int64s, same: Int64s) -> Int64s:
    """Return how many own shingles of each document its representative has; `same` where their texts are equal."""
    if not len(relations.kind):
        return same
    shared = relations.evidence.own_shared[_rows_of(relations, text_of, text_of[representative])]
    return np.where(text_of == text_of[representative], same, shared)


def _sketched_only(sketches: Sketches, texts: Int64s) -> Sketches:
    """Return sketches that are empty for all but these texts, so that the others are candidates of none."""
    lengths, chosen = np.diff(sketches.bounds), np.zeros(len(sketches.counts), np.bool_)
    chosen[texts] = True
    if chosen.all():
        return sketches
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths * chosen)])
    return sketches._replace(hashes=sketches.hashes[np.repeat(chosen, lengths)], bounds=bounds)


def _relations_table(doc_ids: pa.Array, relations: Relations, contexts: UInt64s) -> pa.Table:
    evidence = relations.evidence
    return pa.table(
        [
            doc_ids.take(pa.array(relations.pairs.first)),
            doc_ids.take(pa.array(relations.pairs.second)),
            pa.array(np.array(NAMES)[relations.kind].tolist(), pa.string()),
            pa.array(evidence.shared),
            pa.array(evidence.lead),
            pa.array(evidence.figures),
            pa.array(relations.jaccard),
            pa.array(relations.containment),
            pa.array(evidence.own_shared),
            pa.array(evidence.own_first),
            pa.array(evidence.own_second),
            pa.array(_contexts(relations.pairs, contexts)),
        ],
        names=RELATIONS.names,
    ).cast(RELATIONS)


def _contexts(pairs: Pairs, contexts: UInt64s) -> Int64s:
    """Return for each pair a digest of all that the frames of both texts depend on, as the bits of an int64."""
    return (contexts[pairs.first] + contexts[pairs.second]).view(np.int64)


def _outlets(outlets: pa.Table | None, doc_ids: pa.Array) -> Int64s:
    """Return the number of the outlet of each document, -1 where it is unknown."""
    if outlets is None:
        return np.full(len(doc_ids), -1, np.int64)
    named = outlets["outlet"].take(pc.index_in(doc_ids, value_set=outlets["doc_id"].combine_chunks()))
    codes = pc.fill_null(named.combine_chunks().dictionary_encode().indices, -1)
    numbers: Int64s = codes.to_numpy().astype(np.int64)
    return numbers


def _confirmed(relations: Relations, cluster: Int64s) -> Int64s:
    """Return for each text how many of its own shingles the closest other text of its cluster has.

    Those that a related text of another cluster has are subtracted: they belong to another story on the same page.
    """
    confirmed, foreign = np.zeros(len(cluster), np.int64), np.zeros(len(cluster), np.int64)
    together = cluster[relations.pairs.first] == cluster[relations.pairs.second]
    apart = ~together & (relations.kind != NONE)
    for side in relations.pairs:
        np.maximum.at(confirmed, side[together], relations.evidence.own_shared[together])
        np.maximum.at(foreign, side[apart], relations.evidence.own_shared[apart])
    own: Int64s = np.maximum(confirmed - foreign, 0)
    return own


def _holders(relations: Relations, cluster: Int64s, settings: Deduplication) -> Holders:
    """Return the compared pairs of one cluster of which one text holds the other."""
    first, second = (side.astype(np.int64) for side in relations.pairs)
    related = (relations.kind != NONE) & (cluster[first] == cluster[second])
    held = related & (relations.held_first >= settings.containment)
    holds = related & (relations.held_second >= settings.containment)
    holder = np.concatenate([second[held], first[holds]])
    order = np.argsort(holder, kind="stable")
    bounds = np.searchsorted(holder[order], np.arange(len(cluster) + 1)).astype(np.int64)
    return Holders(bounds, np.concatenate([first[held], second[holds]])[order])
