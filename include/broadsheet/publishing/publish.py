"""The fifth stage: a new immutable version beside the current one, and the switch.

Only partitions that differ are written; the others are hard-linked. The ledger balances or nothing is published. A run
that lost the race against another one is rebased on what that one published, a bounded number of times.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.atomic_io import write_text
from broadsheet.boilerplate.stage import NAME, take_out_recurring
from broadsheet.deduplication.deduplicate import deduplicate
from broadsheet.discovery.stat_cache import SCHEMA as STAT_CACHE
from broadsheet.discovery.stat_cache import save_stat_cache
from broadsheet.errors import ConfigurationError, DataError, TransientError
from broadsheet.parquet_io import count_rows, read_file
from broadsheet.publishing.assemble import version_id, write_documents, write_state
from broadsheet.publishing.changed_partitions import Difference, compare
from broadsheet.publishing.ledger import check_balance, next_ledger
from broadsheet.publishing.version_stats import count_figures
from broadsheet.runs.delta import PUBLISHED, Changes, shard_files
from broadsheet.runs.run import Run
from broadsheet.validation.validate import validate
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.journal import record, superseded_before
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.lock import writer_lock
from broadsheet.warehouse.manifest import Figures, Manifest
from broadsheet.warehouse.staging import Draft, remove_version, switch
from broadsheet.warehouse.table_diff import match_rows
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Version


@dataclass(frozen=True, slots=True)
class Published:
    """What readers see now.

    Attributes:
        version: Id of the current version.
        parent: Id of the one before; the same where nothing changed.
        is_new: Whether a new version was made.
        dates: Dates of publication (ISO) whose documents changed, in order.
        rows: Documents of the corpus by those dates.
        waiting: Published pages whose new content waits for a run that asks for its date.
        figures: What the version holds.
    """

    version: str
    parent: str | None
    is_new: bool
    dates: tuple[str, ...]
    rows: dict[str, int]
    waiting: int
    figures: Figures

    @classmethod
    def open(cls, run: Run) -> "Published":
        """Read back what the run published.

        Raises:
            FileNotFoundError: it did not publish so far.
        """
        state = json.loads((run.folder / OUTCOME).read_text(encoding="utf-8"))
        return cls(**{**state, "dates": tuple(state["dates"]), "figures": Figures(**state["figures"])})

    def save(self, run: Run) -> None:
        """Write it into the run's folder."""
        write_text(json.dumps(asdict(self)), run.folder / OUTCOME)


OUTCOME = "published.json"
"""File of a run's folder that holds what it published."""
_SWITCHED = "switched"
_REBASING = "rebasing"
_DEDUPLICATED = "deduplication.json"


def publish(run: Run) -> Published:
    """Publish what the run found. Called again after it succeeded, or was cut short behind the switch, it returns what
    it published, so that a retried task tells its consumers of the same dates.

    Raises:
        ConfigurationError: another run published under other settings meanwhile.
        DataError: the ledger does not balance; readers still see the version before.
        TransientError: other runs kept publishing first, or one held the lock for too long.
    """
    settings = run.settings.publishing
    for _ in range(settings.attempts):
        with writer_lock(run.warehouse.lock, settings.lock_seconds):
            parent_id = run.warehouse.current_id()
            if (done := _done(run, parent_id)) is not None:
                return done
            _check_rules(run, parent_id)
            if _based_on(run, parent_id, NAME, _DEDUPLICATED) and not (run.folder / _REBASING).exists():
                _check_shards(run)
                published = _publish(run, parent_id)
                _remember_files(run)
                return published
        _rebase(run)
    raise TransientError(f"{settings.attempts} times another run published first; try again, or run them one by one")


def _rebase(run: Run) -> None:
    """Do anew what depends on the version that is current now.

    Documents are validated again only where other lines recur than validation saw; `_REBASING` is left behind by a
    rebase that was cut short, of which nobody knows how far it came.
    """
    mark = run.folder / _REBASING
    cut_short = mark.exists()
    mark.touch()
    again = take_out_recurring(run).changed or cut_short
    if again:
        validate(run)
    if again or not _based_on(run, run.warehouse.current_id(), _DEDUPLICATED):
        deduplicate(run)
    mark.unlink()


def _publish(run: Run, parent_id: str | None) -> Published:
    warehouse = run.warehouse
    parent = Version.open(warehouse, parent_id)
    changes = Changes.of(run, parent)
    before = parent.manifest()
    digest = run.settings.digest()
    if before and changes.nothing and before.shaped_by(digest, RULES_VERSION):
        return _unchanged(run, before, changes.waiting)
    placement = read_file(run.folder / "placement.parquet")
    difference = compare(parent, placement, changes.touched)
    ledger = next_ledger(parent.ledger(), changes, placement, run)
    draft = Draft(warehouse, run.run_id)
    try:
        write_documents(draft, run, parent, changes, placement, difference.dirty, before)
        write_state(draft, run, parent, changes, ledger, before)
        places = check_balance(ledger, placement, draft.files)
        files = tuple(sorted(draft.files, key=lambda entry: entry.path))
        # What only takes documents away reads none: the others are those of the rules that read them.
        extractor = before.extractor if before and run.action == "take_down" else RULES_VERSION
        manifest = Manifest(
            version=version_id(digest, extractor, files),
            settings_digest=digest,
            settings=run.settings.shaping(),
            extractor=extractor,
            writer=f"pyarrow {pa.__version__}",
            figures=count_figures(places, draft.folder, list(files)),
            files=files,
        )
    except BaseException:
        draft.discard()
        raise
    if before and manifest.version == before.version:
        draft.discard()
        return _unchanged(run, before, changes.waiting)
    draft.seal(manifest)
    dates, rows = _dates(ledger, parent, changes, difference)
    published = Published(manifest.version, parent_id, True, dates, rows, changes.waiting, manifest.figures)
    # Both before the switch: what it does must be known even if this process ends right behind it.
    published.save(run)
    _record(run, run.action, manifest.version, parent_id, manifest.figures)
    switch(warehouse, manifest.version)
    (run.folder / _SWITCHED).touch()
    _prune(warehouse, timedelta(days=run.settings.publishing.keep_days))
    return published


def _dates(
    ledger: pa.Table, parent: Version, changes: Changes, difference: Difference
) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return the dates of publication whose documents changed, and how many documents each has now."""
    before = parent.ledger(_DATED)
    after = ledger.select(_DATED)
    decided = match_rows(*(table.filter(pc.is_in(table["doc_id"], changes.touched)) for table in (after, before)))
    changed = pa.concat_arrays([difference.moved, changes.redone, *decided])
    readable = pa.array(PUBLISHED)
    days = pa.concat_arrays(
        [
            table.filter(pc.and_(pc.is_in(table["doc_id"], changed), pc.is_in(table["place"], readable)))[
                "published_date"
            ].combine_chunks()
            for table in (before, after)
        ]
    )
    published = after.filter(pc.equal(after["place"], "corpus"))["published_date"]
    counts = {row["values"]: row["counts"] for row in pc.value_counts(published).to_pylist()}
    rows = {day.date().isoformat(): counts.get(day, 0) for day in sorted(days.drop_null().unique().to_pylist())}
    return tuple(rows), rows


_DATED = ["doc_id", "source_digest", "extractor", "published_date", "place"]


def _unchanged(run: Run, manifest: Manifest, waiting: int) -> Published:
    _record(run, "unchanged", manifest.version, manifest.version, manifest.figures)
    published = Published(manifest.version, manifest.version, False, (), {}, waiting, manifest.figures)
    published.save(run)
    (run.folder / _SWITCHED).touch()
    return published


def _done(run: Run, current_id: str | None) -> Published | None:
    """Return what the run published before, if it did: its switch is marked, or is the one that readers see."""
    if not (run.folder / OUTCOME).exists():
        return None
    done = Published.open(run)
    return done if (run.folder / _SWITCHED).exists() or done.version == current_id else None


def _check_rules(run: Run, parent_id: str | None) -> None:
    """Refuse to build on a version that another run made under other settings since this one was planned."""
    manifest = Version.open(run.warehouse, parent_id).manifest()
    if manifest and parent_id != run.parent and not manifest.shaped_by(run.settings.digest(), RULES_VERSION):
        raise ConfigurationError(
            f"another run published version {parent_id} under other settings since this run was planned; "
            "give all runs of a warehouse the same settings and start a new one"
        )


def _record(run: Run, action: str, version: str, parent: str | None, figures: Figures) -> None:
    reads = run.action == "publish"
    record(
        run.warehouse,
        action,
        run=run.run_id,
        version=version,
        parent=None if parent == version else parent,
        source=run.settings.source if reads else None,
        prefix=run.prefix if reads else None,
        asked_by=run.asked_by,
        started=datetime.fromtimestamp((run.folder / "run.json").stat().st_mtime, UTC).isoformat(timespec="seconds"),
        since=run.since and run.since.isoformat(),
        until=run.until and run.until.isoformat(),
        found=asdict(run.found),
        pages=figures.pages,
        corpus=figures.corpus,
        duplicates=figures.duplicates,
        quarantine=figures.quarantine,
        pending=figures.pending,
    )


def _prune(warehouse: Warehouse, age: timedelta) -> None:
    """Delete versions that no reader can still be reading."""
    for old in superseded_before(warehouse, age):
        remove_version(warehouse, old)


def _check_shards(run: Run) -> None:
    """Every page that discover listed must have come through extraction and validation, and every document redone."""
    counts = {
        step: sum(count_rows(file) for file in shard_files(run, step))
        for step in ("pages", "documents", "accepted", "quarantined", "pending")
    }
    redone = sum(count_rows(run.documents(number)) for number in run.redone)
    placed = counts["accepted"] + counts["quarantined"] + counts["pending"] - redone
    if not counts["pages"] == counts["documents"] == placed:
        raise DataError(f"pages went missing between the stages of run {run.run_id}, nothing was published: {counts}")


def _based_on(run: Run, parent_id: str | None, *steps: str) -> bool:
    """Whether these steps, given by the files they leave, were done, on that version and without what is taken down."""
    files = [run.folder / step for step in steps]
    if not all(file.exists() for file in files):
        return False
    states = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    basis = (parent_id, Tombstones.read(run.warehouse).digest())
    return all((state["parent"], state["taken_down"]) == basis for state in states)


def _remember_files(run: Run) -> None:
    """Spare the next run the reading of files that this one read."""
    started_ns = (run.folder / "run.json").stat().st_mtime_ns
    tables = [read_file(file, ["source_uri", "stat", "source_digest"]) for file in shard_files(run, "documents")]
    if tables:
        read = pa.concat_tables(tables)
        read = read.filter(pc.is_valid(read["stat"])).rename_columns(STAT_CACHE.names)
        save_stat_cache(run.warehouse.stat_cache, read, started_ns)
