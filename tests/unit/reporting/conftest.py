"""A small version: its manifest, and a folder that holds what the manifest says."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broadsheet.schema import CORPUS, DUPLICATES, LENT, QUARANTINE
from broadsheet.settings import Settings
from broadsheet.warehouse.manifest import Figures, FileEntry, Manifest

VERSION = "3f9a1c0700aa11bb"

FIGURES = Figures(
    pages=9,
    corpus=3,
    duplicates=2,
    quarantine=3,
    pending=1,
    words=1234,
    languages={"en": 2, "und": 1},
    months={"2018-09": 2, "undated": 1},
    publishers={"The Quay | Evening": 2},
    relations={"contained": 2},
    reasons={"no_article": 2, "text_too_short": 1, "not_prose": 1},
    undated=1,
    untitled=0,
)


_REJECT = {"doc_id": "f" * 24, "source_uri": "f.txt", "source": "", "extractor": "1"}


def _article(name: str, **changes: Any) -> dict[str, Any]:
    quality = {f"{kind}_share": 0.5 for kind in ("body", "sentence", "repeated", "capital", "digit")}
    row = {
        "doc_id": hashlib.sha256(name.encode()).hexdigest()[:24],
        "source_uri": name,
        "source": "",
        "source_digest": hashlib.sha256(name.encode()).hexdigest(),
        "title": "Harbour reopens after the storm",
        "text": "The harbour opened again on Monday.\n\nBoats left at noon.",
        "page_type": "article",
        "page_type_score": 0.98,
        "published_date": datetime.fromisoformat("2018-09-11"),
        "published_precision": "day",
        "published_at": datetime(2018, 9, 11, 8, 30, tzinfo=UTC),
        "published_origin": "header line",
        "authors": ["Ida Holm", "Jon Berg"],
        "language": "en",
        "language_score": 0.97,
        "word_count": 120,
        "paragraph_count": 2,
        "quality": {**quality, "encoding": "utf-8", "replaced_bytes": 0, "repaired_lines": 0},
        "spans": [{"start": 0, "end": 35}, {"start": 37, "end": 56}],
        "cluster_id": "c" * 24,
        "duplicate_count": 1,
        "related_count": 0,
        "confirmed_shingles": 120,
        **{field.name: None for field in LENT},
        "extractor": "1",
    }
    return row | changes


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    """The manifest of a version with every dataset; its files are not there."""
    names = (
        "_ledger/part-00000-0000000a.parquet",
        "corpus/lang=en/month=2018-09/part-00000-0000000b.parquet",
        "corpus/lang=und/month=undated/part-00000-0000000c.parquet",
        "duplicates/lang=en/month=2018-09/part-00000-0000000d.parquet",
        "quarantine/part-00000-0000000e.parquet",
    )
    return Manifest(
        version=VERSION,
        settings_digest="0011223344556677",
        settings=Settings().shaping(),
        extractor="7",
        writer="pyarrow 26.0.1",
        figures=FIGURES,
        files=tuple(FileEntry(name, 1, 2048, "ab" * 32) for name in names),
    )


@pytest.fixture
def version(tmp_path: Path, manifest: Manifest) -> Path:
    """A warehouse whose current version is the manifest's, with rows in every dataset."""
    folder = tmp_path / "data" / "versions" / VERSION
    repeat = {"duplicate_of": "d" * 24, "relation": "contained", "jaccard": 0.2, "containment": 0.6}
    refused = {"stage": "validate", "reasons": [{"code": "text_too_short", "detail": "word_count is 3"}]}
    rows = {
        "corpus/lang=en/month=2018-09": ([_article("a.txt"), _article("b.txt", title=None)], CORPUS),
        "corpus/lang=und/month=undated": (
            [_article("c.txt", language="und", published_date=None, published_at=None, authors=[])],
            CORPUS,
        ),
        "duplicates/lang=en/month=2018-09": ([_article("d.txt", **repeat)], DUPLICATES),
        "quarantine": ([_article("e.txt", **refused), {**_REJECT, **refused}], QUARANTINE),
    }
    entries = []
    for place, (articles, schema) in rows.items():
        path = folder / place / "part-00000-00000000.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(articles, schema), path)
        content = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        entries.append(FileEntry(name, len(articles), len(content), hashlib.sha256(content).hexdigest()))
    (folder / "_manifest.json").write_text(replace(manifest, files=tuple(entries)).dumps(), encoding="utf-8")
    (tmp_path / "data" / "current").symlink_to(folder.relative_to(tmp_path / "data"))
    return folder
