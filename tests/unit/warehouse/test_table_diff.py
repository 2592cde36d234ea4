import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.warehouse.version_diff import match_rows

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
