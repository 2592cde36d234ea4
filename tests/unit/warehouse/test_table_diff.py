from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.warehouse.version_diff import diff_versions, match_rows
from rows import accepted

DOCUMENTS = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(0, 2))


def table(documents):
    return pa.table(
        [pa.array(list(documents), pa.string()), pa.array(list(documents.values()), pa.int64())], ["doc_id", "value"]
    )


@given(DOCUMENTS, DOCUMENTS)
def test_documents_are_matched_by_id_and_null_equals_null(new, old):
    matched = match_rows(table(new), table(old))
    assert set(matched.changed.to_pylist()) == {name for name in new.keys() & old.keys() if new[name] != old[name]}
    assert set(matched.only_new.to_pylist()) == new.keys() - old.keys()
    assert set(matched.only_old.to_pylist()) == old.keys() - new.keys()


def test_partitions_that_differ_come_in_their_order(runs, warehouse):
    months = range(2, 9)
    old = runs.published([accepted("first", 1, date(2018, 1, 1))]).version
    new = runs.published([accepted(f"story {month}", month, date(2018, month, 1)) for month in months]).version
    differing = [(change.dataset, change.partition) for change in diff_versions(warehouse, old, new).partitions]
    assert differing == [("corpus", f"lang=en/month=2018-0{month}") for month in months]
