"""Which pages a takedown names, before anything is done."""

from datetime import date

from broadsheet.operations.targets import find_targets
from broadsheet.publishing.publish import publish
from rows import accepted


def test_a_refused_document_is_named_with_its_title(runs, settings, warehouse):
    validation = settings.validation.model_copy(update={"languages": ("en",)})
    rows = [accepted("harbour", 1, date(2018, 9, 11)), accepted("hafen", 2, date(2018, 9, 11), language="de")]
    publish(runs.validated(rows, settings=settings.model_copy(update={"validation": validation})))
    (page,) = find_targets(warehouse, ["hafen"]).pages
    assert (page.place, page.title) == ("quarantine", "Story 2")
