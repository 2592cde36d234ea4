import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.publishing.partition_rows import split
from broadsheet.warehouse.version import Partition

KEYS = st.lists(st.tuples(st.sampled_from(["de", "en", "und"]), st.sampled_from(["2018-09", "undated"])))


def rows(keys):
    columns = [[lang for lang, _ in keys], [month for _, month in keys]]
    strings = [pa.array(column, pa.string()) for column in columns]
    return pa.table([*strings, pa.array(range(len(keys)), pa.int64())], ["lang", "month", "number"])


@given(KEYS)
def test_each_row_is_in_the_partition_of_its_keys_and_keeps_its_order(keys):
    found = {partition: table["number"].to_pylist() for partition, table in split(rows(keys)).items()}
    wanted = {}
    for number, key in enumerate(keys):
        wanted.setdefault(Partition(*key), []).append(number)
    assert found == wanted
    assert list(found) == sorted(found)


def test_only_the_columns_asked_for_are_kept():
    (table,) = split(rows([("en", "2018-09")]), ["number"]).values()
    assert table.column_names == ["number"]
