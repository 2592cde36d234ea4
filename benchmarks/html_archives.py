"""Reads the files of a zstd-compressed tar archive, such as ``html.tar.zst`` of a folder of gold sets."""

import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pyarrow as pa


def members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the names, without folders, and the bytes of the files in an archive."""
    for path, data in paths(archive):
        yield PurePosixPath(path).name, data


def paths(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the paths and the bytes of the files in an archive."""
    with (
        pa.input_stream(str(archive), compression="zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as opened,
    ):
        for member in opened:
            file = opened.extractfile(member)
            if file is not None:
                yield member.name, file.read()
