"""Opening the version that one request shows, and the ways in which that can fail."""

import json
import re
from dataclasses import dataclass

from broadsheet.errors import BroadsheetError
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.version import Version

_VERSION_ID = re.compile(r"[0-9a-f]{16}")


class NotFoundError(BroadsheetError, LookupError):
    """There is no such version, document, cluster, reason or run. The message says what was asked for."""


class ParameterError(BroadsheetError, ValueError):
    """A value of the address is none that these pages give out: a cursor, a date, an order."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A published version, opened for one request.

    Attributes:
        warehouse: Where it lies.
        version: Reads its datasets.
        manifest: What it holds, file by file.
        is_current: Whether readers see it now.
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
    """There is no version to show.

    Attributes:
        message: Why, in a sentence.
        remedy: What to do about it.
    """

    message: str
    remedy: str


def is_version_id(name: str) -> bool:
    """Whether a name is that of a version, so that it may be looked for below the warehouse."""
    return _VERSION_ID.fullmatch(name) is not None


def open_corpus(warehouse: Warehouse, version_id: str | None = None) -> Corpus | Nothing:
    """Open a version, or say why there is none to open.

    Args:
        warehouse: The warehouse; it need not be there.
        version_id: A kept version; null for the one readers see.

    Raises:
        NotFoundError: no version of that id is kept.
    """
    current = warehouse.current_id()
    if version_id is not None and not (is_version_id(version_id) and warehouse.version(version_id).is_dir()):
        raise NotFoundError(f"no version {version_id} is kept")
    wanted = version_id or current
    if wanted is None:
        return Nothing(
            f"Nothing was published under {warehouse.root} so far.",
            "Trigger the DAG build_corpus, or run `broadsheet build`.",
        )
    version = Version.open(warehouse, wanted)
    try:
        manifest = version.manifest()
    except (OSError, BroadsheetError, json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        return Nothing(
            f"The version {wanted} cannot be read: {error}.",
            "Build once more, or roll back to a version that is whole.",
        )
    assert manifest is not None
    return Corpus(warehouse, version, manifest, wanted == current)
