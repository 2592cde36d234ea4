"""Reading a version's own state: its manifest, ledger, sketches, relations and partitions."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.parquet_io import read_file, read_files
from broadsheet.schema import LEDGER, LINES, NEW_LINES, NEW_SKETCHES, QUARANTINE, RELATIONS
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest

if TYPE_CHECKING:  # readers of a corpus have no pydantic
    from broadsheet.settings import Settings


class Partition(NamedTuple):
    """Folder keys of one partition; see `broadsheet.schema.PARTITION_KEYS`."""

    lang: str
    month: str

    @property
    def folder(self) -> str:
        """The partition's folder below its dataset."""
        return f"lang={self.lang}/month={self.month}"


@dataclass(frozen=True, slots=True)
class Version:
    """A published version, or the empty one before the first (folder null)."""

    folder: Path | None

    @classmethod
    def open(cls, warehouse: Warehouse, version_id: str | None) -> "Version":
        """Return the version of that id; null gives the empty one."""
        return cls(warehouse.version(version_id) if version_id else None)

    def manifest(self) -> Manifest | None:
        """Read the manifest; null for the empty version."""
        return Manifest.read(self.folder) if self.folder else None

    def same_rules(self, settings: "Settings") -> bool:
        """Whether these settings and the rules of today made it, so that it compares with what they make now.

        Nothing contradicts that of the empty version.
        """
        manifest = self.manifest()
        return manifest is None or manifest.shaped_by(settings.digest(), RULES_VERSION)

    def ledger(self, columns: list[str] | None = None) -> pa.Table:
        """Read LEDGER, or some of its columns, sorted by doc_id."""
        return read_files(self.files("_ledger"), LEDGER, columns)

    def quarantine(self) -> pa.Table:
        """Read QUARANTINE, sorted by doc_id."""
        return read_files(self.files("quarantine"), QUARANTINE)

    def relations(self) -> pa.Table:
        """Read RELATIONS, sorted by doc_a, doc_b."""
        return read_files(self.files("_relations"), RELATIONS)

    def sketches(self) -> pa.Table:
        """Read NEW_SKETCHES: every sketch with its folder keys, partition after partition."""
        tables = []
        for partition, files in self.partitions("_sketches"):
            for file in files:
                table = read_file(file)
                keys = [pa.repeat(value, len(table)) for value in partition]
                tables.append(pa.table([*table.columns, *keys], schema=NEW_SKETCHES))
        return pa.concat_tables(tables) if tables else NEW_SKETCHES.empty_table()

    def lines(self, columns: list[str] | None = None, among: tuple[str, pa.Array] | None = None) -> pa.Table:
        """Read NEW_LINES: the lines of documents with their folder keys, partition after partition.

        Args:
            columns: Columns of LINES to read, null for all; ``lang`` and ``month`` are always there.
            among: A column of LINES and values of it: only rows that have one of these, null for all. Of files that
                hold no such row nothing else is read.
        """
        names = LINES.names if columns is None else columns
        schema = pa.schema([NEW_LINES.field(name) for name in [*names, "lang", "month"]])
        tables = [schema.empty_table()]
        for partition, files in self.partitions("_lines"):
            for file in files:
                if among is None:
                    table = read_file(file, names)
                else:
                    name, values = among
                    wanted = pc.is_in(read_file(file, [name])[name], values)
                    if not pc.any(wanted).as_py():
                        continue
                    table = read_file(file, names).filter(wanted)
                keys = [pa.repeat(value, len(table)) for value in partition]
                tables.append(pa.table([*(table[name] for name in names), *keys], schema=schema))
        return pa.concat_tables(tables)

    def partitions(self, dataset: str) -> Iterator[tuple[Partition, list[Path]]]:
        """Yield the partitions of a dataset with their files, in order."""
        if self.folder is None:
            return
        for month in sorted((self.folder / dataset).glob("lang=*/month=*")):
            key = Partition(month.parent.name.removeprefix("lang="), month.name.removeprefix("month="))
            yield key, sorted(month.glob("*.parquet"))

    def partition_files(self, dataset: str, partition: Partition) -> list[Path]:
        """Return the files of one partition, in order; none where it has none."""
        return sorted((self.folder / dataset / partition.folder).glob("*.parquet")) if self.folder else []

    def files(self, dataset: str) -> list[Path]:
        """Return the files of a dataset without partitions, in order."""
        return sorted((self.folder / dataset).glob("*.parquet")) if self.folder else []
