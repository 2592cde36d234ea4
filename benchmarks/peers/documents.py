"""The documents that every tool deduplicates: bodies of made-up pages, as Broadsheet extracts them."""

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet import read_corpus
from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from broadsheet.version import RULES_VERSION
from generate import write

SCHEMA = pa.schema(
    [("doc_id", pa.string()), ("text", pa.string()), ("story", pa.int64()), ("kind", pa.string())],
    metadata={"rules": RULES_VERSION},
)
"""Columns of the file: a document's name, its body, its story, and how it differs from its original."""
ROW_GROUP = 1_000


def make_documents(folder: Path, counts: list[int]) -> dict[int, Path]:
    """Return for each count a Parquet file of so many documents, made unless it is there.

    Each smaller file is the beginning of the largest. A page whose text is refused is no document, so a file may hold
    a few less than its count.
    """
    files = {count: folder / f"documents-{count}.parquet" for count in counts}
    if not all(_is_current(file) for file in files.values()):
        folder.mkdir(parents=True, exist_ok=True)
        table = _extracted(max(counts))
        for count, file in files.items():
            pq.write_table(table.slice(0, count), file, row_group_size=ROW_GROUP)
    return files


def _is_current(file: Path) -> bool:
    return file.exists() and pq.read_schema(file).metadata.get(b"rules") == RULES_VERSION.encode()


def _extracted(count: int) -> pa.Table:
    with tempfile.TemporaryDirectory() as scratch:
        pages = {page.name: page for page in write(Path(scratch) / "pages", count)}
        settings = load_settings(source=str(Path(scratch) / "pages"), warehouse=Path(scratch) / "data")
        build(settings)
        texts: dict[str, str] = {}
        for dataset in ("corpus", "duplicates"):
            frame = read_corpus(settings.warehouse, dataset, columns=["source_uri", "text"])
            texts |= dict(zip(frame["source_uri"], frame["text"], strict=True))
    names = sorted(texts)
    return pa.table(
        {
            "doc_id": names,
            "text": [texts[name] for name in names],
            "story": [pages[name].story for name in names],
            "kind": [pages[name].kind for name in names],
        }
    ).cast(SCHEMA)
