"""Adds to each document the sketch that deduplication works on."""

from typing import TypeVar

import pyarrow as pa

from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import FINGERPRINTS, fingerprint

Documents = TypeVar("Documents", pa.RecordBatch, pa.Table)


def add_sketches(documents: Documents, settings: Deduplication) -> Documents:
    """Return `documents` with text_digest, shingle_count and sketch filled from ``text``, null where that is null.

    Columns of these names that are there already are replaced where they stand; else the three are appended.
    """
    sketches = fingerprint(documents["text"], settings)
    for field in FINGERPRINTS:
        at = documents.schema.get_field_index(field.name)
        if at < 0:
            documents = documents.append_column(field, sketches[field.name])
        else:
            documents = documents.set_column(at, field, sketches[field.name])
    return documents
