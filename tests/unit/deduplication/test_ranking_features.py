import pyarrow as pa
import pytest

from broadsheet.deduplication.representative import cleanliness, metadata_count
from broadsheet.schema import DOCUMENTS
from rows import accepted

FIELDS = pa.schema([field.with_nullable(True) for field in DOCUMENTS])


def documents(**changes):
    row = accepted("a", 1)
    quality = {**row["quality"], **changes.pop("quality", {})}
    return pa.Table.from_pylist([{**row, **changes, "quality": quality}], FIELDS)


@pytest.mark.parametrize(
    ("known", "count"),
    [
        pytest.param({"title": None}, 0, id="nothing"),
        pytest.param({}, 1, id="title"),
        pytest.param({"published_precision": "month"}, 1, id="a month is no day"),
        pytest.param(
            {"published_precision": "day", "authors": ["Ann Reed"], "agency": "AP"}, 4, id="day, byline, agency"
        ),
    ],
)
def test_known_metadata_is_counted(known, count):
    assert metadata_count(documents(**known)).to_pylist() == [count]


def test_a_text_of_sentences_is_clean_and_damage_counts_against_it():
    clean = cleanliness(documents(quality={"digit_share": 0.0})).to_pylist()
    damaged = cleanliness(documents(quality={"digit_share": 0.0, "replaced_bytes": 3})).to_pylist()
    assert (clean, damaged) == ([1.0], [0.5])
    assert cleanliness(documents(quality={"sentence_share": 0.2})).to_pylist() == [0.2]
