"""The list of pages whose dates no run has asked for."""

from datetime import date, timedelta

import pytest

from broadsheet.operations.build import build
from broadsheet.queries.pending import list_pending
from broadsheet.queries.version_handle import ParameterError, open_corpus
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from newsroom import page, write_pages

DAY = date(2018, 9, 11)


def test_pending_pages_are_listed_part_by_part(tmp_path):
    pages = {f"{number}.txt": page(number, DAY + timedelta(days=number)) for number in range(1, 6)}
    write_pages(tmp_path / "pages", pages)
    settings = Settings(source=str(tmp_path / "pages"), warehouse=tmp_path / "data", workers=1)
    build(settings, since=DAY + timedelta(days=1), until=DAY + timedelta(days=1))
    corpus = open_corpus(Warehouse(settings.warehouse))
    first = list_pending(corpus, limit=3)
    second = list_pending(corpus, first.following, limit=3)
    rows = [*first.rows, *second.rows]
    assert first.total == 4
    assert (len(first.rows), len(second.rows), second.following) == (3, 1, None)
    assert {row.source_uri: row.published for row in rows} == {
        f"{number}.txt": DAY + timedelta(days=number) for number in range(2, 6)
    }
    with pytest.raises(ParameterError, match="first part"):
        list_pending(corpus, "x")


def test_without_pending_pages_the_list_is_empty(archive):
    assert list_pending(archive).rows == ()
