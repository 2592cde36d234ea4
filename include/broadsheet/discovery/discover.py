"""The discovery stage: compares the source with the ledger and lists the pages that the run has to read.

A page has changed if the digest of its bytes differs from the ledger. A file is opened for its digest only if its stat
differs from the cached one (`broadsheet.discovery.stat_cache`), so a second run over an unchanged source opens no file.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from broadsheet.discovery.stat_cache import SCHEMA as STAT_CACHE
from broadsheet.discovery.stat_cache import StatCache, load_stat_cache, save_stat_cache
from broadsheet.errors import ConfigurationError
from broadsheet.identity import doc_id, parse_source, source_uri
from broadsheet.reject_reasons import TRANSIENT, Reason
from broadsheet.runs.run import Found, Run
from broadsheet.runs.state import Base
from broadsheet.schema import FORGOTTEN, PAGES
from broadsheet.settings import Settings
from broadsheet.sources.file_reader import Opened, read_bytes
from broadsheet.sources.walker import Entry, Stat, list_files
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Version

_ABANDONED = timedelta(days=3)
"""Age at which the working folder of a run that never ended is deleted."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The ledger row of one page."""

    digest: str | None
    place: str
    published: datetime | None
    codes: tuple[str, ...]
    shaped_by: tuple[str, str]
    """Settings digest and extraction rules of its row."""
    source: str


def discover(
    settings: Settings,
    *,
    since: date | None = None,
    until: date | None = None,
    day: date | None = None,
    run_id: str | None = None,
    asked_by: str = "",
) -> Run:
    """Return a new run with the list of pages to read, from the source and the ledger of the current version.

    Args:
        settings: The settings of the whole run.
        since: First date of publication to publish, None for any.
        until: Last date of publication to publish, inclusive, None for any.
        day: The run's day, None for today in UTC.
        run_id: Name of the run, None for a name of the time and random digits.
        asked_by: The requester: ``<DAG>/<DAG run>`` in Airflow, empty for the command line.

    Returns:
        The run, saved, with its page lists written in order of source URI.

    Raises:
        ConfigurationError: the source does not exist or cannot be listed, the warehouse cannot be written to, `since`
            is after `until`, or the rules changed and the run asks only for some dates.
    """
    if since and until and since > until:
        raise ConfigurationError(f"the first date, {since}, is after the last, {until}; swap them")
    source = parse_source(settings.source)
    warehouse = Warehouse(settings.warehouse)
    try:
        warehouse.work.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"warehouse {warehouse.root} cannot be written to: {error.strerror}; name another folder"
        ) from error
    _clear_abandoned(warehouse.work)
    base = Base.current(warehouse)
    plan = Run(
        folder=warehouse.work / (run_id or _new_run_id()),
        settings=settings,
        started=datetime.now(UTC),
        planned_on=base.version,
        base=base,
        day=day or datetime.now(UTC).date(),
        since=since,
        until=until,
        found=Found(),
        shards=0,
        prefix=source.prefix,
        asked_by=asked_by,
    )
    plan.save()
    version = plan.base_version()
    rules_changed = not version.same_rules(settings)
    if rules_changed and not plan.everything:
        raise ConfigurationError(
            f"the settings or the extraction rules changed since version {base.version} was built; "
            "run once without dates, so that the whole corpus uses them, then backfill"
        )
    comparer = _PageComparer(plan, _read_ledger(version), load_stat_cache(warehouse.stat_cache))
    pages = list(comparer.pages(source.root, source.prefix))
    pages += comparer.gone(source.prefix)
    pages.sort(key=lambda page: str(page["source_uri"]))
    shard_pages = settings.discovery.shard_pages
    shards = range(0, len(pages), shard_pages)
    for number, at in enumerate(shards):
        table = pa.Table.from_pylist(pages[at : at + shard_pages], PAGES)
        plan.store.pages.write(number, table)
    plan.store.forgotten.write(pa.Table.from_pydict({"doc_id": comparer.forgotten}, FORGOTTEN))
    comparer.remember(warehouse.stat_cache)
    run = replace(plan, found=Found(**comparer.counts), shards=len(shards))
    run.save()
    return run


class _PageComparer:
    """Compares each page with its ledger row and decides whether the run has to read it."""

    def __init__(self, run: Run, known: dict[str, _Known], cache: StatCache) -> None:
        self.counts = {"new": 0, "changed": 0, "unchanged": 0, "gone": 0, "waiting": 0, "taken_down": 0}
        self.forgotten: list[str] = []
        self._taken_down = Tombstones.read(run.warehouse)
        self._run = run
        self._known = known
        self._shaped_by = (run.settings.digest(), RULES_VERSION)
        self._cache = cache
        self._digested: list[tuple[str, Stat, str]] = []
        self._seen: set[str] = set()
        self._started_ns = time.time_ns()

    def pages(self, root: Path, prefix: str) -> Iterator[dict[str, object]]:
        """Yield a row of PAGES for each file that the run has to read or refuse."""
        max_bytes = self._run.settings.discovery.max_page_bytes
        for entry in list_files(os.fsencode(root)):
            if entry.relative == b".":
                raise ConfigurationError(f"source {root}: {entry.detail}; fix its permissions")
            uri = source_uri(entry.relative, prefix)
            self._seen.add(uri)
            known = self._known.get(uri)
            if known is None and self._taken_down.by_id and self._taken_down.contains(doc_id(uri)):
                self.counts["taken_down"] += 1
                continue
            refused, detail = entry.refused, entry.detail
            if entry.stat is not None and entry.stat.size > max_bytes:
                refused = Reason.TOO_LARGE
                detail = f"{entry.stat.size} bytes, at most {max_bytes} are read"
            if known is None:
                state, again = "new", True
            elif refused is not None:
                state = "unchanged" if known.codes == (refused,) else "changed"
                again = state == "changed" or self._outdated(known)
            elif any(code in TRANSIENT for code in known.codes):
                state, again = self._tried(entry, known, max_bytes)
            else:
                state = "unchanged" if self._digest(entry, uri, max_bytes) == known.digest else "changed"
                again = state == "changed" or self._again(known)
            self.counts[state] += 1
            if again:
                yield _row(uri, entry.path, state, refused, detail)

    def gone(self, prefix: str) -> list[dict[str, object]]:
        """Count the pages that left the source; return rows of PAGES for the pending ones that this run asks for."""
        rows = []
        for uri, known in self._known.items():
            if uri in self._seen or known.source != prefix:
                continue
            self.counts["gone"] += 1
            if known.digest is None:
                self.forgotten.append(doc_id(uri))
            elif known.place == "pending" and self._run.wants(known.published):
                self.counts["waiting"] += 1
                rows.append(
                    _row(uri, b"", "unchanged", Reason.VANISHED, "gone from the source before its date was asked for")
                )
        return rows

    def remember(self, path: Path) -> None:
        """Save the newly computed digests to the stat cache."""
        if self._digested:
            rows = [
                {"source_uri": uri, "stat": stat._asdict(), "digest": digest} for uri, stat, digest in self._digested
            ]
            save_stat_cache(path, pa.Table.from_pylist(rows, STAT_CACHE), self._started_ns)

    def _digest(self, entry: Entry, uri: str, max_bytes: int) -> str | None:
        cached = self._cache.get(uri)
        if cached and cached[0] == entry.stat:
            return cached[1]
        opened = read_bytes(entry.path, max_bytes)
        if not isinstance(opened, Opened):
            return None
        digest = hashlib.sha256(opened.data).hexdigest()
        self._digested.append((uri, opened.stat, digest))
        return digest

    def _tried(self, entry: Entry, known: _Known, max_bytes: int) -> tuple[str, bool]:
        """Return state and whether to read a page that could not be read before: yes if readable, or a new error."""
        opened = read_bytes(entry.path, max_bytes)
        if not isinstance(opened, Opened):
            return "unchanged", opened.reason not in known.codes or self._outdated(known)
        same = known.digest in {None, hashlib.sha256(opened.data).hexdigest()}
        return "unchanged" if same else "changed", True

    def _again(self, known: _Known) -> bool:
        """Return whether a page must be read although its bytes did not change."""
        run = self._run
        if known.place == "pending" and run.wants(known.published):
            self.counts["waiting"] += 1
            return True
        if Reason.TAKEN_DOWN in known.codes and known.digest not in self._taken_down.digests:
            return True
        due = (
            Reason.DATE_IN_FUTURE in known.codes
            and known.published is not None
            and known.published.date() <= run.day
            and run.wants(known.published)
        )
        asked_for = not run.everything and known.published is not None and run.wants(known.published)
        return due or asked_for or self._outdated(known)

    def _outdated(self, known: _Known) -> bool:
        """Return whether the row has other settings or rules: the page was not in the source when they changed."""
        return known.shaped_by != self._shaped_by


def _row(uri: str, path: bytes, state: str, refused: Reason | None, detail: str) -> dict[str, object]:
    return {
        "doc_id": doc_id(uri),
        "source_uri": uri,
        "path": path,
        "state": state,
        "reason": refused,
        "detail": detail if refused else None,
    }


def _read_ledger(version: Version) -> dict[str, _Known]:
    columns = ["source_uri", "source_digest", "place", "published_date", "codes", "settings", "extractor", "source"]
    ledger = version.ledger(columns)
    values = (ledger[name].to_pylist() for name in columns)
    return {
        uri: _Known(digest, place, published, tuple(codes), (settings, extractor), source)
        for uri, digest, place, published, codes, settings, extractor, source in zip(*values, strict=True)
    }


def _new_run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def _clear_abandoned(work: Path) -> None:
    oldest = time.time() - _ABANDONED.total_seconds()
    for folder in work.iterdir():
        with suppress(FileNotFoundError, NotADirectoryError):  # another run may be deleting it, too
            touched = max(path.lstat().st_mtime for path in (folder, *folder.iterdir()))
            if touched < oldest:
                shutil.rmtree(folder, ignore_errors=True)
