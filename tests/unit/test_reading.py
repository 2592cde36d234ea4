from datetime import date

import pytest

from broadsheet import corpus_path, read_corpus
from broadsheet.pipeline import build
from newsroom import page, write_pages


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
