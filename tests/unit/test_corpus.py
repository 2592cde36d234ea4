"""Reading a published corpus through the library."""

from datetime import date
from typing import get_args

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from broadsheet import build, corpus_path, open_corpus, read_corpus
from broadsheet.corpus import Corpus
from broadsheet.errors import ConfigurationError
from broadsheet.identity import doc_id
from broadsheet.queries.version_handle import NotFoundError
from broadsheet.schema import CORPUS, PARTITION_KEYS, Relation
from broadsheet.settings import Settings
from newsroom import page, paragraphs, write_pages


@pytest.fixture
def warehouse(settings, tmp_path):
    write_pages(tmp_path / "pages", {"a.txt": page(1, date(2018, 9, 11)), "bad.txt": ""})
    build(settings)
    return settings.warehouse


def test_the_path_is_that_of_a_version_and_not_of_the_link(warehouse):
    assert "current" not in corpus_path(warehouse).parts
    assert corpus_path(warehouse) == (warehouse / "current" / "corpus").resolve()


def test_each_dataset_reads_and_options_go_to_pandas(warehouse):
    assert len(read_corpus(warehouse)) == 1
    assert len(read_corpus(str(warehouse), "quarantine")) == 1
    assert read_corpus(warehouse, columns=["source_uri"]).iloc[0].to_list() == ["a.txt"]


@pytest.fixture(scope="module")
def repeated(tmp_path_factory):
    """Build a corpus of a story, a copy and a part of it in other months, and a story by itself."""
    folder = tmp_path_factory.mktemp("repeated")
    story = paragraphs(1, 8)
    pages = {
        "whole.txt": page(1, date(2018, 9, 11), story),
        "again.txt": page(1, date(2018, 10, 1), story),
        "part.txt": page(1, date(2018, 11, 2), story[:3]),
        "alone.txt": page(2, date(2018, 9, 11)),
    }
    write_pages(folder / "pages", pages)
    settings = Settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1)
    build(settings)
    return settings.warehouse


@pytest.mark.parametrize(
    ("names", "counts"),
    [
        pytest.param((), {"alone.txt": 0, "whole.txt": 2}, id="nothing"),
        pytest.param("exact", {"alone.txt": 0, "whole.txt": 1, "again.txt": 0}, id="one relation"),
        pytest.param("near", {"alone.txt": 0, "whole.txt": 2}, id="a relation nobody has"),
        pytest.param([doc_id("part.txt")], {"alone.txt": 0, "whole.txt": 1, "part.txt": 0}, id="one document"),
        pytest.param(
            ["contained", "exact", doc_id("part.txt")],
            {"alone.txt": 0, "whole.txt": 0, "again.txt": 0, "part.txt": 0},
            id="all there are",
        ),
    ],
)
def test_duplicates_can_be_included(repeated, names, counts):
    frame = read_corpus(repeated, take_back=names)
    assert dict(zip(frame["source_uri"], frame["duplicate_count"], strict=True)) == counts
    plain = read_corpus(repeated)
    assert frame.columns.to_list() == plain.columns.to_list()
    assert frame.dtypes.drop(["lang", "month"]).equals(plain.dtypes.drop(["lang", "month"]))
    assert frame["month"].dtype == "category"
    assert frame.index.to_list() == list(range(len(counts)))


def test_included_duplicates_respect_columns_and_filters(repeated):
    narrow = read_corpus(repeated, take_back="exact", columns=["source_uri"])
    assert narrow.columns.to_list() == ["source_uri"]
    assert sorted(narrow["source_uri"]) == ["again.txt", "alone.txt", "whole.txt"]
    october = read_corpus(repeated, take_back="exact", filters=[("month", "==", "2018-10")])
    assert october["source_uri"].to_list() == ["again.txt"]
    september = read_corpus(repeated, take_back="exact", filters=[("month", "==", "2018-09")])
    assert dict(zip(september["source_uri"], september["duplicate_count"], strict=True)) == {
        "alone.txt": 0,
        "whole.txt": 2,
    }


def test_including_an_unknown_duplicate_is_an_error(repeated):
    with pytest.raises(ConfigurationError, match="alike, whole: not a relation"):
        read_corpus(repeated, take_back=["alike", "whole", "near"])
    with pytest.raises(ConfigurationError, match="dataset corpus only"):
        read_corpus(repeated, "quarantine", take_back="near")
    with pytest.raises(ConfigurationError, match="dtype_backend"):
        read_corpus(repeated, take_back="near", dtype_backend="pyarrow")


def test_duplicates_can_be_included_with_pandas_alone(repeated):
    """As the manual shows it."""
    corpus = pd.read_parquet(repeated / "current" / "corpus")
    duplicates = pd.read_parquet(repeated / "current" / "duplicates")
    back = duplicates[duplicates["relation"] == "contained"]
    both = pd.concat([corpus, back[corpus.columns]], ignore_index=True)
    taken = both["doc_id"].map(back["duplicate_of"].value_counts()).fillna(0)
    both["duplicate_count"] -= taken.astype("int32")
    with_us = read_corpus(repeated, take_back="contained")
    columns = ["doc_id", "duplicate_count", "text", "published_date"]
    pd.testing.assert_frame_equal(both[columns], with_us[columns])


def test_a_table_has_the_schema_and_folder_keys_as_strings(repeated):
    table = open_corpus(repeated).to_arrow()
    assert table.schema.names == [*CORPUS.names, *PARTITION_KEYS]
    assert table.schema.field("month").type == pa.string()
    assert table.schema.field("text").metadata == CORPUS.field("text").metadata
    assert table["month"].to_pylist() == ["2018-09", "2018-09"]


def test_a_frame_holds_what_pandas_reads(repeated):
    corpus = open_corpus(repeated)
    for dataset in ("corpus", "duplicates"):
        plain = pd.read_parquet(corpus.path(dataset))
        pd.testing.assert_frame_equal(corpus.to_pandas(dataset), plain.astype(dict.fromkeys(PARTITION_KEYS, "str")))
    pd.testing.assert_frame_equal(corpus.to_pandas("quarantine"), pd.read_parquet(corpus.path("quarantine")))


@pytest.mark.parametrize(
    "filters",
    [
        [("month", "==", "2018-09"), ("source_uri", "!=", "alone.txt")],
        [[("source_uri", "==", "whole.txt")], [("source_uri", "==", "nobody.txt")]],
        (pc.field("month") == "2018-09") & (pc.field("source_uri") == "whole.txt"),
    ],
    ids=["all hold", "one holds", "an expression"],
)
def test_filters_and_columns_choose_what_is_read(repeated, filters):
    table = open_corpus(repeated).to_arrow(columns=["lang", "source_uri"], filters=filters)
    assert table.to_pylist() == [{"lang": "en", "source_uri": "whole.txt"}]


@pytest.mark.parametrize("columns", [None, ["source_uri"], ["duplicate_count", "month", "source_uri"]])
@pytest.mark.parametrize("include", [(), "exact", get_args(Relation)])
@pytest.mark.parametrize("batch_rows", [1, 1_000])
def test_batches_hold_the_rows_of_the_table(repeated, columns, include, batch_rows):
    corpus = open_corpus(repeated)
    table = corpus.to_arrow(columns=columns, include=include)
    batches = list(corpus.iter_batches(columns=columns, include=include, batch_rows=batch_rows))
    assert pa.Table.from_batches(batches, table.schema).equals(table, check_metadata=True)
    assert max(batch.num_rows for batch in batches) <= batch_rows


def test_batches_take_little_memory(tmp_path):
    """Of 96 row groups with a mebibyte of text each, a few are in memory at once, whatever threads do meanwhile."""
    folder = tmp_path / "versions" / "0123456789abcdef" / "corpus"
    folder.mkdir(parents=True)
    (tmp_path / "current").symlink_to("versions/0123456789abcdef")
    for file in range(6):
        text = pa.array([f"{number:08}" * 128 for number in range(16 * 1024)])
        pq.write_table(pa.table({"text": text}), folder / f"{file}.parquet", row_group_size=1024, use_dictionary=False)
    del text
    before, most, rows = pa.total_allocated_bytes(), 0, 0
    for batch in open_corpus(tmp_path).iter_batches(columns=["text"], batch_rows=256):
        rows += batch.num_rows
        most = max(most, pa.total_allocated_bytes() - before)
    assert rows == 96 * 1024
    assert most < 32 * 1024 * 1024


def test_an_older_version_is_read_by_the_beginning_of_its_id(warehouse, settings, tmp_path):
    old = open_corpus(warehouse)
    write_pages(tmp_path / "pages", {"b.txt": page(2, date(2018, 9, 12))})
    build(settings)
    new = open_corpus(warehouse)
    assert [(version.version_id, version.is_current) for version in new.versions()] == [
        (new.version, True),
        (old.version, False),
    ]
    assert old.versions() == new.versions()
    assert open_corpus(warehouse, old.version[:6]) == old != new
    assert old.to_arrow(columns=["source_uri"])["source_uri"].to_pylist() == ["a.txt"]
    assert len(new.to_arrow()) == 2


def test_versions_that_are_not_retained_are_named_with_those_that_are(warehouse, settings, tmp_path):
    (known,) = open_corpus(warehouse).versions()
    for unknown in ("0000", "", "../versions"):
        with pytest.raises(
            ConfigurationError, match=rf"no retained version starts with '{unknown}'; .*: {known.version_id}"
        ):
            open_corpus(warehouse, unknown)
    write_pages(tmp_path / "pages", {f"{number}.txt": page(number) for number in range(2, 4)})
    (warehouse / "versions" / "0123456789abcdef").mkdir()
    (warehouse / "versions" / "0123456789abcdee").mkdir()
    with pytest.raises(ConfigurationError, match="several retained versions start with '0123'"):
        open_corpus(warehouse, "0123")
    with pytest.raises(ConfigurationError, match=r"nothing has been published in .*elsewhere yet"):
        open_corpus(tmp_path / "elsewhere", "0123")


def test_a_version_that_was_removed_since_is_an_error(warehouse):
    gone = Corpus(warehouse, "0123456789abcdef")
    with pytest.raises(ConfigurationError, match="no longer retained"):
        gone.to_arrow()


def test_unknown_columns_and_datasets_are_named(repeated):
    corpus = open_corpus(repeated)
    with pytest.raises(ConfigurationError, match=r"no column headline; it has doc_id, .* month"):
        corpus.to_arrow(columns=["text", "headline"])
    with pytest.raises(ConfigurationError, match="columns is empty"):
        corpus.to_arrow(columns=[])
    with pytest.raises(ConfigurationError, match="no dataset articles"):
        corpus.to_pandas("articles")
    with pytest.raises(ConfigurationError, match="batch_rows is 0"):
        corpus.iter_batches(batch_rows=0)
    with pytest.raises(ConfigurationError, match="no column headline"):
        corpus.iter_batches(columns=["headline"])


def test_a_document_is_explained_in_its_version(repeated):
    corpus = open_corpus(repeated)
    view = corpus.explain(doc_id("part.txt"))
    assert (view.place, view.duplicate_of.relation) == ("duplicates", "contained")
    assert view.source.lines
    with pytest.raises(NotFoundError, match="0000"):
        corpus.explain("0" * 24)
