"""What a pair of texts is to one another."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from broadsheet.deduplication import relations
from broadsheet.deduplication.candidates import Pairs
from broadsheet.deduplication.content_store import StoredContents
from broadsheet.deduplication.pair_features import Contents, Evidence, examine, read_contents
from broadsheet.deduplication.relations import CONTAINED, NEAR, NONE, compare, relate
from broadsheet.errors import DataError
from broadsheet.settings import Deduplication

SEEDS = Path(__file__).parents[3] / "seeds"


def one_pair() -> Pairs:
    return Pairs(np.array([0], np.int32), np.array([1], np.int32))


def counted(shared: int, lead: float = 1.0, figures: float = 1.0) -> Evidence:
    """Return evidence of a pair with 100 shingles each, without frames."""
    return with_frames(shared, shared, 100, 100, lead, figures)


def with_frames(
    shared: int, own_shared: int, own_first: int, own_second: int, lead: float = 1.0, figures: float = 1.0
) -> Evidence:
    counts = (np.array([count], np.int32) for count in (shared, own_shared, own_first, own_second))
    return Evidence(*counts, np.array([lead]), np.array([figures]))


@pytest.mark.parametrize(
    ("shared", "counts", "kind"),
    [
        pytest.param(95, (100, 100), NEAR, id="hardly edited"),
        pytest.param(70, (70, 100), NEAR, id="at the Jaccard threshold"),
        pytest.param(69, (69, 100), CONTAINED, id="just under it, but all of the smaller one"),
        pytest.param(60, (100, 240), CONTAINED, id="most of a shorter edit"),
        pytest.param(50, (100, 900), CONTAINED, id="at the containment threshold"),
        pytest.param(49, (100, 900), NONE, id="just under it"),
        pytest.param(19, (25, 900), NONE, id="too few shared to say"),
        pytest.param(1, (1, 1), NEAR, id="one shingle each, the same"),
        pytest.param(1, (1, 900), NONE, id="one shingle within a long text"),
        pytest.param(0, (0, 0), NONE, id="no words at all"),
    ],
)
def test_relation(shared: int, counts: tuple[int, int], kind: int, settings: Deduplication) -> None:
    made = relate(one_pair(), with_frames(shared, shared, *counts), np.array(counts), settings)
    assert made.kind.tolist() == [kind]
    assert 0 <= made.jaccard[0] <= made.containment[0] <= 1


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        pytest.param(counted(60, lead=0.25), CONTAINED, id="a quarter of a lead in common"),
        pytest.param(counted(60, lead=0.24), NONE, id="neither has the lead of the other"),
        pytest.param(counted(95, lead=0.0), NEAR, id="near copies need no lead"),
        pytest.param(counted(60, figures=0.69), NONE, id="a report of other figures"),
        pytest.param(counted(95, figures=0.69), NONE, id="hardly edited but for the figures"),
        pytest.param(counted(95, figures=0.7), NEAR, id="some of the figures brought up to date"),
    ],
)
def test_relation_asks_what_is_shared(evidence: Evidence, kind: int, settings: Deduplication) -> None:
    assert relate(one_pair(), evidence, np.array([100, 100]), settings).kind.tolist() == [kind]


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        pytest.param(with_frames(60, 0, 40, 40), NONE, id="all that they share is a frame"),
        pytest.param(with_frames(90, 10, 20, 20), NONE, id="nine tenths, but only half of what is their own"),
        pytest.param(with_frames(90, 30, 40, 40), CONTAINED, id="most of what is their own"),
        pytest.param(with_frames(99, 39, 40, 40), NEAR, id="copies in one frame"),
        pytest.param(with_frames(40, 30, 40, 40), NONE, id="two frames do not make half of a text more"),
        pytest.param(with_frames(99, 0, 0, 0), NONE, id="nothing of their own"),
    ],
)
def test_frames_weigh_nothing(evidence: Evidence, kind: int, settings: Deduplication) -> None:
    made = relate(one_pair(), evidence, np.array([100, 100]), settings)
    assert made.kind.tolist() == [kind]
    assert made.containment.tolist() == [evidence.shared[0] / 100]


def test_share_held_is_of_each_text(settings: Deduplication) -> None:
    made = relate(one_pair(), with_frames(60, 60, 80, 300), np.array([80, 300]), settings)
    assert (made.kind.tolist(), made.containment.tolist()) == ([CONTAINED], [0.75])
    assert (made.held_first.tolist(), made.held_second.tolist()) == ([0.75], [0.2])


def test_the_two_seed_pages_carry_one_story(settings: Deduplication) -> None:
    """Their bodies, cut out by hand: an edit of half the length, which Jaccard alone would never find."""
    long = next(SEEDS.glob("000_*")).read_text(encoding="utf-8")
    long = long[long.index("U.S. President Donald Trump received") : long.index("Clic here to read")]
    short = next(SEEDS.glob("004_*")).read_text(encoding="utf-8")
    short = short[short.index("WASHINGTON - ") :]
    contents = read_contents(pa.array([long, short]), settings)
    made = relate(one_pair(), examine(one_pair(), contents), np.diff(contents.shingles.offsets), settings)
    assert made.kind.tolist() == [CONTAINED]
    assert made.jaccard[0] == pytest.approx(0.22, abs=0.02)
    assert made.containment[0] == pytest.approx(0.6, abs=0.05)


@pytest.fixture
def stored(library: Any, settings: Deduplication, tmp_path: Path) -> Iterator[Callable[..., StoredContents]]:
    """Return a store of texts by doc_id, whose sketches have these counts."""
    with ExitStack() as stack:

        def store(reader: Any, doc_ids: list[str], counts: np.ndarray) -> StoredContents:
            texts = np.arange(len(doc_ids))
            return stack.enter_context(
                StoredContents(texts, pa.array(doc_ids), counts, reader.read, settings, tmp_path)
            )

        yield store


def test_batches_bound_what_is_held_and_change_nothing(
    words: Callable[..., str],
    library: Any,
    stored: Callable[..., StoredContents],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = {f"{number:02}": words(100, number % 10) for number in range(30)}
    counts = np.full(30, 96)
    pairs = [(a, b) for a in range(30) for b in range(a + 1, 30) if (b - a) % 10 == 0 or b == a + 1]
    asked = Pairs(*np.array(pairs, np.int32).T)
    whole = compare(asked, stored(library(texts), list(texts), counts), counts)
    assert whole.shared.tolist() == [96 if (b - a) % 10 == 0 else 0 for a, b in pairs]
    held = []

    def watched(pairs: Pairs, contents: Contents) -> Evidence:
        held.append(len(contents.shingles.offsets) - 1)
        return examine(pairs, contents)

    monkeypatch.setattr(relations, "BATCH_SHINGLES", 500)
    monkeypatch.setattr(relations, "examine", watched)
    again = compare(asked, stored(library(texts), list(texts), counts), counts)
    assert [column.tolist() for column in again] == [column.tolist() for column in whole]
    assert len(held) > 10
    assert max(held) <= 3


def test_every_text_is_read_once_however_the_pairs_are_batched(
    words: Callable[..., str],
    library: Any,
    stored: Callable[..., StoredContents],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = {f"{number:02}": words(100, number // 2) for number in range(20)}
    monkeypatch.setattr(relations, "BATCH_SHINGLES", 300)
    first, second = (side.astype(np.int32) for side in np.triu_indices(20, 1))
    reader = library(texts)
    contents = stored(reader, list(texts), np.full(20, 96))
    compare(Pairs(first[:5], second[:5]), contents, np.full(20, 96))
    compare(Pairs(first, second), contents, np.full(20, 96))
    assert sorted(doc_id for asked in reader.asked for doc_id in asked) == list(texts)


def test_text_that_is_missing_is_an_error_with_its_name(library: Any, stored: Callable[..., StoredContents]) -> None:
    class Reader:
        def read(self, _: pa.Array) -> list[pa.Table]:
            return [pa.table({"doc_id": ["aa"], "text": ["one two three four five"]})]

    with pytest.raises(DataError, match="document bb is missing"):
        compare(one_pair(), stored(Reader(), ["aa", "bb"], np.array([1, 1])), np.array([1, 1]))


def test_text_that_changed_since_it_was_sketched_is_an_error(
    library: Any, stored: Callable[..., StoredContents]
) -> None:
    texts = library({"aa": "one two three four five", "bb": "one two three four five six"})
    with pytest.raises(DataError, match="document bb is not the one its sketch was made of"):
        compare(one_pair(), stored(texts, ["aa", "bb"], np.array([1, 1])), np.array([1, 1]))
