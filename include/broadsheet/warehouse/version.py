"""Reads a version: its manifest, ledger, sketches, relations and partitions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.schema import LEDGER, LINES, NEW_LINES, NEW_SKETCHES, QUARANTINE, RELATIONS
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.data_file import DataFile, read_files
from broadsheet.warehouse.layout import VERSIONS, Warehouse
from broadsheet.warehouse.manifest import NAME, Manifest
from broadsheet.warehouse.storage import Storage

if TYPE_CHECKING:
    from broadsheet.settings import Settings
import hashlib

from broadsheet.warehouse.manifest import FileEntry


class Partition(NamedTuple):
    """Folder keys of one partition; see `broadsheet.schema.PARTITION_KEYS`."""

    lang: str
    month: str

    @property
    def folder(self) -> str:
        """The folder of the partition below its dataset."""
        return f"lang={self.lang}/month={self.month}"

    @classmethod
    def of(cls, path: str) -> "Partition":
        """Return the partition of a file, whose path ends in ``lang=../month=../<name>``."""
        lang, month = path.split("/")[-3:-1]
        return cls(lang.removeprefix("lang="), month.removeprefix("month="))


@dataclass(frozen=True, slots=True)
class Version:
    """A published version, or the empty version before the first (`version_id` None)."""

    storage: Storage
    version_id: str | None

    @classmethod
    def open(cls, warehouse: Warehouse, version_id: str | None) -> "Version":
        """Return the version with this id; None gives the empty version."""
        return cls(warehouse.storage, version_id)

    @property
    def key(self) -> str:
        """The key of its folder."""
        return f"{VERSIONS}/{self.version_id}"

    def exists(self) -> bool:
        """Return whether the version is retained; true for the empty version."""
        return self.version_id is None or bool(self.storage.children(self.key))

    def manifest(self) -> Manifest | None:
        """Return the manifest; None for the empty version."""
        if self.version_id is None:
            return None
        return Manifest.loads(self.storage.read(f"{self.key}/{NAME}"), self.key)

    def same_rules(self, settings: "Settings") -> bool:
        """Return whether it was built with these settings and the current rules, so that its rows are comparable.

        True for the empty version.
        """
        manifest = self.manifest()
        return manifest is None or manifest.shaped_by(settings.digest(), RULES_VERSION)

    def ledger(self, columns: list[str] | None = None) -> pa.Table:
        """Return LEDGER, or some of its columns, sorted by doc_id."""
        return read_files(self.files("_ledger"), LEDGER, columns)

    def quarantine(self) -> pa.Table:
        """Return QUARANTINE, sorted by doc_id."""
        return read_files(self.files("quarantine"), QUARANTINE)

    def relations(self) -> pa.Table:
        """Return RELATIONS, sorted by doc_a, doc_b."""
        return read_files(self.files("_relations"), RELATIONS)

    def sketches(self, of: Partition | None = None) -> pa.Table:
        """Return NEW_SKETCHES: all sketches with their folder keys, by partition, or those of one partition."""
        tables = []
        found = self.partitions("_sketches") if of is None else [(of, self.partition_files("_sketches", of))]
        for partition, files in found:
            for file in files:
                table = file.read()
                keys = [pa.repeat(value, len(table)) for value in partition]
                tables.append(pa.table([*table.columns, *keys], schema=NEW_SKETCHES))
        return pa.concat_tables(tables) if tables else NEW_SKETCHES.empty_table()

    def lines(self, columns: list[str] | None = None, among: tuple[str, pa.Array] | None = None) -> pa.Table:
        """Return NEW_LINES: the lines of documents with their folder keys, by partition.

        Args:
            columns: Columns of LINES to read, None for all; ``lang`` and ``month`` are always included.
            among: A column of LINES and values: only rows with one of these values, None for all rows. Of files without
                such a row, only this column is read.
        """
        names = LINES.names if columns is None else columns
        schema = pa.schema([NEW_LINES.field(name) for name in [*names, "lang", "month"]])
        tables = [schema.empty_table()]
        for partition, files in self.partitions("_lines"):
            for file in files:
                if among is None:
                    table = _with_all(names, file.read(names))
                else:
                    name, values = among
                    wanted = pc.is_in(file.read([name])[name], values)
                    if not pc.any(wanted).as_py():
                        continue
                    table = _with_all(names, file.read(names)).filter(wanted)
                keys = [pa.repeat(value, len(table)) for value in partition]
                tables.append(pa.table([*(table[name] for name in names), *keys], schema=schema))
        return pa.concat_tables(tables)

    def file(self, path: str) -> DataFile:
        """Return the file at a path in the version, as in the manifest."""
        return DataFile(self.storage, f"{self.key}/{path}")

    def partitions(self, dataset: str) -> Iterator[tuple[Partition, list[DataFile]]]:
        """Yield the partitions of a dataset with their files, in order."""
        found: dict[Partition, list[DataFile]] = {}
        for file in self.dataset_files(dataset):
            found.setdefault(Partition.of(file.key), []).append(file)
        yield from sorted(found.items())

    def partition_files(self, dataset: str, partition: Partition) -> list[DataFile]:
        """Return the files of one partition, in order; may be empty."""
        return self.files(f"{dataset}/{partition.folder}")

    def files(self, folder: str) -> list[DataFile]:
        """Return the files directly in one folder, in order; these are all files of a dataset without partitions."""
        if self.version_id is None:
            return []
        names = self.storage.children(f"{self.key}/{folder}")
        return [self.file(f"{folder}/{name}") for name in names if name.endswith(".parquet")]

    def dataset_files(self, dataset: str) -> list[DataFile]:
        """Return all files of a dataset, in order of their keys."""
        if self.version_id is None:
            return []
        keys = self.storage.keys(f"{self.key}/{dataset}")
        return [DataFile(self.storage, key) for key in keys if key.endswith(".parquet")]


def _with_all(names: list[str], table: pa.Table) -> pa.Table:
    """Add columns of LINES that a version of older rules does not have, all null."""
    for name in names:
        if name not in table.schema.names:
            table = table.append_column(name, pa.nulls(len(table), LINES.field(name).type))
    return table


Digests = dict[tuple[int, int], str]
"""SHA-256 of files by `Stored.identity`, so that a file that several versions share is read once."""


def find_damage(version: Version, manifest: Manifest, known: Digests | None = None) -> Iterator[tuple[str, str]]:
    """Yield path and problem of each file of a version that is missing or differs from its manifest.

    Args:
        version: The version.
        manifest: Its manifest.
        known: Known digests; new digests are added.
    """
    known = {} if known is None else known
    for entry in manifest.files:
        if problem := _problem(version.file(entry.path), entry, known):
            yield entry.path, problem


def _problem(file: DataFile, entry: FileEntry, known: Digests) -> str:
    try:
        stored = file.stat()
        if stored.size != entry.bytes:
            return f"has {stored.size:,} bytes, but {entry.bytes:,} were published"
        if stored.identity not in known:
            with file.storage.open(file.key) as source:
                known[stored.identity] = hashlib.sha256(source.read_buffer()).hexdigest()
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return "" if known[stored.identity] == entry.sha256 else "differs from the published file"
