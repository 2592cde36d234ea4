"""What two texts have in common."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from broadsheet.deduplication.candidates import Pairs
from broadsheet.deduplication.pair_features import Evidence, examine, join_evidence, read_contents, take_evidence
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import shingle_sets

Words = Callable[..., str]


def evidence(settings: Deduplication, *texts: str) -> Evidence:
    """Compare the first text with each that follows."""
    others = np.arange(1, len(texts), dtype=np.int32)
    return examine(Pairs(np.zeros_like(others), others), read_contents(pa.array(texts), settings))


def test_shared_shingles_are_counted_exactly(words: Words, settings: Deduplication) -> None:
    text = words(100, 1).split()
    texts = [" ".join(text), " ".join(text[30:]), " ".join(text[:20] + text[40:]), words(50, 2)]
    assert evidence(settings, *texts).shared.tolist() == [66, 16 + 56, 0]


@pytest.mark.parametrize(
    ("kept", "share"),
    [
        pytest.param(slice(0, 150), 1.0, id="the beginning of the story"),
        pytest.param(slice(60, 400), 1.0, id="the edit begins further down, within the story"),
        pytest.param(slice(300, 700), 1.0, id="an excerpt from the end"),
    ],
)
def test_edit_has_a_lead_in_common_with_its_story(
    kept: slice, share: float, words: Words, settings: Deduplication
) -> None:
    story = words(700, 1)
    assert evidence(settings, story, " ".join(story.split()[kept])).lead.tolist() == [share]


def test_story_told_further_down_has_its_lead_there(words: Words, settings: Deduplication) -> None:
    story = words(400, 1)
    assert evidence(settings, story, f"{words(200, 2)} {story}").lead.tolist() == [1.0]


def test_block_below_two_stories_is_in_neither_lead(words: Words, settings: Deduplication) -> None:
    block = words(1_300, 9)
    found = evidence(settings, f"{words(200, 1)} {block}", f"{words(900, 2)} {block} {words(100, 3)}")
    assert found.lead.tolist() == [0.0]
    assert found.shared.tolist() == [1_296]


def test_lead_is_so_many_shingles(words: Words, settings: Deduplication) -> None:
    story, other = words(400, 1).split(), words(400, 2).split()
    mixed = " ".join(story[:34] + other)
    assert evidence(settings, " ".join(story), mixed).lead.tolist() == [0.3]
    short = settings.model_copy(update={"lead_shingles": 50})
    assert evidence(short, " ".join(story), mixed).lead.tolist() == [0.6]


def test_lead_of_a_short_text_is_a_third_of_it(words: Words, settings: Deduplication) -> None:
    notice = words(70, 9)
    one, other = f"{words(40, 1)} {notice}", f"{words(40, 2)} {notice}"
    assert evidence(settings, one, other).lead.tolist() == [0.0]


def test_report_of_the_next_day_has_other_figures(settings: Deduplication) -> None:
    frame = (
        "The index of the exchange at Port Ilda closed at {} points on {} July, after {} points the day before. Grain "
        "was traded at {} crowns a sack and wool at {} crowns a bale, of which {} changed hands before the bell."
    )
    monday, tuesday = frame.format(812, 3, 804, 61, 240, 95), frame.format(798, 4, 812, 64, 233, 120)
    corrected = monday.replace("804", "805").replace("crowns", "kronor")
    assert evidence(settings, monday, tuesday, corrected).figures.tolist() == [
        pytest.approx(1 / 6),
        pytest.approx(5 / 6),
    ]


def test_figures_do_not_matter_where_there_are_few(words: Words, settings: Deduplication) -> None:
    story = words(120, 1)
    assert evidence(settings, f"{story} 1 2 3", f"{story} 4 5 6").figures.tolist() == [1.0]
    longer = words(400, 1)
    assert evidence(settings, f"{longer} 1 2 3 4", f"{longer} 5 6 7 8").figures.tolist() == [1.0]


def test_texts_without_words_have_nothing_in_common(settings: Deduplication) -> None:
    found = evidence(settings, "", "", "one two")
    assert (found.shared.tolist(), found.lead.tolist()) == ([0, 0], [0.0, 0.0])


def test_rows_are_taken_and_joined_together(words: Words, settings: Deduplication) -> None:
    story = words(100, 1)
    found = evidence(settings, story, words(100, 2), story)
    both = join_evidence(take_evidence(found, np.array([1])), found)
    assert [column.tolist() for column in both] == [
        [96, 0, 96], [96, 0, 96], [96] * 3, [96] * 3, [1.0, 0.0, 1.0], [1.0] * 3,
    ]  # fmt: skip


def test_shingles_of_a_frame_are_not_counted_as_own(words: Words, settings: Deduplication) -> None:
    frame, one, other = words(30, 1), words(100, 2), words(50, 3)
    texts = pa.array([f"{frame} {one}", f"{frame} {other} {one}"])
    contents = read_contents(texts, settings)
    known = shingle_sets(pa.array([frame, ""]), settings)
    found = examine(Pairs(np.array([0], np.int32), np.array([1], np.int32)), contents._replace(frame=known))
    assert [column.tolist() for column in found[:4]] == [[26 + 96], [96], [100], [150]]
    assert found.lead.tolist() == [12 / 16], "of a lead of 42 shingles 26 are frame and 4 lead out of it"
