"""Made-up texts and the tables that deduplication takes, for the tests of this package."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime

import pyarrow as pa
import pytest

from broadsheet.schema import SKETCHES
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import fingerprint

Words = Callable[..., str]


@pytest.fixture
def settings() -> Deduplication:
    return Deduplication()


@pytest.fixture
def words() -> Words:
    """Return so many made-up words, the same for the same seed; other seeds share no phrase."""

    def make(count: int, seed: int) -> str:
        source = random.Random(seed)
        return " ".join("".join(source.choices("abcdefghijklmnoprstuvy", k=7)) for _ in range(count))

    return make


@pytest.fixture
def edited() -> Callable[[str, float, int], str]:
    """Return a text with a share of its words replaced, chosen by a seed."""

    def edit(text: str, share: float, seed: int) -> str:
        source = random.Random(seed)
        return " ".join(f"new{source.random()}" if source.random() < share else word for word in text.split())

    return edit


@pytest.fixture
def sketches_of(settings: Deduplication) -> Callable[..., pa.Table]:
    """Return the `SKETCHES` of texts by doc_id, with the traits given for some."""

    def make(texts: dict[str, str], traits: dict[str, dict[str, object]] | None = None) -> pa.Table:
        made = fingerprint(pa.array(list(texts.values()), pa.string()), settings)
        rows = []
        for doc_id, text, *sketch in zip(texts, texts.values(), *(column.to_pylist() for column in made), strict=True):
            row = dict(zip(made.schema.names, sketch, strict=True)) | {
                "doc_id": doc_id,
                "source": "",
                "word_count": len(text.split()),
                "metadata_count": 3,
                "cleanliness": 0.9,
                "body_share": 0.6,
                "authors": [],
                "published_date": datetime(2018, 9, 11),
                "language": "en",
            }
            rows.append(row | (traits or {}).get(doc_id, {}))
        return pa.Table.from_pylist(rows, schema=SKETCHES)

    return make


class Library:
    """Hands out texts by doc_id, backwards, and remembers what it was asked for."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts
        self.asked: list[list[str]] = []

    def read(self, doc_ids: pa.Array) -> Iterator[pa.Table]:
        wanted = doc_ids.to_pylist()[::-1]
        self.asked.append(wanted)
        for at in range(0, len(wanted), 4):
            part = wanted[at : at + 4]
            yield pa.table({"doc_id": part, "text": [self.texts[doc_id] for doc_id in part]})


@pytest.fixture
def library() -> type[Library]:
    return Library
