"""The table of dispositions of a page against the base version."""

from datetime import date

import pyarrow as pa
import pytest

from broadsheet.boilerplate.stage import remove_boilerplate
from broadsheet.identity import doc_id
from broadsheet.publishing.publish import publish
from broadsheet.runs.disposition import Classifier, Disposition
from broadsheet.runs.state import Base
from broadsheet.schema import DOCUMENTS
from broadsheet.warehouse.tombstones import Tombstone, add_tombstones
from rows import accepted, refused

SEPTEMBER, OCTOBER = date(2018, 9, 11), date(2018, 10, 2)


def classified(run, row):
    table = pa.Table.from_pylist([row], pa.schema([field.with_nullable(True) for field in DOCUMENTS]))
    return Disposition(Classifier.of(run).classify(table)[0])


@pytest.fixture
def base(runs):
    """A base version that publishes the page ``known``, of September, and refuses the page ``bad``."""
    return runs.published([accepted("known", 1, SEPTEMBER), refused("bad", "empty", digest="b" * 64)])


@pytest.mark.parametrize(
    ("row", "asked", "disposition"),
    [
        pytest.param(accepted("new", 2, OCTOBER), {}, "ACCEPTED", id="a new page"),
        pytest.param(accepted("new", 2), {}, "ACCEPTED", id="a new page without a date"),
        pytest.param(accepted("known", 2, OCTOBER), {}, "ACCEPTED", id="new content of a published page"),
        pytest.param(accepted("new", 2, OCTOBER), {"since": OCTOBER}, "ACCEPTED", id="of the first date asked for"),
        pytest.param(accepted("new", 2, OCTOBER), {"until": OCTOBER}, "ACCEPTED", id="of the last date asked for"),
        pytest.param(accepted("new", 2, OCTOBER), {"until": SEPTEMBER}, "PENDING", id="of a later date"),
        pytest.param(accepted("new", 2), {"until": SEPTEMBER}, "PENDING", id="undated, dates asked for"),
        pytest.param(accepted("bad", 2, OCTOBER), {"until": SEPTEMBER}, "PENDING", id="refused before, later date"),
        pytest.param(accepted("known", 2, OCTOBER), {"until": SEPTEMBER}, "WAITING", id="published, later date now"),
        pytest.param(refused("new", "empty"), {}, "REFUSED", id="refused"),
        pytest.param(refused("known", "empty"), {}, "REFUSED", id="published, refused now"),
        pytest.param(refused("new", "empty"), {"until": SEPTEMBER}, "REFUSED", id="refused, any date asked for"),
        pytest.param(refused("new", "unreadable", "discover"), {}, "REFUSED", id="never read, not readable"),
        pytest.param(refused("bad", "vanished", "discover"), {}, "REFUSED", id="refused before, gone now"),
        pytest.param(refused("known", "unreadable", "discover"), {}, "UNREADABLE", id="published, not readable now"),
        pytest.param(refused("known", "vanished", "discover"), {}, "UNREADABLE", id="published, gone now"),
        pytest.param(refused("known", "not_a_file", "discover"), {}, "REFUSED", id="published, a link now"),
    ],
)
def test_a_page_against_the_base_version(runs, base, row, asked, disposition):
    assert classified(runs.extracted([], **asked), row).name == disposition


@pytest.mark.parametrize(
    ("row", "disposition"),
    [
        pytest.param(accepted("known", 3, SEPTEMBER), "SUPERSEDED", id="read from other bytes"),
        pytest.param(accepted("known", 2, SEPTEMBER), "ACCEPTED", id="read from the same bytes"),
        pytest.param(refused("known", "empty", digest="c" * 64), "SUPERSEDED", id="refused, from other bytes"),
        pytest.param(accepted("new", 4, SEPTEMBER), "ACCEPTED", id="a page the other run did not decide"),
        pytest.param(accepted("bad", 5, SEPTEMBER), "ACCEPTED", id="a page the other run left as it was"),
    ],
)
def test_a_page_that_another_run_decided_meanwhile(runs, base, warehouse, row, disposition):
    planned = runs.extracted([])
    runs.published([accepted("known", 2, SEPTEMBER)])
    assert classified(planned.on(Base.current(warehouse)), row).name == disposition


@pytest.mark.parametrize(
    ("row", "disposition"),
    [
        pytest.param(accepted("known", 9, SEPTEMBER), "TAKEN_DOWN", id="the page itself"),
        pytest.param(refused("known", "empty"), "TAKEN_DOWN", id="the page itself, refused"),
        pytest.param(accepted("copy", 7, SEPTEMBER), "TAKEN_DOWN", id="the same bytes under another name"),
        pytest.param(refused("copy", "taken_down", digest=f"{7:064x}"), "REFUSED", id="refused for these bytes"),
        pytest.param(accepted("other", 8, SEPTEMBER), "ACCEPTED", id="another page"),
    ],
)
def test_a_page_that_was_taken_down(runs, base, warehouse, row, disposition):
    add_tombstones(warehouse, [Tombstone(doc_id("known"), (f"{7:064x}",))])
    run = runs.extracted([])
    assert classified(run, row).name == disposition
    assert Classifier.of(run).taken_down.to_pylist() == [doc_id("known")]


def test_dispositions_depend_on_the_base_and_not_on_the_current_version(runs, base, warehouse):
    run = runs.extracted([accepted("late", 2, OCTOBER)], until=SEPTEMBER)
    publish(runs.deduplicated([accepted("late", 3, OCTOBER)]))
    remove_boilerplate(run)
    assert run.store.dispositions.read(0)["disposition"].to_pylist() == [Disposition.PENDING]
    remove_boilerplate(run.on(Base.current(warehouse)))
    assert run.store.dispositions.read(0)["disposition"].to_pylist() == [Disposition.SUPERSEDED]
