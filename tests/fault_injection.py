"""Disturbs an action on a warehouse at its N-th change of the file system, for every N: kills it, or lets it fail.

The interpreter's audit events (PEP 578) report each such change before it is made; nothing of the product is changed.
Each attempt works on a copy of a prepared folder, in a forked process. After it, the version that readers see must be
whole; the same action is then repeated undisturbed, must give the result of an undisturbed action, and must leave
nothing behind.
"""

import errno
import hashlib
import itertools
import os
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from broadsheet.errors import BroadsheetError
from broadsheet.operations.audit import audit
from broadsheet.operations.build import build
from broadsheet.operations.rollback import roll_back
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.settings import Settings, load_settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from newsroom import page, write_pages

DAY = date(2026, 1, 1)
FIRST = {"a.txt": page(1, date(2018, 9, 11)), "b.txt": page(2, date(2018, 10, 1)), "bad.txt": ""}
LATER = {"c.txt": page(3, date(2018, 9, 11)), "copy.txt": page(1, date(2018, 9, 12)), "bad.txt": page(4)}
CHANGES = {"os.rename", "os.link", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
KILL = "SIGKILL"
ERRORS = ("ENOSPC", "EIO", "EACCES", "EMFILE", "EROFS", "EXDEV")


def settings_in(folder: Path) -> Settings:
    """Return the settings of a copy of a prepared folder."""
    return load_settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1)


def _build(folder: Path) -> None:
    build(settings_in(folder), day=DAY)


def _build_and_prune(folder: Path) -> None:
    settings = settings_in(folder)
    publishing = settings.publishing.model_copy(update={"keep_days": 0})
    build(settings.model_copy(update={"publishing": publishing}), day=DAY)


def _take_down(folder: Path) -> None:
    warehouse = Warehouse(folder / "data")
    take_down(settings_in(folder), find_targets(warehouse, ["a.txt"]))


def _roll_back(folder: Path) -> None:
    warehouse = Warehouse(folder / "data")
    oldest = (folder / "oldest").read_text()
    if warehouse.current_id() != oldest:
        roll_back(settings_in(folder), oldest)
    else:  # a roll-back that was cut short after the switch is completed by the next writer
        _build(folder)
        roll_back(settings_in(folder), oldest)


_CACHES = ("stat_cache", "gone_pages", "README", "current-probe")
"""Files that are written without the writer lock: the next writer clears them, but not at once."""

ACTIONS: dict[str, Callable[[Path], None]] = {
    "first build": _build,
    "later build": _build,
    "build that prunes": _build_and_prune,
    "takedown": _take_down,
    "roll-back": _roll_back,
}


def prepare(action: str, folder: Path) -> Path:
    """Make the folder that the action works on."""
    write_pages(folder / "pages", FIRST)
    if action == "first build":
        return folder
    _build(folder)
    (folder / "oldest").write_text(str(Warehouse(folder / "data").current_id()))
    write_pages(folder / "pages", LATER)
    if action in ("takedown", "roll-back"):
        _build(folder)
    return folder


@dataclass
class Outcome:
    """What came of disturbing an action.

    Attributes:
        disturbed: Attempts that were killed or failed.
        problems: What was wrong afterwards; empty if nothing was.
        kinds: Attempts by what came of them: killed, failed, or completed in spite of the error.
    """

    disturbed: int
    problems: list[str]
    kinds: Counter[str]


def disturb(action: str, how: str, scratch: Path, step: int = 1, first: int = 1) -> Outcome:
    """Disturb an action at its changes number `first`, `first` + `step`, and so on, until it ends before its point."""
    prepared = prepare(action, scratch / "prepared")
    undisturbed = _copy(prepared, scratch / "undisturbed")
    ACTIONS[action](undisturbed)
    expected = _state(undisturbed)
    problems: list[str] = []
    kinds: Counter[str] = Counter()
    for number in itertools.count(first, step):
        folder = _copy(prepared, scratch / str(number))
        before = Warehouse(folder / "data").current_id()
        fate = killed_or_ended(partial(ACTIONS[action], folder), how, number, folder / "data")
        where = f"{action}, {how} at change {number}"
        problems += [f"{where}: {problem}" for problem in _problems(folder, action, before, expected, fate)]
        shutil.rmtree(folder)
        if fate == "not reached":
            break
        kinds[fate] += 1
    shutil.rmtree(scratch)
    return Outcome(sum(kinds.values()), problems, kinds)


def _problems(folder: Path, action: str, before: str | None, expected: object, fate: str) -> Iterator[str]:
    if fate.startswith("crashed"):
        yield fate
    warehouse = Warehouse(folder / "data")
    if warehouse.current_id() is not None:
        yield from _damage(warehouse)
    elif before is not None:
        yield "no version is current"
    try:
        ACTIONS[action](folder)
    except (BroadsheetError, OSError) as error:
        yield f"the action cannot be repeated: {error}"
        return
    yield from _damage(warehouse)
    if _state(folder) != expected:
        yield "repeated, it gives another result"
    os.utime(folder)
    findings = [one.message for one in audit(settings_in(folder)).findings if one.severity == "damage"]
    yield from findings
    left = [name for name in warehouse.storage.unfinished() if not any(cache in name for cache in _CACHES)]
    yield from (f"left behind: {name}" for name in [*left, *warehouse.storage.staged("versions", ".")])


def _damage(warehouse: Warehouse) -> Iterator[str]:
    folder = warehouse.current.resolve()
    try:
        manifest = Manifest.read(folder)
    except (OSError, ValueError) as error:
        yield f"the current version has no manifest: {error}"
        return
    for entry in manifest.files:
        with suppress(FileNotFoundError):
            if hashlib.sha256((folder / entry.path).read_bytes()).hexdigest() == entry.sha256:
                continue
        yield f"{entry.path} is not as it was published"


def _state(folder: Path) -> object:
    warehouse = Warehouse(folder / "data")
    return warehouse.current_id(), sorted(VersionCatalog(warehouse).ids())


def _copy(prepared: Path, folder: Path) -> Path:
    return Path(shutil.copytree(prepared, folder, symlinks=True))


def killed_or_ended(work: Callable[[], object], how: str, number: int, warehouse: Path) -> str:
    """Do a work in a forked process, disturb it at its change of that number in the warehouse, and return its fate.

    The fates are "killed", "failed" (with an error of the package or the system), "completed in spite of it", and "not
    reached", if it made fewer changes; anything else is a defect.
    """
    child = os.fork()
    if child == 0:
        _act(work, how, number, warehouse)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed" if os.WTERMSIG(status) == signal.SIGKILL else f"crashed by signal {os.WTERMSIG(status)}"
    return _FATES.get(os.waitstatus_to_exitcode(status), "crashed: see its output")


_FATES = {0: "not reached", 3: "failed", 4: "completed in spite of it"}


def _act(work: Callable[[], object], how: str, number: int, warehouse: Path) -> None:
    """Never returns."""
    root, left = str(warehouse), number

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if not _changes(event, arguments, how) or root not in " ".join(map(str, arguments[:2])):
            return
        left -= 1
        if how == KILL and left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if how != KILL and left <= 0 and (left == 0 or how == "ENOSPC"):  # a full disk stays full
            code = getattr(errno, how)
            if event == "open" or event not in ("os.remove", "os.rmdir", "shutil.rmtree"):
                raise OSError(code, os.strerror(code), str(arguments[0]))

    sys.addaudithook(count)
    status = 1
    try:
        work()
        status = 0 if left > 0 else 4
    except (BroadsheetError, OSError):
        status = 3
    except BaseException:  # the parent reports it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _changes(event: str, arguments: tuple[Any, ...], how: str) -> bool:
    """Return whether an audit event tells of a change that can be disturbed in that way."""
    if how == "EXDEV":  # a link to another file system
        return event == "os.link"
    return event in CHANGES or (event == "open" and bool(int(arguments[2] or 0) & WRITING))
