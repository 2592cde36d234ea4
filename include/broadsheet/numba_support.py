"""Kernels compiled by numba: one decorator, and a cache folder that the user owns.

A kernel is compiled at its first call (some seconds) and read from the cache by every later process. Numba unpickles
what it finds there, so the folder must never be one that somebody else can write to.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Int8s = npt.NDArray[np.int8]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
UInt32s = npt.NDArray[np.uint32]
UInt64s = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]


def cache_folder() -> Path:
    """Return a writable folder of the user's own for compiled code.

    Under ``$XDG_CACHE_HOME/broadsheet/numba``, else ``~/.cache/broadsheet/numba``, else a private folder under the
    temporary one, else a new one that only this process knows. Below it, each state of the sources has a folder of its
    own: a kernel holds numbers of other modules, such as columns, and numba looks at the kernel's own file only.
    """
    homes = [os.environ.get("XDG_CACHE_HOME", ""), str(Path("~/.cache").expanduser())]
    owned = [Path(home, "broadsheet", "numba") for home in homes if Path(home).is_absolute()]
    owned.append(Path(tempfile.gettempdir(), f"broadsheet-numba-{os.getuid()}"))
    for folder in owned:
        if _is_private(folder):
            return folder / _sources_stamp()
    return Path(tempfile.mkdtemp(prefix="broadsheet-numba-"))


def _sources_stamp() -> str:
    """Return a digest of the package's modules."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _is_private(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    others_write = status.st_mode & 0o022
    return status.st_uid == os.getuid() and not others_write and os.access(folder, os.W_OK | os.X_OK)


def say_if_new(folder: Path) -> None:
    """Log, once for each state of the sources, why a first run takes longer: `folder`, of kernels, is not there yet."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        logging.getLogger("broadsheet").warning(
            "compiling, once for this version of Broadsheet: the first run takes about a minute longer (%s)", folder
        )


if "NUMBA_CACHE_DIR" not in os.environ:  # numba reads it when it is imported
    os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())
    say_if_new(Path(os.environ["NUMBA_CACHE_DIR"]))

import numba  # noqa: E402

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """Compile `function` at its first call, without the interpreter's lock, cached on disk.

    Arrays that may be read-only (Arrow's buffers) and arrays that may not are different types to the compiler: give a
    kernel always the same, or it is compiled twice.
    """
    return cast(Kernel, numba.njit(cache=True, nogil=True)(function))
