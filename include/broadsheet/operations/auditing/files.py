"""Is every file of every kept version there, with the bytes that were published?"""

from collections.abc import Iterator

from broadsheet.operations.auditing.finding import Finding
from broadsheet.settings import Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.integrity import Digests, find_damage
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version

_BESIDE = {"_manifest.json", "README.md", "croissant.json"}
_REMEDY = (
    "restore the file from a copy, or roll back to a version that is whole; `broadsheet build` into a new warehouse "
    "makes the same version again from the same pages"
)


def check_files(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Read every file of every kept version once, hard links once for all, and compare digest and size."""
    known: Digests = {}
    for version_id in VersionCatalog(warehouse).ids():
        version = Version.open(warehouse, version_id)
        try:
            manifest = version.manifest()
        except (OSError, ValueError) as error:
            if not version.exists():  # deleted by a publisher meanwhile
                continue
            yield Finding("files", "damage", f"version {version_id}: its manifest cannot be read ({error})", _REMEDY)
            continue
        assert manifest is not None
        for path, harm in find_damage(version, manifest, known):
            if not version.exists():
                break
            yield Finding("files", "damage", f"version {version_id}: {path} {harm}", _REMEDY)
        listed = {entry.path for entry in manifest.files}
        for key in warehouse.storage.keys(version.key):
            name = key.removeprefix(f"{version.key}/")
            if name not in listed | _BESIDE:
                yield Finding(
                    "files",
                    "damage" if name.endswith(".parquet") else "warning",
                    f"version {version_id}: {name} was not published with it",
                    "remove it: readers of the folder would read it too",
                )
