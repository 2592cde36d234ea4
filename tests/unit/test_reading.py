from datetime import date

import pandas as pd
import pytest

from broadsheet import corpus_path, read_corpus
from broadsheet.errors import ConfigurationError
from broadsheet.identity import doc_id
from broadsheet.operations.build import build
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
def test_left_out_documents_are_taken_back(repeated, names, counts):
    frame = read_corpus(repeated, take_back=names)
    assert dict(zip(frame["source_uri"], frame["duplicate_count"], strict=True)) == counts
    plain = read_corpus(repeated)
    assert frame.columns.to_list() == plain.columns.to_list()
    assert frame.dtypes.drop(["lang", "month"]).equals(plain.dtypes.drop(["lang", "month"]))
    assert frame["month"].dtype == "category"
    assert frame.index.to_list() == list(range(len(counts)))


def test_taking_back_heeds_columns_and_filters(repeated):
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


def test_what_cannot_be_taken_back_is_told(repeated):
    with pytest.raises(ConfigurationError, match="alike, whole: no relation"):
        read_corpus(repeated, take_back=["alike", "whole", "near"])
    with pytest.raises(ConfigurationError, match="taken back into the corpus"):
        read_corpus(repeated, "quarantine", take_back="near")


def test_repeats_are_taken_back_with_pandas_alone(repeated):
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
