"""Writes files atomically, so that no reader sees a partial file."""

import os
import shutil
from pathlib import Path


def write_text(text: str, path: Path) -> None:
    """Write a small file under a temporary name, and rename it to `path`: readers see the complete file or none."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def link_or_copy(source: Path, target: Path) -> None:
    """Give an immutable file the second name `target`, replacing an existing file.

    Without hard links in the file system the file is copied, and the copy is durable before it gets its name.
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
    unfinished.unlink(missing_ok=True)  # renaming a link to another link of the same file does nothing
