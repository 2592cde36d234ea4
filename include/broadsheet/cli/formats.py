"""Prints ``broadsheet formats``: the kinds of files that a source may hold, and the extras that some need."""

from collections.abc import Iterator
from importlib.util import find_spec

from broadsheet.identity import COMPRESSION_SUFFIXES
from broadsheet.sources.formats.registry import AS_THEY_ARE, FORMATS, PAGE

_PACKAGES = {"documents": ("pypdf", "docx")}
"""What an extra installs, by which it is seen whether it is installed."""


def formats_lines() -> Iterator[str]:
    """Yield a line for each format, by group."""
    rows = [(group, name, " ".join(extensions), PAGE, "") for group, name, extensions in AS_THEY_ARE]
    rows += [(one.group, one.name, " ".join(one.extensions), one.key, one.extra) for one in FORMATS]
    rows += [
        ("wrappers", "compressed files", " ".join(COMPRESSION_SUFFIXES), "", ""),
        ("wrappers", "archives", ".zip .tar", "", ""),
    ]
    groups = list(dict.fromkeys(group for group, *_ in rows))
    for group in groups:
        yield group
        for of_group, name, extensions, key, extra in rows:
            if of_group == group:
                yield f"  {name:<30}{extensions:<28}{key:<10}{_needs(extra)}".rstrip()
    yield "A format is known by its content; the extensions are only the usual ones."
    yield "To force a format, write the value of the last column into [sources.NAME]: format = ..."
    yield "How each is read, and what is refused: docs/input.md"


def _needs(extra: str) -> str:
    if not extra:
        return ""
    missing = [name for name in _PACKAGES.get(extra, ()) if find_spec(name) is None]
    return f"needs: pip install 'broadsheet[{extra}]'" if missing else f"extra {extra}, installed"
