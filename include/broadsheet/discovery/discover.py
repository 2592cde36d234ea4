"""The discovery stage: compares the source with the ledger and lists the pages that the run has to read.

A page has changed if the digest of its bytes differs from the ledger. A file is opened for its digest only if its stat
differs from the cached one (`broadsheet.discovery.stat_cache`), so a second run over an unchanged source opens no file.
Files that hold several pages, or must be unpacked or converted, are read in `broadsheet.discovery.containers`.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.discovery.compare import Ledger
from broadsheet.discovery.containers import STAMP, ContainerRun, page_row, read_containers
from broadsheet.discovery.known_pages import Known
from broadsheet.discovery.packed_rows import PackedRows
from broadsheet.discovery.stat_cache import SCHEMA as STAT_CACHE
from broadsheet.discovery.stat_cache import StatCache, load_stat_cache, save_stat_cache
from broadsheet.errors import ConfigurationError
from broadsheet.identity import Source, container_uri, doc_id, parse_source, source_uri
from broadsheet.reject_reasons import TRANSIENT, Reason
from broadsheet.runs.records import PageWriter
from broadsheet.runs.run import Found, Run, SourceRead
from broadsheet.runs.state import Base
from broadsheet.schema import FORGOTTEN, PAGES
from broadsheet.settings import Settings, SourceSettings
from broadsheet.sources.file_reader import Opened, read_bytes, read_head
from broadsheet.sources.formats.format import HEAD, Options
from broadsheet.sources.formats.reader import is_one_page
from broadsheet.sources.formats.registry import FORMAT_KEYS
from broadsheet.sources.walker import Entry, Stat, list_files, one_file
from broadsheet.warehouse.layout import CURRENT, Warehouse
from broadsheet.warehouse.version import Version

_ABANDONED = timedelta(days=3)
"""Age at which the working folder of a run that never ended is deleted."""
_AT_ONCE = 1_000
"""Files that are looked up together."""


def discover(
    settings: Settings,
    *,
    since: date | None = None,
    until: date | None = None,
    day: date | None = None,
    run_id: str | None = None,
    asked_by: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Run:
    """Return a new run with the list of pages to read, from the source and the ledger of the current version.

    Args:
        settings: The settings of the whole run.
        since: First date of publication to publish, None for any.
        until: Last date of publication to publish, inclusive, None for any.
        day: The run's day, None for today in UTC.
        run_id: Name of the run, None for a name of the time and random digits.
        asked_by: The requester: ``<DAG>/<DAG run>`` in Airflow, empty for the command line.
        progress: Called with the bytes read of files that hold several pages, and the bytes of all of them.

    Returns:
        The run, saved, with its page lists written: records in the order of their files, then pages by source URI.

    Raises:
        ConfigurationError: no source can be read, the warehouse cannot be written to, `since`
            is after `until`, or the rules changed and the run asks only for some dates. One of several sources that
            cannot be read is no error; it is in the run's `sources` with the reason.
    """
    if since and until and since > until:
        raise ConfigurationError(f"the first date, {since}, is after the last, {until}; swap them")
    sources = _open_sources(settings)
    warehouse = Warehouse(settings.warehouse)
    try:
        warehouse.work.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"warehouse {warehouse.root} cannot be written to: {error.strerror}; name another folder"
        ) from error
    warehouse.storage.check_pointers(CURRENT)
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
        sources=sources,
        shards=0,
        asked_by=asked_by,
    )
    plan.save()
    version = plan.base_version()
    if not plan.everything and not _same_rules(version, settings, sources):
        raise ConfigurationError(
            f"the settings or the extraction rules changed since version {base.version} was built; "
            "run once without dates, so that the whole corpus uses them, then backfill"
        )
    started_ns = time.time_ns()
    sources, shards, remembered = _compare_sources(plan, version, progress)
    if len(remembered):
        save_stat_cache(warehouse.stat_cache, remembered, started_ns)
    run = replace(plan, sources=sources, shards=shards)
    run.save()
    return run


def _open_sources(settings: Settings) -> dict[str, SourceRead]:
    """Return the sources of a run by name; those that cannot be read with the reason.

    Raises:
        ConfigurationError: none can be read.
    """
    sources = {}
    for name, location in settings.locations().items():
        problem, declared = "", settings.of_source(name).format
        try:
            parse_source(location)
            if declared not in FORMAT_KEYS:
                raise ConfigurationError(
                    f"source {name}: there is no format {declared}; choose one of {', '.join(FORMAT_KEYS)}"
                )
        except ConfigurationError as error:
            known = ", ".join(settings.sources)
            problem = f"{error}, or one of the sources {known}" if known and not name else str(error)
        sources[name] = SourceRead(location, problem=problem)
    _check_some_read(sources)
    return sources


def _check_some_read(sources: dict[str, SourceRead]) -> None:
    """Raise ConfigurationError if no source could be read."""
    if all(source.problem for source in sources.values()):
        raise ConfigurationError("\n".join(source.problem for source in sources.values()))


def _same_rules(version: Version, settings: Settings, sources: Iterable[str]) -> bool:
    """Return whether the rows of a version were made by these settings, those of its sources included."""
    manifest = version.manifest()
    if manifest is None or not version.same_rules(settings):
        return manifest is None
    for name in sources:
        read_with = SourceSettings(**manifest.sources.get(name, {}))
        before = settings.model_copy(update={"sources": {name: read_with}})
        if name in manifest.figures.sources and before.digest(name) != settings.digest(name):
            return False
    return True


def _compare_sources(
    run: Run, version: Version, progress: Callable[[int, int], None]
) -> tuple[dict[str, SourceRead], int, pa.Table]:
    """Compare all sources, and write the datasets of the run.

    Returns:
        The sources with what was found, the number of page lists, and what the stat cache is to remember.
    """
    ledger, cache = Ledger(run, version), load_stat_cache(run.warehouse.stat_cache)
    writer = PageWriter(run.store, run.settings.discovery.shard_pages)
    comparison = _Comparison(run, ledger, cache, writer, progress)
    sources = {name: read if read.problem else comparison.compare(name, read) for name, read in run.sources.items()}
    _check_some_read(sources)
    writer.flush()
    pages = comparison.pages.table().combine_chunks()
    order = pc.sort_indices(pages["source_uri"])
    for start in range(0, len(pages), run.settings.discovery.shard_pages):
        writer.write(pages.take(order.slice(start, run.settings.discovery.shard_pages)))
    run.store.forgotten.write(pa.table([comparison.forgotten], FORGOTTEN))
    run.store.gone.write(ledger.left)
    return sources, writer.shards, comparison.remembered.table()


class _Comparison:
    """Compares source after source with the ledger.

    Attributes:
        pages: Rows of PAGES of files that are one page and that the run has to read or refuse.
        remembered: What the stat cache is to remember, its `SCHEMA`.
        forgotten: doc_ids of pages that are forgotten: nothing is known of them, and they are gone.
    """

    def __init__(
        self,
        run: Run,
        ledger: Ledger,
        cache: StatCache,
        writer: PageWriter,
        progress: Callable[[int, int], None],
    ) -> None:
        self.pages = PackedRows(PAGES)
        self.remembered = PackedRows(STAT_CACHE)
        self.forgotten = pa.chunked_array([], pa.string())
        self._run = run
        self._ledger = ledger
        self._cache = cache
        self._writer = writer
        self._progress = progress

    def compare(self, name: str, read: SourceRead) -> SourceRead:
        """Compare a source; return it with the pages found, or with the reason why it cannot be listed."""
        source, own = parse_source(read.location), self._run.settings.of_source(name)
        self._ledger.begin()
        files = _Files(self._run, self._ledger, self._cache, source, own)
        try:
            files.compare()
        except ConfigurationError as error:
            return replace(read, problem=str(error))
        options = Options.of(self._run.settings, name)
        containers = ContainerRun(self._ledger, self._cache, self._writer, options, source, self._progress)
        self.remembered.extend(files.digested)
        for uri, stat, digest in read_containers(containers, files.containers):
            self.remembered.add(_entry(uri, stat, digest))
        vanished, forgotten = self._ledger.gone(name, files.container_uris)
        detail = "gone from the source before its date was asked for"
        self.pages.extend(files.pages)
        for uri in vanished:
            self.pages.add(page_row(uri, name, b"", "unchanged", Reason.VANISHED, detail))
        self.forgotten = pa.chunked_array([*self.forgotten.chunks, *forgotten.chunks], pa.string())
        return replace(read, found=Found(**self._ledger.counts))


class _Files:
    """The files of a source: those that are one page are compared with the ledger, the others are only listed.

    Attributes:
        pages: Rows of PAGES of the files that the run has to read or refuse.
        digested: Newly computed digests, for the stat cache.
        containers: Files that hold several pages, or must be unpacked or converted.
        container_uris: The own source URIs of these files.
    """

    def __init__(self, run: Run, ledger: Ledger, cache: StatCache, source: Source, own: SourceSettings) -> None:
        self.pages = PackedRows(PAGES)
        self.digested = PackedRows(STAT_CACHE)
        self.containers: list[Entry] = []
        self.container_uris: set[str] = set()
        self._ledger = ledger
        self._cache = cache
        self._max_bytes = run.settings.discovery.max_page_bytes
        self._source = source
        self._root = source.folder
        self._own = own

    def compare(self) -> None:
        """List the files of the source, and compare each that is one page with its ledger row.

        Raises:
            ConfigurationError: its folder cannot be listed.
        """
        bases: set[str] = set()
        later: list[tuple[Entry, str]] = []
        source, root = self._source, os.fsencode(self._source.root)
        listed = iter([one_file(root, os.fsencode(source.file))] if source.file else list_files(root))
        while some := list(islice(listed, _AT_ONCE)):
            found = [(entry, source_uri(entry.relative, source.prefix)) for entry in some if self._is_chosen(entry)]
            for entry, uri, known, cached in self._looked_up(found):
                if self._is_container(entry, known, cached):
                    self.containers.append(entry)
                    self.container_uris.add(uri)
                    bases.add(container_uri(entry.relative, source.prefix)[1])
                elif "#" in uri:
                    later.append((entry, uri))
                else:
                    self._compare(entry, uri, known, cached)
        for entry, uri in later:  # "#" precedes a record: a name that looks like that of one is written otherwise
            named = uri.replace("#", "%23") if uri.partition("#")[0] in bases else uri
            for one in self._looked_up([(entry, named)]):
                self._compare(*one)

    def _looked_up(
        self, found: list[tuple[Entry, str]]
    ) -> Iterator[tuple[Entry, str, Known | None, tuple[Stat, str] | None]]:
        """Yield files and their URIs with their ledger rows and with what the stat cache remembers."""
        uris = [uri for _, uri in found]
        looked_up = zip(found, self._ledger.pages.find(uris), self._cache.find(uris), strict=True)
        yield from ((entry, uri, known, cached) for (entry, uri), known, cached in looked_up)

    def _is_chosen(self, entry: Entry) -> bool:
        """Return whether the patterns of the source include a file.

        Raises:
            ConfigurationError: it is the folder of the source, which cannot be listed.
        """
        if entry.relative == b".":
            raise ConfigurationError(f"source {self._source.root}: {entry.detail}; fix its permissions")
        path = os.fsdecode(entry.relative)
        included = not self._own.include or any(fnmatchcase(path, pattern) for pattern in self._own.include)
        return included and not any(fnmatchcase(path, pattern) for pattern in self._own.exclude)

    def _is_container(self, entry: Entry, known: Known | None, cached: tuple[Stat, str] | None) -> bool:
        """Return whether a file is more than one page as it is; it is opened, unless it is as remembered."""
        if entry.stat is None or entry.refused or entry.stat.size == 0:
            return False
        if cached and cached[0] == entry.stat:
            if cached[1].startswith(STAMP):
                return True
            if known and not self._ledger.is_outdated(known):
                return False
        try:
            head = read_head(entry.path, HEAD, self._root)
        except OSError:
            return False  # extraction reports why
        return not is_one_page(head, os.fsdecode(entry.relative), self._own.format)

    def _compare(self, entry: Entry, uri: str, known: Known | None, cached: tuple[Stat, str] | None) -> None:
        ledger = self._ledger
        ledger.mark(uri, known)
        if known is None and ledger.is_taken_down(uri):
            return
        refused, detail = entry.refused, entry.detail
        if entry.stat is not None and entry.stat.size > self._max_bytes:
            refused = Reason.TOO_LARGE
            detail = f"{entry.stat.size} bytes, at most {self._max_bytes} are read"
        if known and not refused and any(code in TRANSIENT for code in known.codes):
            state, again = self._tried(entry, known)
            ledger.counts[state] += 1
        else:
            digest = self._digest(entry, uri, cached) if known and not refused else None
            state, again = ledger.state(known, digest, refused)
        if again:
            self.pages.add(page_row(uri, self._source.name, entry.path, state, refused, detail))

    def _digest(self, entry: Entry, uri: str, cached: tuple[Stat, str] | None) -> str | None:
        if cached and cached[0] == entry.stat:
            return cached[1]
        opened = read_bytes(entry.path, self._max_bytes, self._root)
        if not isinstance(opened, Opened):
            return None
        digest = hashlib.sha256(opened.data).hexdigest()
        self.digested.add(_entry(uri, opened.stat, digest))
        return digest

    def _tried(self, entry: Entry, known: Known) -> tuple[str, bool]:
        """Return state and whether to read a page that could not be read before: yes if readable, or a new error."""
        opened = read_bytes(entry.path, self._max_bytes, self._root)
        if not isinstance(opened, Opened):
            return "unchanged", opened.reason not in known.codes or self._ledger.is_outdated(known)
        same = known.digest in {None, hashlib.sha256(opened.data).hexdigest()}
        return "unchanged" if same else "changed", True


def _entry(uri: str, stat: Stat, digest: str) -> dict[str, object]:
    """Return an entry of the stat cache."""
    return {"doc_id": doc_id(uri), "stat": stat._asdict(), "digest": digest}


def _new_run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def _clear_abandoned(work: Path) -> None:
    oldest = time.time() - _ABANDONED.total_seconds()
    for folder in work.iterdir():
        with suppress(FileNotFoundError, NotADirectoryError):  # another run may be deleting it, too
            touched = max(path.lstat().st_mtime for path in (folder, *folder.iterdir()))
            if touched < oldest:
                shutil.rmtree(folder, ignore_errors=True)
