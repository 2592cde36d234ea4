"""Refused pages by reason."""

import pandas as pd
import pytest

from broadsheet.identity import doc_id
from broadsheet.queries import quarantine
from broadsheet.queries.quarantine import list_refused, read_quarantine
from broadsheet.queries.version_handle import NotFoundError, ParameterError


@pytest.fixture(scope="module")
def refused(archive):
    """Refused pages of the archive by code, in order of doc_id."""
    table = pd.read_parquet(archive.warehouse.version(archive.version_id) / "quarantine", columns=["doc_id", "reasons"])
    table["code"] = [reasons[0]["code"] for reasons in table["reasons"]]
    return table.groupby("code")["doc_id"].apply(list).to_dict()


def test_each_reason_comes_with_meaning_remedy_and_examples(built):
    found = read_quarantine(built)
    reasons = {reason.code: reason for reason in found.reasons}
    assert set(reasons) == {"empty", "text_too_short"}
    assert found.pages == 2
    assert found.share == pytest.approx(2 / (built.manifest.figures.pages - built.manifest.figures.pending))
    (short,) = reasons["text_too_short"].examples
    assert short.doc_id == doc_id("short.txt")
    assert short.title
    assert short.stage == "validate"
    assert "word_count" in short.detail
    (empty,) = reasons["empty"].examples
    assert empty.title is None
    assert reasons["empty"].remedy == "crawl it again"


def test_each_reason_has_at_most_the_requested_number_of_examples(archive, refused):
    found = read_quarantine(archive, examples=2)
    assert {reason.code: reason.pages for reason in found.reasons} == {code: len(ids) for code, ids in refused.items()}
    for reason in found.reasons:
        assert [one.doc_id for one in reason.examples] == refused[reason.code][:2]
    assert [reason.pages for reason in found.reasons] == sorted((len(ids) for ids in refused.values()), reverse=True)


def test_three_examples_of_each_reason_are_shown(archive, refused):
    for reason in read_quarantine(archive).reasons:
        assert [one.doc_id for one in reason.examples] == refused[reason.code][:3]
    assert max(map(len, refused.values())) > 3


def walk(archive, code, limit):
    parts = [list_refused(archive, code, limit=limit)]
    while parts[-1].following:
        parts.append(list_refused(archive, code, parts[-1].following, limit))
        assert len(parts) < 100, "the list does not end"
    return parts


def test_all_parts_of_the_list_together_contain_all_pages_refused_for_a_reason(archive, refused):
    for code, ids in refused.items():
        parts = walk(archive, code, 7)
        assert [row.doc_id for part in parts for row in part.rows] == ids
        assert all(len(part.rows) == 7 for part in parts[:-1])
        assert parts[0].reason.pages == len(ids)


def test_a_rare_reason_is_searched_part_by_part(archive, refused, monkeypatch):
    monkeypatch.setattr(quarantine, "_MOST_ROWS", 40)
    code = min(refused, key=lambda code: len(refused[code]))
    parts = walk(archive, code, 50)
    assert [row.doc_id for part in parts for row in part.rows] == refused[code]
    assert len(parts) > 1
    assert all(part.looked_through <= 40 for part in parts)


def test_texts_are_read_only_for_missing_titles(archive, reads):
    read_quarantine(archive)
    texts = [number for _, number, columns in reads.groups if "text" in columns]
    assert 0 < len(texts) <= 3
    reads.groups.clear()
    parts = walk(archive, next(iter(archive.manifest.figures.reasons)), 50)
    texts = [number for _, number, columns in reads.groups if "text" in columns]
    assert len(texts) <= 3 * len(parts)


@pytest.mark.parametrize("code", ["no_such_reason", "", "..", "paywall"])
def test_an_unknown_reason_is_not_found(built, code):
    with pytest.raises(NotFoundError, match="no page"):
        list_refused(built, code)


@pytest.mark.parametrize("cursor", ["", "x", "0" * 23, "0" * 24 + "\n", "G" * 24])
def test_an_invalid_cursor_is_refused(built, cursor):
    with pytest.raises(ParameterError):
        list_refused(built, "empty", cursor)
