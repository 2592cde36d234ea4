"""Which paragraphs are removed from the documents of a run, and which documents of the base version change."""

from datetime import date

import pyarrow as pa
import pytest

from broadsheet.boilerplate import detector
from broadsheet.boilerplate.stage import remove_boilerplate
from broadsheet.identity import doc_id
from broadsheet.runs.run import CleanedDocuments
from broadsheet.warehouse.catalog import VersionCatalog
from newsroom import PROMOTION, paragraphs
from rows import promoted, refused

DAY = date(2018, 9, 11)


def story(name, number, day=DAY, **columns):
    return promoted(name, number, day, **columns)


def outlet(*numbers, **columns):
    return [story(f"quay/{number}", number, **columns) for number in numbers]


def texts(run):
    cleaned = CleanedDocuments(run)
    tables = pa.concat_tables([cleaned.shard(n).read(n, ["source_uri", "text"]) for n in cleaned.numbers])
    return dict(zip(tables["source_uri"].to_pylist(), tables["text"].to_pylist(), strict=True))


def holding(run):
    return {name for name, text in texts(run).items() if text and PROMOTION in text}


def test_a_line_on_five_pages_of_an_outlet_is_removed(runs):
    run = runs.extracted(outlet(1, 2, 3), [*outlet(4, 5), story("hill/6", 6), refused("quay/7", "no_article")])
    counts = remove_boilerplate(run)
    assert (counts.documents, counts.redone, counts.rewritten) == (5, 0, (0, 1))
    assert holding(run) == {"hill/6"}
    assert texts(run)["quay/1"] == "\n\n".join(paragraphs(1, 4))
    assert list(texts(run)) == ["quay/1", "quay/2", "quay/3", "quay/4", "quay/5", "hill/6", "quay/7"]


def test_without_template_lines_no_document_is_rewritten(runs):
    run = runs.extracted(outlet(1, 2, 3, 4))
    assert remove_boilerplate(run).rewritten == ()
    lines = run.store.lines.read().to_pylist()
    assert {row["doc_id"] for row in lines} == {doc_id(f"quay/{number}") for number in range(1, 5)}
    assert {row["outlet"] for row in lines} == {"quay/"}
    assert all(len(row["hashes"]) == 5 and row["places"] == row["taken_out"] == [] for row in lines)


def test_a_second_call_gives_the_same_result(runs):
    run = runs.extracted(outlet(1, 2, 3, 4, 5))
    first, before = remove_boilerplate(run), texts(run)
    assert remove_boilerplate(run) == first
    assert texts(run) == before


def test_pending_pages_are_not_counted(runs):
    rows = [*outlet(1, 2, 3, 4), story("quay/5", 5, day=date(2018, 9, 12))]
    run = runs.extracted(rows, since=DAY, until=DAY)
    assert remove_boilerplate(run).documents == 0
    assert remove_boilerplate(runs.extracted(rows)).documents == 5


def test_outlets_processed_one_at_a_time_give_the_same_result(runs, monkeypatch):
    rows = [*outlet(1, 2, 3, 4, 5), *(story(f"hill/{number}", number) for number in range(6, 11)), story("dale/11", 11)]
    together, apart = runs.extracted(rows), runs.extracted(rows)
    remove_boilerplate(together)
    monkeypatch.setattr(detector, "AT_ONCE", 3)
    assert remove_boilerplate(apart).documents == 10
    assert texts(apart) == texts(together)
    assert apart.store.lines.read().equals(together.store.lines.read())


@pytest.mark.parametrize("least", [2, 3], ids="{} pages".format)
def test_the_number_of_required_pages_is_a_setting(runs, settings, least):
    own = settings.model_copy(update={"extraction": settings.extraction.model_copy(update={"recurring_pages": least})})
    assert remove_boilerplate(runs.extracted(outlet(*range(least)), settings=own)).documents == least
    assert remove_boilerplate(runs.extracted(outlet(*range(least - 1)), settings=own)).documents == 0


class TestBehindAVersion:
    """A version holds four documents with the line; what a run does to them."""

    @pytest.fixture
    def four(self, runs):
        runs.published(outlet(1, 2, 3, 4))

    @pytest.fixture
    def five(self, runs):
        runs.published(outlet(1, 2, 3, 4, 5))

    @pytest.mark.parametrize("shard_pages", [1, 3, 4])
    def test_the_fifth_page_removes_the_line_from_the_others_too(self, four, runs, settings, shard_pages):
        changed = {"discovery": settings.discovery.model_copy(update={"shard_pages": shard_pages})}
        run = runs.extracted(outlet(5), settings=settings.model_copy(update=changed))
        counts = remove_boilerplate(run)
        assert (counts.documents, counts.redone) == (1, 4)
        assert holding(run) == set()
        assert len(texts(run)) == 5

    @pytest.mark.parametrize(
        "row",
        [
            pytest.param(story("quay/5", 5, promotion=False), id="edited"),
            pytest.param(refused("quay/5", "not_a_file", "discover"), id="a link now"),
            pytest.param(story("quay/5", 5, publisher="The Hill"), id="of another outlet now"),
        ],
    )
    def test_without_the_fifth_page_the_others_have_the_line_again(self, five, runs, row):
        run = runs.extracted([row])
        assert remove_boilerplate(run).redone == 4
        assert {"quay/1", "quay/2", "quay/3", "quay/4"} <= holding(run)

    @pytest.mark.parametrize(
        "row",
        [
            pytest.param(refused("quay/5", "unreadable", "discover"), id="unreadable for once"),
            pytest.param(story("hill/9", 9), id="another outlet's page"),
        ],
    )
    def test_a_run_that_changes_no_count_redoes_no_document(self, five, runs, row):
        assert remove_boilerplate(runs.extracted([row])).redone == 0

    def test_pending_new_content_leaves_the_published_document_counted(self, five, runs):
        row = story("quay/5", 5, promotion=False, day=date(2019, 1, 1))
        assert remove_boilerplate(runs.extracted([row], since=DAY, until=DAY)).redone == 0

    def test_after_a_change_of_the_setting_all_outlets_are_counted_again(self, five, runs, settings):
        changed = {"extraction": settings.extraction.model_copy(update={"recurring_pages": 6})}
        run = runs.extracted([refused("x", "empty")], settings=settings.model_copy(update=changed))
        assert remove_boilerplate(run).redone == 5
        lines = run.store.lines.read().to_pylist()
        assert len(lines) == 5
        assert all(row["places"] == [] and len(row["hashes"]) == 5 for row in lines)

    def test_a_redone_document_keeps_the_source_of_the_run_that_read_it(self, four, runs, warehouse):
        published = runs.published([row | {"source": "other"} for row in outlet(5)])
        assert published.rows == {"2018-09-11": 5}
        ledger = {row["source_uri"]: row for row in VersionCatalog(warehouse).current().ledger().to_pylist()}
        assert {ledger[f"quay/{number}"]["source"] for number in range(1, 5)} == {""}
        assert ledger["quay/5"]["source"] == "other"


def test_pending_documents_are_neither_changed_nor_counted(runs):
    other = date(2018, 9, 12)
    run = runs.extracted(outlet(1, 2, 3, 4, 5), since=other, until=other)
    assert remove_boilerplate(run).documents == 0
    assert holding(run) == set(texts(run))
    assert remove_boilerplate(runs.extracted(outlet(1, 2, 3, 4, 5), since=DAY, until=DAY)).documents == 5
