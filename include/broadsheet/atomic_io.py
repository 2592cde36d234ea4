"""Putting a file in place so that nobody meets half of it."""

import os
import shutil
from pathlib import Path


def write_text(text: str, path: Path) -> None:
    """Write a small file under a temporary name, then rename it into place: a reader meets all of it or nothing."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file that will never change a second name, in place of what stood there.

    Where the file system has no hard links it is copied, and the copy is on the disk before it has its name.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    try:
        unfinished.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, unfinished)
        with unfinished.open("rb") as copy:
            os.fsync(copy.fileno())
    unfinished.replace(target)
    unfinished.unlink(missing_ok=True)  # a link put over another link to the same file stays beside it
