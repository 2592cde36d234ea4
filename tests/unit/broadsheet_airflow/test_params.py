"""What a run is asked for."""

from datetime import date

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet_airflow.params import FORM, dates_asked_for, named

KEY, DAY, LATER = "2018-09-11", date(2018, 9, 11), date(2018, 9, 30)


@pytest.mark.parametrize(
    ("kind", "key", "params", "asked"),
    [
        ("scheduled", KEY, {}, (None, None)),
        ("manual", None, {}, (None, None)),
        ("manual", KEY, {}, (DAY, DAY)),
        ("backfill", KEY, {}, (DAY, DAY)),
        ("manual", None, {"since": KEY}, (DAY, None)),
        ("manual", None, {"until": KEY}, (None, DAY)),
        ("manual", None, {"since": KEY, "until": KEY}, (DAY, DAY)),
    ],
    ids=["scheduled", "plain manual", "manual with a key", "backfill", "since", "until", "one day"],
)
def test_only_a_key_that_was_asked_for_narrows_a_run(kind, key, params, asked):
    assert dates_asked_for(kind, key, {"since": None, "until": None, **params}) == asked


@pytest.mark.parametrize(
    ("key", "since", "until", "words"),
    [
        (None, "2018-09-12", KEY, "since 2018-09-12 is after published until 2018-09-11: swap them"),
        (KEY, KEY, None, "one or the other"),
        ("last week", None, None, "last week is no date: write it like 2018-09-11"),
        (None, "2018-02-30", None, "2018-02-30 is no date"),
    ],
    ids=["wrong way round", "key and dates", "no date", "no such day"],
)
def test_dates_that_make_no_sense_are_refused_in_words(key, since, until, words):
    with pytest.raises(ConfigurationError, match=words):
        dates_asked_for("manual", key, {"since": since, "until": until})


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (DAY, DAY, "on 2018-09-11"),
        (DAY, LATER, "since 2018-09-11 until 2018-09-30"),
        (DAY, None, "since 2018-09-11"),
        (None, DAY, "until 2018-09-11"),
        (None, None, "of any date"),
    ],
)
def test_dates_are_named_as_they_are_said(since, until, words):
    assert named(since, until) == words


def test_every_field_says_what_it_is_and_is_empty_at_first():
    assert {name for name, field in FORM.items() if field.value is None} == set(FORM)
    assert all(field.schema["title"] and field.description for field in FORM.values())


def test_each_choice_has_words_to_show():
    schema = FORM["on_warning"].schema
    assert set(schema["values_display"]) == {choice or "null" for choice in schema["enum"]}
