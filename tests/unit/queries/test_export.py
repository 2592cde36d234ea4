"""Downloads of a list: the same rows in each format, the same as the snippet of Python reads."""

import io
import json
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broadsheet.queries.document_list import find_documents
from broadsheet.queries.export import FORMATS, export_rows, python_snippet
from broadsheet.queries.filters import Filters
from broadsheet.queries.version_handle import ParameterError
from browsed_corpus import RARE_WORD

FILTERS = [
    pytest.param(Filters(language="zh", since=date(2015, 3, 2), until=date(2015, 4, 20)), "corpus", id="days"),
    pytest.param(Filters(words=f"{RARE_WORD} er"), "corpus", id="words"),
    pytest.param(Filters(undated=True, agency="AFP", quality="small_share"), "corpus", id="none"),
    pytest.param(Filters(has_duplicates=True, page_type="article"), "corpus", id="with duplicates"),
    pytest.param(Filters(relation="near", language="de"), "duplicates", id="duplicates"),
]


def exported(corpus, filters, format_name, dataset="corpus"):
    return b"".join(export_rows(corpus, filters, format_name, dataset))


@pytest.mark.parametrize(("filters", "dataset"), FILTERS)
def test_a_download_the_list_and_the_snippet_have_the_same_rows(archive, filters, dataset):
    table = pq.read_table(io.BytesIO(exported(archive, filters, "parquet", dataset)))
    names = {}
    exec(python_snippet(archive.warehouse.root, filters, dataset), names)  # what the browser prints
    assert table.to_pandas().equals(names["frame"])
    assert len(table) == find_documents(archive, filters, dataset=dataset).total
    lines = exported(archive, filters, "jsonl", dataset).decode().splitlines()
    assert [json.loads(line)["doc_id"] for line in lines] == table["doc_id"].to_pylist()
    frame = pd.read_csv(io.BytesIO(exported(archive, filters, "csv", dataset)))
    assert list(frame.columns) == table.schema.names
    assert frame["doc_id"].tolist() == table["doc_id"].to_pylist()
    assert frame["text"].tolist() == table["text"].to_pylist()


def test_a_parquet_file_keeps_what_columns_mean(built):
    schema = pq.read_schema(io.BytesIO(exported(built, Filters(), "parquet")))
    assert schema.field("title").metadata[b"description"] == b"headline"
    assert schema.field("month").type == pa.string()


def test_values_are_written_plainly(built):
    (row,) = [
        row
        for row in map(json.loads, exported(built, Filters(), "jsonl").splitlines())
        if row["source_uri"] == "whole.txt"
    ]
    assert row["published_date"] == "2018-09-11"
    assert row["authors"] == [] or isinstance(row["authors"][0], str)
    frame = pd.read_csv(io.BytesIO(exported(built, Filters(), "csv"))).set_index("source_uri")
    assert frame.loc["whole.txt", "published_date"] == "2018-09-11"
    assert json.loads(frame.loc["whole.txt", "quality"]) == row["quality"]


def test_a_large_download_comes_in_pieces(archive):
    for format_name in FORMATS:
        pieces = list(export_rows(archive, Filters(), format_name))
        assert len(pieces) > 1
    assert pq.read_table(io.BytesIO(exported(archive, Filters(), "parquet"))).num_rows == 3_000


def test_texts_are_read_only_where_a_document_matches(archive, reads):
    exported(archive, Filters(words="nowhere to be found"), "csv")
    assert reads.columns == {"title"}


def test_wrong_filters_are_refused(archive):
    with pytest.raises(ParameterError, match="is after the last"):
        export_rows(archive, Filters(since=date(2018, 2, 1), until=date(2018, 1, 1)), "csv")
