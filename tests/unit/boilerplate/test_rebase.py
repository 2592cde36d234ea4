"""A run that lost the race counts its lines again, with those of the run that won."""

import pandas as pd
import pytest

from broadsheet.publishing import publish as module
from broadsheet.publishing.publish import publish
from newsroom import PROMOTION, paragraphs
from rows import promoted


def outlet(*numbers, **columns):
    return [promoted(f"quay/{number}", number, **columns) for number in numbers]


def texts(settings):
    frame = pd.read_parquet(settings.warehouse / "current" / "corpus")
    return dict(zip(frame["source_uri"], frame["text"], strict=True))


def test_lines_that_recur_only_together_with_the_winners_leave_both(start, put, settings):
    slow = start(outlet(4, 5))
    put(outlet(1, 2, 3))
    assert sum(PROMOTION in text for text in texts(settings).values()) == 3
    assert publish(slow).figures.corpus == 5
    assert not any(PROMOTION in text for text in texts(settings).values())


def test_a_rebase_that_was_cut_short_is_done_anew(start, put, settings, monkeypatch):
    slow = start(outlet(4, 5))
    put(outlet(1, 2, 3))
    monkeypatch.setattr(module, "validate", lambda run: (_ for _ in ()).throw(MemoryError))
    with pytest.raises(MemoryError):
        publish(slow)
    monkeypatch.undo()
    publish(slow)
    assert not any(PROMOTION in text for text in texts(settings).values())


def test_what_recurs_no_more_behind_the_winner_stays(start, put, settings):
    put(outlet(1, 2, 3, 4))
    slow = start(outlet(5))
    put(outlet(1, promotion=False))
    publish(slow)
    assert sum(PROMOTION in text for text in texts(settings).values()) == 4


def test_a_page_that_the_winner_decided_is_redone_and_not_taken_for_two(start, put, settings):
    slow = start([*outlet(5), promoted("quay/1", 11)])
    put(outlet(1, 2, 3, 4))
    figures = publish(slow).figures
    assert (figures.corpus, figures.quarantine) == (5, 0)
    assert texts(settings)["quay/1"] == "\n\n".join(paragraphs(1, 4))
    assert not any(PROMOTION in text for text in texts(settings).values())
