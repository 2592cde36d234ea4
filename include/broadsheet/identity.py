"""The names of pages, equal on every machine: the source URI, and the doc_id computed from it."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from broadsheet.errors import ConfigurationError

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_TO_ESCAPE = re.compile("[\x00-\x1f%\x7f\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of pages, or a single file.

    Attributes:
        root: The folder; of a single file the one that it is in.
        name: Its name, which distinguishes its pages from those of other sources; empty for a source without one.
        file: Name of the single file, None for a folder.
    """

    root: Path
    name: str = ""
    file: str | None = None

    @property
    def prefix(self) -> str:
        """What each source URI begins with: the source's name and a slash, or nothing."""
        return f"{self.name}/" if self.name else ""

    @property
    def folder(self) -> bytes:
        """The absolute path of `root`, as the bytes that the operating system uses."""
        return os.path.abspath(os.fsencode(self.root))  # noqa: PTH100  # pathlib cannot carry all names


def parse_source(setting: str) -> Source:
    """Return the folder or file that a source setting names, ``PATH`` or ``NAME=PATH``, and its name.

    Raises:
        ConfigurationError: the path does not exist, is neither a folder nor a file, or is an address.
    """
    name, path = split_source(setting)
    _check_is_path(path)
    root = Path(path)
    if root.is_file():
        return Source(root.parent, name, root.name)
    if not root.is_dir():
        problem = "is neither a folder nor a file" if root.exists() else "does not exist"
        raise ConfigurationError(f"source {root.absolute()} {problem}; name the folder or file that holds the pages")
    return Source(root, name)


def absolute_source(source: str, base: Path) -> str:
    """Return a source setting with an absolute path; a relative one is below `base`.

    A folder whose own name looks like ``NAME=FOLDER`` is that folder, where it exists.

    >>> absolute_source("wire=crawl", Path("/srv"))
    'wire=/srv/crawl'

    Raises:
        ConfigurationError: the source is an address, as of an object store.
    """
    name, folder = split_source(source, base)
    _check_is_path(folder)
    return f"{name}={base / folder}" if name else str(base / folder)


def _check_is_path(path: str) -> None:
    if address := _ADDRESS.match(path):
        raise ConfigurationError(
            f"source {path}: Broadsheet reads folders and files, not {address[1]}:// addresses; "
            "copy or mount the pages, and name the folder"
        )


def split_source(setting: str, base: Path | None = None) -> tuple[str, str]:
    """Return the name (empty without one) and the path of a source setting; a relative path is below `base`."""
    name, _, folder = setting.partition("=")
    named = bool(folder) and is_source_name(name) and not ((base or Path()) / setting).exists()
    return (name, folder) if named else ("", setting)


def is_source_name(name: str) -> bool:
    """Return whether a name can be that of a source: letters, digits, and ``_.-`` after a letter.

    >>> is_source_name("wire"), is_source_name("2018"), is_source_name("a/b")
    (True, False, False)
    """
    return _NAME.fullmatch(name) is not None


def source_uri(relative: bytes, prefix: str = "") -> str:
    r"""Return the source URI of the file at `relative`, a path under its source.

    It is the path itself, except that control characters, bytes that are not UTF-8, and the percent sign are escaped
    as ``%XX``. So two files never share a URI, and the path can be computed from the URI.

    >>> source_uri(b"2018/09/a b.txt"), source_uri(b"100%\n\xff.txt")
    ('2018/09/a b.txt', '100%25%0A%FF.txt')
    """
    text = relative.decode("utf-8", "surrogateescape")
    return prefix + _TO_ESCAPE.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", text)


COMPRESSION_SUFFIXES = (".gz", ".gzip", ".bz2", ".xz", ".lzma", ".zst", ".zstd")
_SHORT = {".tgz": ".tar", ".tbz2": ".tar", ".tbz": ".tar", ".txz": ".tar", ".tzst": ".tar"}


def plain_name(name: str) -> str:
    """Return the name of a file without the extensions of compression: it stays the same if the file is recompressed.

    >>> plain_name("news.jsonl.gz"), plain_name("crawl.tgz"), plain_name("page.html")
    ('news.jsonl', 'crawl.tar', 'page.html')
    """
    lower = name.lower()
    for short, long in _SHORT.items():
        if lower.endswith(short) and len(name) > len(short):
            return name[: -len(short)] + long
    for suffix in COMPRESSION_SUFFIXES:
        if lower.endswith(suffix) and not lower.endswith("/" + suffix) and len(name) > len(suffix):
            return plain_name(name[: -len(suffix)])
    return name


def wrapped_names(name: str) -> list[str]:
    """Return names that a file can have whose `plain_name` is `name`, the plain one first."""
    short = [name[: -len(long)] + short for short, long in _SHORT.items() if name.endswith(long)]
    return [name, *(name + suffix for suffix in COMPRESSION_SUFFIXES), *short]


def container_uri(relative: bytes, prefix: str = "") -> tuple[str, str]:
    """Return the source URI of a file that holds several pages, and what the URIs of its records begin with.

    The second has no extension of compression, and no "#", which precedes the key of a record.

    >>> container_uri(b"2018/news#1.jsonl.gz", "wire/")
    ('wire/2018/news#1.jsonl.gz', 'wire/2018/news%231.jsonl')
    """
    plain = plain_name(relative.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return source_uri(relative, prefix), source_uri(plain, prefix).replace("#", "%23")


def record_uri(base: str, key: str) -> str:
    """Return the source URI of a record: of the only one of a file, which has no key, that of the file.

    >>> record_uri("news.jsonl", "17"), record_uri("story.eml", "")
    ('news.jsonl#17', 'story.eml')
    """
    return f"{base}#{key}" if key else base


def source_path(uri: str, source: Source) -> bytes:
    r"""Return the path of the file of a source URI: the inverse of `source_uri`.

    >>> source_path("100%25%0A%FF.txt", Source(Path("/pages")))
    b'/pages/100%\n\xff.txt'
    """
    relative = unquote_to_bytes(uri.removeprefix(source.prefix).encode())
    return os.path.join(os.fsencode(source.root), relative)  # noqa: PTH118  # pathlib cannot carry these names


def doc_id(uri: str) -> str:
    """Return the id of a document: the first 24 hex digits (96 bits) of the SHA-256 of its source URI.

    For 10^9 pages, the probability that two share an id is below 10^-11.
    """
    return hashlib.sha256(uri.encode()).hexdigest()[:24]
