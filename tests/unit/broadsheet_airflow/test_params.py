"""The form of a run, and the dates that it asks for."""

from datetime import date

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet_airflow.params import (
    FORM,
    UNATTENDED,
    check_names,
    chosen_sources,
    dates_asked_for,
    form,
    is_left_out,
    named,
)

KEY, DAY, LATER = "2018-09-11", date(2018, 9, 11), date(2018, 9, 30)


@pytest.mark.parametrize(
    ("kind", "key", "params", "asked"),
    [
        ("scheduled", KEY, {}, (None, None)),
        ("manual", None, {}, (None, None)),
        ("manual", KEY, {}, (DAY, DAY)),
        ("backfill", KEY, {}, (DAY, DAY)),
        ("backfill", KEY, {"since": "2018-09-01", "until": "2018-09-05"}, (DAY, DAY)),
        ("manual", None, {"since": KEY}, (DAY, None)),
        ("manual", None, {"until": KEY}, (None, DAY)),
        ("manual", None, {"since": KEY, "until": KEY}, (DAY, DAY)),
    ],
    ids=[
        "scheduled",
        "plain manual",
        "manual with a key",
        "backfill",
        "backfill with dates",
        "since",
        "until",
        "one day",
    ],
)
def test_only_the_key_of_a_manual_run_or_backfill_limits_the_dates(kind, key, params, asked):
    assert dates_asked_for(kind, key, {"since": None, "until": None, **params}) == asked


@pytest.mark.parametrize(
    ("key", "since", "until", "words"),
    [
        (
            None,
            "2018-09-12",
            KEY,
            r"since' \(2018-09-12\) is after 'Published until' \(2018-09-11\) in the form: swap them",
        ),
        (KEY, KEY, None, "give only one of the two"),
        ("last week", None, None, "last week in the form or the partition key is not a date: write it like 2018-09-11"),
        (None, "2018-02-30", None, "2018-02-30 in the form .* is not a date"),
    ],
    ids=["wrong way round", "key and dates", "no date", "no such day"],
)
def test_invalid_dates_are_refused_with_a_message(key, since, until, words):
    with pytest.raises(ConfigurationError, match=words):
        dates_asked_for("manual", key, {"since": since, "until": until})


@pytest.mark.parametrize(
    ("kind", "key", "since", "until", "left_out"),
    [
        ("backfill", KEY, None, None, False),
        ("backfill", KEY, KEY, KEY, False),
        ("backfill", KEY, "2018-09-12", None, True),
        ("backfill", KEY, None, "2018-09-10", True),
        ("manual", None, "2018-09-12", None, False),
        ("scheduled", KEY, "2018-09-12", None, False),
    ],
)
def test_a_date_of_a_backfill_outside_the_dates_of_its_form_is_left_out(kind, key, since, until, left_out):
    assert is_left_out(kind, key, {"since": since, "until": until}) is left_out


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (DAY, DAY, "on 2018-09-11"),
        (DAY, LATER, "since 2018-09-11 until 2018-09-30"),
        (DAY, None, "since 2018-09-11"),
        (None, DAY, "until 2018-09-11"),
        (None, None, "on any date"),
    ],
)
def test_dates_are_described_in_words(since, until, words):
    assert named(since, until) == words


def test_every_field_has_a_description_and_is_empty_by_default():
    assert {name for name, field in FORM.items() if field.value is None} == set(FORM)
    assert all(field.schema["title"] and field.description for field in FORM.values())


@pytest.mark.parametrize("name", ["since", "until"])
def test_the_dates_of_the_form_say_that_a_backfill_takes_none(name):
    assert "Leave empty in a backfill" in FORM[name].description


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(ConfigurationError, match=r"unknown parameters .*: a, b; it takes since, until"):
        check_names({"b": 1, "a": 2, "since": None}, ["until", "since"])


def test_known_names_and_those_of_airflow_pass():
    check_names({"since": None, UNATTENDED: True, "openlineage": {}}, ["until", "since"])


def test_each_choice_has_a_label():
    schema = FORM["on_warning"].schema
    assert set(schema["values_display"]) == {choice or "null" for choice in schema["enum"]}


def test_the_form_offers_the_sources_of_the_settings_by_name():
    offered = form(["wire", "press"])
    assert offered["source"].schema["examples"] == ["wire", "press"]
    assert offered["source"].resolve() is None, "empty: all of them"
    assert offered.keys() == FORM.keys()
    assert form([]) is FORM


@pytest.mark.parametrize(
    ("value", "chosen"),
    [
        (None, None),
        ("", None),
        ("wire", ("wire",)),
        ("wire, press", ("wire", "press")),
        ("/srv/crawl, old", ("/srv/crawl, old",)),
        ("wire,unknown", ("wire,unknown",)),
    ],
)
def test_the_source_of_the_form_is_names_or_one_folder(value, chosen):
    assert chosen_sources(value, ["wire", "press"]) == chosen
