"""Compares pages with the ledger of the base version: which are new or changed, and which the run has to read."""

from dataclasses import dataclass, fields
from datetime import datetime

from broadsheet.discovery.gone_pages import load_gone
from broadsheet.identity import doc_id
from broadsheet.reject_reasons import Reason
from broadsheet.runs.run import Found, Run
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Version

_STATES = tuple(field.name for field in fields(Found))


@dataclass(frozen=True, slots=True)
class Known:
    """The ledger row of one page."""

    digest: str | None
    place: str
    published: datetime | None
    codes: tuple[str, ...]
    shaped_by: tuple[str, str]
    """Settings digest and extraction rules of its row."""
    source: str


class Ledger:
    """The pages that the base version knows, and what this run finds of them.

    Attributes:
        counts: Pages of the source that is being compared, by state: members of `broadsheet.runs.run.Found`.
        known: Row of each page by source URI.
        seen: Source URIs that the source holds now.
        left: doc_id and source of each page that is gone.
        tombstones: Digest of the tombstones.
    """

    def __init__(self, run: Run, version: Version) -> None:
        """Read the ledger of the base version of a run, and the tombstones."""
        self.counts = dict.fromkeys(_STATES, 0)
        self.known = _read(version)
        self.seen: set[str] = set()
        self.left: list[tuple[str, str]] = []
        self._run = run
        self._taken_down = Tombstones.read(run.warehouse)
        self.tombstones = self._taken_down.digest()
        self._gone_before = load_gone(run.warehouse.gone_pages)
        self._shaped_by: dict[str, tuple[str, str]] = {}

    def begin(self) -> None:
        """Count the pages of another source from now on."""
        self.counts = dict.fromkeys(_STATES, 0)

    def is_taken_down(self, uri: str) -> bool:
        """Return whether a page that is not in the ledger was taken down; count it."""
        taken_down = bool(self._taken_down.by_id) and self._taken_down.contains(doc_id(uri))
        self.counts["taken_down"] += taken_down
        return taken_down

    def state(self, known: Known | None, digest: str | None, refused: Reason | None) -> tuple[str, bool]:
        """Return the state of a page and whether the run has to read or refuse it; count it.

        Args:
            known: Its row, None for a new page.
            digest: Its digest now; not looked at if it is refused.
            refused: Why discovery refuses it, None if it can be read.
        """
        if known is None:
            state, again = "new", True
        elif refused is not None:
            state = "unchanged" if known.codes == (refused,) else "changed"
            again = state == "changed" or self.is_outdated(known)
        else:
            state = "unchanged" if digest == known.digest else "changed"
            again = state == "changed" or self.is_due(known)
            self.counts["waiting"] += state == "unchanged" and self._waits(known)
        self.counts[state] += 1
        return state, again

    def is_due(self, known: Known, *, tombstones: bool = True) -> bool:
        """Return whether a page must be read although its bytes did not change.

        Args:
            known: Its row.
            tombstones: Whether a page must be read of which `may_be_lifted` is true.
        """
        run = self._run
        if self._waits(known):
            return True
        if tombstones and self.may_be_lifted(known):
            return True
        due = (
            Reason.DATE_IN_FUTURE in known.codes
            and known.published is not None
            and known.published.date() <= run.day
            and run.wants(known.published)
        )
        asked_for = not run.everything and known.published is not None and run.wants(known.published)
        return due or asked_for or self.is_outdated(known)

    def may_be_lifted(self, known: Known) -> bool:
        """Return whether a page was refused because of tombstones that are not of its bytes.

        They were lifted, or are of its web address, which the ledger does not have.
        """
        return Reason.TAKEN_DOWN in known.codes and known.digest not in self._taken_down.digests

    def is_outdated(self, known: Known) -> bool:
        """Return whether the row has other settings or rules: the page was not in the source when they changed."""
        if known.source not in self._shaped_by:
            self._shaped_by[known.source] = (self._run.settings.digest(known.source), RULES_VERSION)
        return known.shaped_by != self._shaped_by[known.source]

    def gone(self, source: str, containers: set[str]) -> tuple[list[str], list[str]]:
        """Count the pages that left the source; return those to refuse as vanished, and those to forget.

        Args:
            source: Name of the source.
            containers: URIs of files that hold several pages now; their rows as one refused page are forgotten.
        """
        vanished, forgotten = [], []
        for uri, known in self.known.items():
            if uri in self.seen or known.source != source:
                continue
            page = doc_id(uri)
            self.left.append((page, source))
            self.counts["gone_before" if page in self._gone_before else "gone"] += 1
            if known.digest is None or uri in containers:
                forgotten.append(uri)
            elif self._waits(known):
                self.counts["waiting"] += 1
                vanished.append(uri)
        return vanished, forgotten

    def _waits(self, known: Known) -> bool:
        return known.place == "pending" and self._run.wants(known.published)


def _read(version: Version) -> dict[str, Known]:
    columns = ["source_uri", "source_digest", "place", "published_date", "codes", "settings", "extractor", "source"]
    ledger = version.ledger(columns)
    values = (ledger[name].to_pylist() for name in columns)
    return {
        uri: Known(digest, place, published, tuple(codes), (settings, extractor), source)
        for uri, digest, place, published, codes, settings, extractor, source in zip(*values, strict=True)
    }
