"""The columns of the sketch, added to a table with texts."""

import pyarrow as pa
import pytest

from broadsheet.schema import DOCUMENTS, SKETCH_COLUMNS
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import add_sketches, fingerprint

TEXTS = ["The ferry was late again on Monday morning.", None, ""]
NAMES = [field.name for field in SKETCH_COLUMNS]


def test_columns_are_appended_in_the_order_of_the_schema() -> None:
    batch = add_sketches(pa.record_batch({"doc_id": ["a", "b", "c"], "text": TEXTS}), Deduplication())
    assert isinstance(batch, pa.RecordBatch)
    assert batch.schema.names == ["doc_id", "text", *NAMES]
    assert [batch.schema.field(name).type for name in NAMES] == [DOCUMENTS.field(name).type for name in NAMES]


def test_columns_that_are_there_are_replaced_in_place() -> None:
    batch = pa.record_batch({"sketch": pa.nulls(3), "text": pa.array(TEXTS, pa.string()), "text_digest": pa.nulls(3)})
    made = add_sketches(batch, Deduplication())
    assert made.schema.names == ["sketch", "text", "text_digest", "shingle_count"]
    assert made["text_digest"].equals(fingerprint(batch["text"], Deduplication())["text_digest"])


def test_null_text_has_nulls() -> None:
    made = add_sketches(pa.record_batch({"text": TEXTS}), Deduplication())
    assert [made[name].is_null().to_pylist() for name in NAMES] == [[False, True, False]] * 3


@pytest.mark.parametrize("rows", [0, 1, 3], ids=["empty", "one row", "chunks of one row"])
def test_table_of_any_chunks_gets_the_same(rows: int) -> None:
    parts = [pa.table({"text": pa.array([text], pa.string())}) for text in TEXTS[:rows]]
    table = pa.concat_tables(parts) if parts else pa.table({"text": pa.array([], pa.string())})
    made = add_sketches(table, Deduplication())
    assert isinstance(made, pa.Table)
    whole = fingerprint(pa.array(TEXTS[:rows], pa.string()), Deduplication())
    assert [made[name].to_pylist() for name in NAMES] == [whole[name].to_pylist() for name in NAMES]
