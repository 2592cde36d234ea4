"""What a pair of texts is to one another."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from broadsheet.deduplication import relations
from broadsheet.deduplication.candidates import Pairs
from broadsheet.deduplication.pair_features import Contents, Evidence, examine, read_contents
from broadsheet.deduplication.relations import CONTAINED, NEAR, NONE, compare, relate
from broadsheet.errors import DataError
from broadsheet.settings import Deduplication

SEEDS = Path(__file__).parents[3] / "seeds"


def one_pair() -> Pairs:
    return Pairs(np.array([0], np.int32), np.array([1], np.int32))


def counted(shared: int, lead: float = 1.0, figures: float = 1.0) -> Evidence:
    return Evidence(np.array([shared], np.int32), np.array([lead]), np.array([figures]))


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
    made = relate(one_pair(), counted(shared), np.array(counts), settings)
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
    assert relate(one_pair(), evidence, np.array([100, 110]), settings).kind.tolist() == [kind]


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


def test_batches_bound_what_is_held_and_change_nothing(
    words: Callable[..., str],
    library: Any,
    settings: Deduplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = {f"{number:02}": words(100, number % 10) for number in range(30)}
    counts = np.full(30, 96)
    pairs = [(a, b) for a in range(30) for b in range(a + 1, 30) if (b - a) % 10 == 0 or b == a + 1]
    asked = Pairs(*np.array(pairs, np.int32).T)
    ids = pa.array(texts)
    whole = compare(asked, ids, counts, library(texts).read, settings, tmp_path)
    assert whole.shared.tolist() == [96 if (b - a) % 10 == 0 else 0 for a, b in pairs]
    held = []

    def watched(pairs: Pairs, contents: Contents) -> Evidence:
        held.append(len(contents.shingles.offsets) - 1)
        return examine(pairs, contents)

    monkeypatch.setattr(relations, "BATCH_SHINGLES", 500)
    monkeypatch.setattr(relations, "examine", watched)
    assert compare(asked, ids, counts, library(texts).read, settings, tmp_path).shared.tolist() == whole.shared.tolist()
    assert len(held) > 10
    assert max(held) <= 3


def test_every_text_is_read_once_however_the_pairs_are_batched(
    words: Callable[..., str], library: Any, settings: Deduplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {f"{number:02}": words(100, number // 2) for number in range(20)}
    monkeypatch.setattr(relations, "BATCH_SHINGLES", 300)
    first, second = np.triu_indices(20, 1)
    reader = library(texts)
    compare(
        Pairs(first.astype(np.int32), second.astype(np.int32)), pa.array(texts), np.full(20, 96), reader.read, settings
    )
    assert [sorted(asked) for asked in reader.asked] == [list(texts)]


def test_text_that_is_missing_is_an_error_with_its_name(settings: Deduplication) -> None:
    def read(_: pa.Array) -> list[pa.Table]:
        return [pa.table({"doc_id": ["aa"], "text": ["one two three four five"]})]

    with pytest.raises(DataError, match="document bb is missing"):
        compare(one_pair(), pa.array(["aa", "bb"]), np.array([1, 1]), read, settings)


def test_text_that_changed_since_it_was_sketched_is_an_error(library: Any, settings: Deduplication) -> None:
    texts = library({"aa": "one two three four five", "bb": "one two three four five six"})
    with pytest.raises(DataError, match="document bb is not the one its sketch was made of"):
        compare(one_pair(), pa.array(["aa", "bb"]), np.array([1, 1]), texts.read, settings)
