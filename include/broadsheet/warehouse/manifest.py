"""The manifest of a version: its files and its statistics. It contains no clock time and no host name."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from broadsheet.errors import ConfigurationError, DataError

FORMAT = 4
"""Format number; increase it whenever a dataset of a version changes its columns."""
NAME = "_manifest.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a version.

    Attributes:
        path: Relative to the version's folder, with slashes.
        rows: Its number of rows.
        bytes: Its size in bytes.
        sha256: Digest of its bytes, 64 hex digits.
    """

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The statistics of a version, counted over the whole version (not over one run).

    Attributes:
        pages: Pages in the ledger; the sum of the next four.
        corpus: Documents in the corpus.
        duplicates: Documents in duplicates.
        quarantine: Refused pages.
        pending: Extracted pages whose date no run has asked for yet.
        words: Words in the corpus.
        languages: Documents of the corpus by language, most frequent first.
        months: Documents of the corpus by folder key ``month``, in order.
        publishers: Documents of the corpus by publisher, most frequent first; at most 100.
        sources: Documents of the corpus by source, most frequent first; the name is empty for a source without one.
        agencies: Documents of the corpus by credited agency, most frequent first; at most 100. Empty in versions that
            were published before agencies were counted.
        relations: Duplicates by relation.
        reasons: Refused pages by reason code (a page with two codes counts under both).
        undated: Documents of the corpus without a date.
        untitled: Documents of the corpus without a title.
    """

    pages: int = 0
    corpus: int = 0
    duplicates: int = 0
    quarantine: int = 0
    pending: int = 0
    words: int = 0
    languages: dict[str, int] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)
    publishers: dict[str, int] = field(default_factory=dict)
    relations: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    undated: int = 0
    untitled: int = 0
    agencies: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)


def version_id(
    settings_digest: str, extractor: str, files: Iterable[FileEntry], sources: Mapping[str, Mapping[str, Any]]
) -> str:
    """Return the id of a version, 16 hex digits: a digest over its settings, its rules, its files and its sources."""
    lines = [settings_digest, extractor, *(f"{entry.path} {entry.sha256}" for entry in files)]
    if sources:
        lines.append(json.dumps(sources, sort_keys=True))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of a version.

    Attributes:
        version: Its id: 16 hex digits of a digest over the files and the settings that shape them.
        settings_digest: `broadsheet.settings.Settings.digest` of these settings.
        settings: The same settings, by group and name.
        extractor: Version of the extraction rules.
        writer: Library and version that wrote the Parquet files; with the same writer, equal tables give equal bytes.
        figures: The statistics of the version.
        files: Every data file, sorted by path.
        sources: The settings of each source with settings of its own, by its name: those of the last run that read it,
            without its place.
    """

    version: str
    settings_digest: str
    settings: dict[str, Any]
    extractor: str
    writer: str
    figures: Figures
    files: tuple[FileEntry, ...]
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)

    def computed_id(self) -> str:
        """Return the id that follows from its settings, rules, files and sources."""
        return version_id(self.settings_digest, self.extractor, self.files, self.sources)

    @property
    def priorities(self) -> dict[str, int]:
        """The priority of each source that declares one, by its name."""
        return {name: own["priority"] for name, own in self.sources.items() if "priority" in own}

    def shaped_by(self, settings_digest: str, extractor: str) -> bool:
        """Return whether the version was built with these settings and rules."""
        return self.settings_digest == settings_digest and self.extractor == extractor

    def dumps(self) -> str:
        """Return the manifest as JSON, the same bytes for the same version."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def loads(cls, data: bytes, where: str) -> "Manifest":
        """Return the manifest from the JSON that `dumps` wrote.

        Args:
            data: The JSON bytes.
            where: The key or folder of its version, for messages.

        Raises:
            DataError: the manifest is damaged.
            ConfigurationError: it has a format of another Broadsheet version, which this one cannot read.
        """
        try:
            state = json.loads(data.decode("utf-8"))
            written = state.pop("format")
        except (ValueError, KeyError, AttributeError) as error:
            raise DataError(f"{where}/{NAME} is damaged: {error!r}; roll back to an intact version") from error
        if written != FORMAT:
            raise ConfigurationError(
                f"{where} has format {written}, this Broadsheet version reads {FORMAT}; build into a new warehouse"
            )
        figures = Figures(**state.pop("figures"))
        files = tuple(FileEntry(**entry) for entry in state.pop("files"))
        return cls(figures=figures, files=files, **state)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Return the manifest of the version in a local `folder`. Raises as `loads`, and FileNotFoundError."""
        return cls.loads((folder / NAME).read_bytes(), str(folder))
