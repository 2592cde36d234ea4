"""Analysts can read any corpus with pandas, without the package `broadsheet`."""

from datetime import date

import pandas as pd
import pytest

from broadsheet import corpus_path, read_corpus
from broadsheet.errors import ConfigurationError
from broadsheet.operations.build import build
from broadsheet.schema import CORPUS, DUPLICATES, PARTITION_KEYS, QUARANTINE
from newsroom import page, write_pages

DAY = date(2018, 9, 11)
GERMAN = """ date 2018-09-12 Neue Bibliothek eröffnet
Die Bürgermeisterin hat am Dienstag die neue Bibliothek der Stadt eröffnet, die nach langer Bauzeit fertig wurde.
Mehr als zweihundert Gäste kamen zur Feier, und viele von ihnen hatten lange auf diesen Tag gewartet, sagte sie.
Das Haus bietet Platz für dreißigtausend Bücher und soll an sechs Tagen in der Woche geöffnet sein, auch am Abend.
Kritiker hatten die Kosten des Baus beklagt, doch der Rat stimmte im Frühjahr mit großer Mehrheit für das Vorhaben.
"""

CORPORA = {
    "one language": {"a.txt": page(1, DAY), "b.txt": page(2, DAY)},
    "no dates": {"a.txt": page(1), "b.txt": page(2)},
    "two languages, two months": {"a.txt": page(1, date(2017, 1, 2)), "b.txt": GERMAN},
    "quoted names": {'it\'s a "page" = 50%.txt': page(1, DAY), "new\nline & ünïcode/x.txt": page(2, DAY)},
    "only refused pages": {"a.txt": "", "b.txt": "Home\nNews\n"},
    "no pages at all": {},
}


@pytest.fixture(params=CORPORA.values(), ids=CORPORA)
def published(request, settings, tmp_path):
    write_pages(tmp_path / "pages", request.param)
    return build(settings), tmp_path / "data" / "current"


@pytest.mark.parametrize(
    ("dataset", "schema", "keys"),
    [("corpus", CORPUS, PARTITION_KEYS), ("duplicates", DUPLICATES, PARTITION_KEYS), ("quarantine", QUARANTINE, ())],
    ids=["corpus", "duplicates", "quarantine"],
)
def test_a_dataset_reads_with_all_its_columns(published, dataset, schema, keys):
    _, current = published
    frame = pd.read_parquet(current / dataset)
    assert set(frame.columns) == {*schema.names, *keys}
    assert str(frame["published_date"].dtype) == "datetime64[us]"
    assert frame["published_date"].dt.year is not None
    assert str(frame["published_at"].dtype) == "datetime64[us, UTC]"


def test_all_pages_are_in_one_of_the_datasets(published):
    summary, current = published
    rows = {name: len(pd.read_parquet(current / name)) for name in ("corpus", "duplicates", "quarantine")}
    assert sum(rows.values()) == summary.figures.pages


def test_folder_keys_are_strings_and_can_be_filtered(settings, tmp_path):
    write_pages(tmp_path / "pages", CORPORA["two languages, two months"])
    build(settings)
    corpus = tmp_path / "data" / "current" / "corpus"
    frame = pd.read_parquet(corpus)
    assert set(frame["lang"]) == {"en", "de"}
    assert set(frame["month"]) == {"2017-01", "2018-09"}
    chosen = pd.read_parquet(corpus, filters=[("month", "==", "2018-09")], columns=["title", "language"])
    assert chosen["language"].tolist() == ["de"]


def test_lists_and_structs_come_as_python_objects(settings, tmp_path):
    write_pages(tmp_path / "pages", CORPORA["one language"])
    build(settings)
    frame = read_corpus(tmp_path / "data")
    row = frame.iloc[0]
    assert list(row["authors"]) == []
    assert 0 < row["quality"]["body_share"] <= 1
    source = (tmp_path / "pages" / row["source_uri"]).read_text()
    traced = "\n\n".join(source[span["start"] : span["end"]] for span in row["spans"])
    assert traced == row["text"]


def test_the_resolved_path_stays_readable_while_a_new_version_is_published(settings, tmp_path):
    write_pages(tmp_path / "pages", {"a.txt": page(1, DAY)})
    build(settings)
    path = corpus_path(tmp_path / "data")
    write_pages(tmp_path / "pages", {"b.txt": page(2, DAY)})
    build(settings)
    assert len(pd.read_parquet(path)) == 1
    assert len(read_corpus(tmp_path / "data")) == 2


def test_a_warehouse_without_a_version_says_what_to_do(tmp_path):
    with pytest.raises(ConfigurationError, match="broadsheet build"):
        corpus_path(tmp_path)


def test_an_unknown_dataset_is_named_in_the_error(settings, tmp_path):
    build(settings)
    with pytest.raises(ConfigurationError, match="articles"):
        corpus_path(tmp_path / "data", "articles")
