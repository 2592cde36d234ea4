"""Opens a published version for queries, and defines the errors that queries raise."""

import json
import re
from dataclasses import dataclass

from broadsheet.errors import BroadsheetError
from broadsheet.warehouse.catalog import BUILD_FIRST
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.version import Version

_VERSION_ID = re.compile(r"[0-9a-f]{16}")


class NotFoundError(BroadsheetError, LookupError):
    """There is no such version, document, cluster, reason or run. The message names it."""


class ParameterError(BroadsheetError, ValueError):
    """A parameter of a query is not valid: a cursor, a date or a filter."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A published version, opened for queries.

    Attributes:
        warehouse: The warehouse that holds it.
        version: Reads its datasets.
        manifest: Its figures and files.
        is_current: Whether it is the current version.
    """

    warehouse: Warehouse
    version: Version
    manifest: Manifest
    is_current: bool

    @property
    def version_id(self) -> str:
        """Its id: 16 hex digits."""
        return self.manifest.version


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is no version that can be opened.

    Attributes:
        message: The reason, in a sentence.
        remedy: What to do about it.
    """

    message: str
    remedy: str


def is_version_id(name: str) -> bool:
    """Return whether a name has the form of a version id, so that it is safe as a folder name."""
    return _VERSION_ID.fullmatch(name) is not None


def open_corpus(warehouse: Warehouse, version_id: str | None = None) -> Corpus | Nothing:
    """Open a version, or return why none can be opened.

    Args:
        warehouse: The warehouse; its folder need not exist.
        version_id: A retained version; None for the current one.

    Raises:
        NotFoundError: no version of that id is retained.
    """
    current = warehouse.current_id()
    if version_id is not None and not (is_version_id(version_id) and warehouse.version(version_id).is_dir()):
        raise NotFoundError(f"no version {version_id} is retained")
    wanted = version_id or current
    if wanted is None:
        return Nothing(
            f"Nothing has been published in {warehouse.root} yet.",
            f"{BUILD_FIRST[:1].upper()}{BUILD_FIRST[1:]}.",
        )
    version = Version.open(warehouse, wanted)
    try:
        manifest = version.manifest()
    except (OSError, BroadsheetError, json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        return Nothing(
            f"The version {wanted} cannot be read: {error}.",
            "Build again, or roll back to an intact version.",
        )
    assert manifest is not None
    return Corpus(warehouse, version, manifest, wanted == current)
