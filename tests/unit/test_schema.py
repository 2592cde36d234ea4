import pyarrow as pa
import pytest

from broadsheet import schema

DATASETS = {
    name: value for name, value in vars(schema).items() if isinstance(value, pa.Schema) and not name.startswith("_")
}


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_column_is_described(dataset):
    assert all(schema.describe(dataset).values())


def test_no_folder_key_is_a_column_of_a_published_dataset():
    for dataset in (schema.CORPUS, schema.DUPLICATES):
        assert not set(schema.PARTITION_KEYS) & set(dataset.names)


def test_duplicates_have_every_column_of_the_corpus():
    assert schema.DUPLICATES.names[: len(schema.CORPUS.names)] == schema.CORPUS.names


def test_every_quality_signal_is_described():
    assert all(field.metadata[b"description"] for field in schema.QUALITY)
