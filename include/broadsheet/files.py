"""Writing a small file so that nobody meets half of it."""

import os
from pathlib import Path


def write_text(text: str, path: Path) -> None:
    """Write a small file under a temporary name, then rename it into place: a reader meets all of it or nothing."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
