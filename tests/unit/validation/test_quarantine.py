"""Shards are split by refusals, for any refusals."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.runs.run import CleanedDocuments
from broadsheet.validation.quarantine import reasons_by_row, split
from broadsheet.validation.scalars import REFUSED, SKIPPED, VALIDATED
from broadsheet.validation.suite import Checked

TREATMENT = st.lists(st.lists(st.sampled_from([VALIDATED, REFUSED, SKIPPED]), max_size=5), max_size=3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shards=TREATMENT, data=st.data())
def test_every_page_is_in_one_dataset_and_refused_ones_have_reasons(plan, document, reject, shards, data):
    make = {VALIDATED: document, SKIPPED: document, REFUSED: reject}
    rows = [
        [make[treatment](f"{shard}-{row}") for row, treatment in enumerate(treatments)]
        for shard, treatments in enumerate(shards)
    ]
    run = plan(*rows)
    names = [
        row["source_uri"]
        for shard, treatments in zip(rows, shards, strict=True)
        for row, treatment in zip(shard, treatments, strict=True)
        if treatment == VALIDATED
    ]
    numbers = data.draw(st.sets(st.integers(0, len(names) - 1))) if names else set()
    refused = {number: [{"code": "not_prose", "detail": names[number]}] for number in numbers}

    codes = split(
        run, CleanedDocuments(run), [np.array(treatments, dtype=np.int8) for treatments in shards], refused, {}
    )

    ended = {
        step: [row for number in range(run.shards) for row in getattr(run.store, step).read(number).to_pylist()]
        for step in ("accepted", "quarantined", "pending")
    }
    flat = [treatment for treatments in shards for treatment in treatments]
    assert [row["source_uri"] for row in ended["accepted"]] == [
        name for number, name in enumerate(names) if number not in numbers
    ]
    assert len(ended["pending"]) == flat.count(SKIPPED)
    assert len(ended["quarantined"]) == flat.count(REFUSED) + len(numbers)
    ours = {
        row["source_uri"]: row["reasons"][0]["detail"] for row in ended["quarantined"] if row["stage"] == "validate"
    }
    assert ours == {names[number]: names[number] for number in numbers}
    expected = Counter({"not_prose": len(numbers), "no_article": flat.count(REFUSED)})
    assert codes == +expected


def failed(code: str, column: str, rows: list[int], must: str = "hold") -> Checked:
    return Checked("expect", (column,), "info", {"code": code, "must": must}, False, 9, np.array(rows, np.int64), None)


def test_reasons_have_the_same_order_for_any_order_of_results():
    frame = pd.DataFrame({"words": [1.0, 2.0], "title": [0.0, None]})
    results = [failed("title_length", "title", [0, 1]), failed("text_too_short", "words", [1])]

    expected = {
        0: [{"code": "title_length", "detail": "title is 0, must hold"}],
        1: [
            {"code": "text_too_short", "detail": "words is 2, must hold"},
            {"code": "title_length", "detail": "title is null, must hold"},
        ],
    }
    assert reasons_by_row(results, frame) == expected
    assert reasons_by_row(results[::-1], frame) == expected


def test_an_expectation_of_the_batch_refuses_no_row():
    share = Checked("expect", ("title",), "warning", {"setting": "gate.x"}, False, 2, np.array([0], np.int64), None)

    assert reasons_by_row([share], pd.DataFrame({"title": [None, 1.0]})) == {}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param(pd.Timestamp("2018-09-11"), "2018-09-11", id="day"),
        pytest.param(pd.Timestamp("2018-09-11 06:30"), "2018-09-11 06:30:00", id="moment"),
        pytest.param(pd.NaT, "null", id="no date"),
        pytest.param(0.1 + 0.2, "0.3", id="float"),
        pytest.param(1 / 11, "0.0909091", id="long float"),
        pytest.param(12_345_678.0, "12345678", id="whole float"),
        pytest.param(float("inf"), "inf", id="infinity"),
        pytest.param("xx", "xx", id="string"),
    ],
)
def test_details_show_values_in_readable_form(value, said):
    frame = pd.DataFrame({"cell": pd.Series([value])})

    assert reasons_by_row([failed("not_prose", "cell", [0])], frame)[0][0]["detail"] == f"cell is {said}, must hold"
