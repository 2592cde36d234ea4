from collections import Counter
from dataclasses import replace

import pyarrow as pa

from broadsheet.publishing.counts import Counts, counted
from broadsheet.publishing.page_update import KnownPages, update_pages
from broadsheet.publishing.publish import publish
from broadsheet.publishing.version_stats import count_figures
from broadsheet.runs.delta import RunDelta
from broadsheet.warehouse.catalog import VersionCatalog
from rows import accepted, refused


def test_the_counts_of_parts_add_up():
    one = Counts(Counter({("language", "de"): 2, ("words", ""): 7}))
    other = Counts(counted("language", pa.chunked_array([["en", "de"], ["de"]])))
    both = Counts.of([one.table(), other.table()])
    assert both.by_key("language") == {"de": 4, "en": 1}
    assert (both.total("language"), both.total("words"), both.total("month")) == (5, 7, 0)


def test_no_counts_are_a_table_without_rows():
    assert Counts.of([Counts(Counter()).table()]).numbers == Counter()


def test_the_figures_of_a_version_count_all_its_files(runs, warehouse):
    take = [accepted("a", 1, language="en"), accepted("b", 2, language="de"), accepted("c", 3, language="en")]
    publish(runs.deduplicated([*take, refused("bad", "empty")]))
    version = VersionCatalog(warehouse).current()
    manifest = version.manifest()
    assert len(version.dataset_files("corpus")) == 2
    figures = count_figures({"corpus": 3, "quarantine": 1}, version, list(manifest.files))
    assert figures == manifest.figures
    assert (figures.sources, figures.languages, figures.reasons) == ({"": 3}, {"en": 2, "de": 1}, {"empty": 1})


def test_a_page_that_is_in_the_ledger_twice_is_counted(runs, warehouse):
    run = runs.deduplicated([accepted("a", 1), accepted("b", 2)])
    publish(run)
    known, placement = KnownPages.of(VersionCatalog(warehouse).current()), run.store.placement.read()
    assert update_pages(run, known, RunDelta.empty(), placement).counts.total("repeated") == 0
    twice = replace(known, ledger=pa.concat_tables([known.ledger, known.ledger.slice(1)]))
    assert update_pages(run, twice, RunDelta.empty(), placement).counts.total("repeated") == 1
