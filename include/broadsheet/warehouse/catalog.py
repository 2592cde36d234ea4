"""The retained versions of a warehouse: list, find, open."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from broadsheet.errors import ConfigurationError
from broadsheet.warehouse.journal import read_journal
from broadsheet.warehouse.layout import VERSIONS, Warehouse
from broadsheet.warehouse.manifest import NAME
from broadsheet.warehouse.version import Version

BUILD_FIRST = "trigger the DAG that builds it, or run `broadsheet build`"
"""What to do where nothing has been published yet."""

_VERSION_ID = re.compile(r"[0-9a-f]{16}")


def is_version_id(name: str) -> bool:
    """Return whether a name has the form of a version id, so that it is safe in a key."""
    return _VERSION_ID.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class VersionCatalog:
    """The versions of one warehouse.

    Attributes:
        warehouse: The warehouse; it may not exist yet.
    """

    warehouse: Warehouse

    def nothing_yet(self) -> ConfigurationError:
        """Return the error for a warehouse in which nothing has been published yet."""
        return ConfigurationError(f"nothing has been published in {self.warehouse.root} yet; {BUILD_FIRST}")

    def current_id(self) -> str | None:
        """Return the id of the current version, None before the first one."""
        return self.warehouse.current_id()

    def ids(self) -> list[str]:
        """Return the ids of all retained versions, the current one first."""
        current = self.current_id()
        found = self.warehouse.storage.children(VERSIONS)
        return sorted(found, key=lambda version: version != current)

    def current(self) -> Version:
        """Open the current version.

        Raises:
            ConfigurationError: nothing has been published yet.
        """
        current = self.current_id()
        if current is None:
            raise self.nothing_yet()
        return Version.open(self.warehouse, current)

    def open(self, version_id: str) -> Version:
        """Open a retained version by its complete id.

        Raises:
            ConfigurationError: no retained version has that id.
        """
        version = Version.open(self.warehouse, version_id)
        if not (is_version_id(version_id) and NAME in self.warehouse.storage.children(version.key)):
            raise ConfigurationError(
                f"no version {version_id} is retained; `broadsheet versions` lists the retained versions"
            )
        return version

    def find(self, name: str) -> str:
        """Return the id of the retained version whose id is `name` or starts with it.

        Raises:
            ConfigurationError: no version matches, or several do, or nothing has been published yet.
        """
        retained = self.ids()
        if not retained:
            raise self.nothing_yet()
        found = [version for version in retained if name and version.startswith(name)]
        if len(found) != 1:
            known = ", ".join(retained) or "none"
            problem = "several retained versions start with" if found else "no retained version starts with"
            raise ConfigurationError(f"{problem} {name!r}; retained versions: {known}")
        return found[0]

    def previous(self) -> str:
        """Return the id of the retained version that was current before; ids that takedowns replaced are followed.

        Raises:
            ConfigurationError: no earlier version is retained.
        """
        current, retained = self.current_id(), self.ids()
        if not retained:
            raise self.nothing_yet()
        rewritten: dict[str, str] = {}
        for entry in reversed(read_journal(self.warehouse)):
            rewritten = {**entry.renamed, **rewritten}
            before = entry.previous
            while before in rewritten and before not in retained:
                before = rewritten[before]
            if before in retained and before != current:
                return str(before)
        raise ConfigurationError("no earlier version is retained; there is nothing to roll back to")

    def superseded_before(self, age: timedelta) -> list[str]:
        """Return the ids of the versions that stopped being current more than `age` ago.

        Time is counted from one entry of the journal to the next. An interval counts with half of `age` at most, and a
        negative one with nothing: so a clock that is wrong for one run deletes no version. For a version that the
        journal does not name, the time of its manifest counts.
        """
        entries = read_journal(self.warehouse)
        times = [entry.at for entry in entries] + [datetime.now(UTC)]
        passed = [timedelta()]  # until each entry, counted in this way
        for before, after in pairwise(times):
            passed.append(passed[-1] + min(max(after - before, timedelta()), age / 2))
        left = {
            entry.previous: passed[-1] - until for entry, until in zip(entries, passed, strict=False) if entry.previous
        }
        written = {version: times[-1] - self._written(version) for version in self.ids() if version not in left}
        ages = {**written, **{version: left[version] for version in self.ids() if version in left}}
        return [version for version, since in ages.items() if since >= age and version != self.current_id()]

    def _written(self, version_id: str) -> datetime:
        try:
            modified = self.warehouse.storage.stat(f"{VERSIONS}/{version_id}/{NAME}").modified
        except FileNotFoundError:
            modified = 0.0
        return datetime.fromtimestamp(modified, UTC)
