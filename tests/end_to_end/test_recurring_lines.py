"""An outlet has one line on all its pages: the fifth page makes it a template line, and `explain` shows why."""

from datetime import date, timedelta

import pandas as pd
import pytest

from broadsheet.cli.explain import explain
from broadsheet.operations.build import build
from newsroom import PROMOTION, page, paragraphs, write_pages

FIRST = date(2018, 9, 10)


def with_promotion(number: int, story: int | None = None) -> str:
    body = paragraphs(number if story is None else story)
    return page(number, FIRST + timedelta(days=number), [*body[:3], PROMOTION, *body[3:]])


@pytest.fixture
def outlet(settings, tmp_path):
    """Eight pages of one outlet, published in two halves, and what the first half looked like before the second."""
    write_pages(tmp_path / "pages", {f"quay/{number}.txt": with_promotion(number) for number in range(4)})
    build(settings)
    before = read(settings)
    write_pages(tmp_path / "pages", {f"quay/{number}.txt": with_promotion(number) for number in range(4, 8)})
    summary = build(settings)
    return before, summary


def read(settings, dataset: str = "corpus") -> pd.DataFrame:
    return pd.read_parquet(settings.warehouse / "current" / dataset).set_index("source_uri")


def test_a_line_on_four_pages_stays_and_a_line_on_eight_is_removed(outlet, settings):
    before, summary = outlet
    assert before["text"].str.contains(PROMOTION, regex=False).all()
    after = read(settings)
    assert len(after) == 8
    assert not after["text"].str.contains(PROMOTION, regex=False).any()
    assert [after.loc[f"quay/{number}.txt", "text"] for number in range(8)] == [
        "\n\n".join(paragraphs(number)) for number in range(8)
    ]
    assert len(summary.dates) == 8, "the dates of documents that were redone are announced too"


def test_spans_of_the_remaining_text_point_into_the_page(outlet, settings, tmp_path):
    for uri, row in read(settings).iterrows():
        source = (tmp_path / "pages" / uri).read_text()
        assert "\n\n".join(source[span["start"] : span["end"]] for span in row["spans"]) == row["text"]
        assert row["paragraph_count"] == len(row["spans"]) == 6


def test_explain_shows_on_how_many_pages_a_template_line_occurs(outlet, settings):
    (told,) = [line for line in explain("quay/2.txt", settings) if PROMOTION[:30] in line]
    assert " - template line on 8 pages of quay/ " in told


def test_a_run_with_nothing_new_redoes_nothing(outlet, settings):
    assert not build(settings).is_new


def test_a_story_that_ran_ten_times_keeps_its_paragraphs(settings, tmp_path):
    pages = {f"quay/{number}.txt": page(number, FIRST, paragraphs(50)) for number in range(10)}
    write_pages(tmp_path / "pages", pages)
    build(settings)
    assert len(read(settings)) == 1
    assert len(read(settings, "duplicates")) == 9
    assert read(settings)["text"].tolist() == ["\n\n".join(paragraphs(50))]
