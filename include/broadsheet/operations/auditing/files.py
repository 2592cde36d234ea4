"""Is every file of every kept version there, with the bytes that were published?"""

from collections.abc import Iterator

from broadsheet.operations.auditing.finding import Finding
from broadsheet.operations.targets import kept_versions
from broadsheet.settings import Settings
from broadsheet.warehouse.integrity import Digests, find_damage
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest

_BESIDE = {"_manifest.json", "README.md", "croissant.json", "report.html"}
_REMEDY = (
    "restore the file from a copy, or roll back to a version that is whole; `broadsheet build` into a new warehouse "
    "makes the same version again from the same pages"
)


def check_files(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Read every file of every kept version once, hard links once for all, and compare digest and size."""
    known: Digests = {}
    for version in kept_versions(warehouse):
        folder = warehouse.version(version)
        try:
            manifest = Manifest.read(folder)
        except (OSError, ValueError) as error:
            if not folder.is_dir():  # deleted by a publisher meanwhile
                continue
            yield Finding("files", "damage", f"version {version}: its manifest cannot be read ({error})", _REMEDY)
            continue
        for path, harm in find_damage(folder, manifest, known):
            if not folder.is_dir():
                break
            yield Finding("files", "damage", f"version {version}: {path} {harm}", _REMEDY)
        listed = {entry.path for entry in manifest.files}
        for file in sorted(folder.rglob("*")):
            name = str(file.relative_to(folder))
            if file.is_file() and name not in listed | _BESIDE:
                yield Finding(
                    "files",
                    "damage" if name.endswith(".parquet") else "warning",
                    f"version {version}: {name} was not published with it",
                    "remove it: readers of the folder would read it too",
                )
