"""Kernels compiled by numba: one decorator, and a cache folder of their own that belongs to the user.

A kernel is compiled at its first call (some seconds) and read from the cache by every later process. Numba unpickles
what it finds there, so the folder must never be one that somebody else can write to. Only kernels of `compiled` use the
folder: neither the environment nor numba's configuration changes, so other libraries keep their own cache.
"""

import functools
import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
from numba.core.caching import (
    CompileResultCacheImpl,
    FunctionCache,
    NullCache,
    _CacheLocator,
    _SourceFileBackedLocatorMixin,
)

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Int8s = npt.NDArray[np.int8]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
UInt32s = npt.NDArray[np.uint32]
UInt64s = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """Return `function` as a kernel: compiled at its first call, without the interpreter's lock, cached on disk.

    Arrays that may be read-only (Arrow's buffers) and arrays that may not are different types to the compiler: give a
    kernel always the same, or it is compiled twice.
    """
    kernel: Any = numba.njit(nogil=True)(function)
    if kernel is not function:  # with NUMBA_DISABLE_JIT set, nothing is compiled
        kernel._cache = _LazyCache(function)
    return cast(Kernel, kernel)


def cache_folder() -> Path:
    """Return the folder for compiled code of the sources as they are now; it need not exist.

    It is a subfolder, named by a digest of the sources, of the first of these that works: ``$NUMBA_CACHE_DIR`` (the
    user's choice, taken as it is); ``$XDG_CACHE_HOME/broadsheet/numba``; ``~/.cache/broadsheet/numba``; a private
    folder under the temporary one; a new temporary folder that only this process knows. The digest is needed because a
    kernel contains constants of other modules, such as column numbers, and numba compares the kernel's own file only.
    """
    return _home() / _sources_digest()


def _home() -> Path:
    configuration: Any = numba.config  # numba does not declare its names
    if configuration.CACHE_DIR:
        return Path(configuration.CACHE_DIR)
    homes = [os.environ.get("XDG_CACHE_HOME", ""), str(Path("~/.cache").expanduser())]
    owned = [Path(home, "broadsheet", "numba") for home in homes if Path(home).is_absolute()]
    owned.append(Path(tempfile.gettempdir(), f"broadsheet-numba-{os.getuid()}"))
    return next((folder for folder in owned if _is_private(folder)), None) or Path(_folder_of_this_process().name)


@functools.cache
def _folder_of_this_process() -> "tempfile.TemporaryDirectory[str]":
    """Return one folder per process; it is removed when the process ends."""
    return tempfile.TemporaryDirectory(prefix="broadsheet-numba-")


def _sources_digest() -> str:
    """Return 16 hex digits over all modules of the package."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        digest.update(f"{file.relative_to(package)}\n".encode())
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


@functools.cache
def _opened_folder() -> Path:
    """Return `cache_folder`, made if it is not there; log, once per state of the sources, that compiling takes time."""
    folder = cache_folder()
    if make_if_new(folder):
        logging.getLogger("broadsheet").warning(
            "compiling numba kernels, once per version of Broadsheet: the first run takes about a minute longer (%s)",
            folder,
        )
    return folder


def make_if_new(folder: Path) -> bool:
    """Make a folder and those above it; return whether it was not there. Of several processes, one gets True."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return False
    return True


class _LazyCache:
    """A kernel's cache on disk, opened when the kernel is first called: importing a kernel reads and writes nothing.

    Has the methods that numba's dispatcher calls. Where no folder can be written to, kernels are compiled for this
    process alone.
    """

    def __init__(self, function: Callable[..., object]) -> None:
        self._function = function

    @functools.cached_property
    def _opened(self) -> Any:
        cache: Any = _KernelCache  # numba does not declare its arguments
        try:
            return cache(self._function)
        except (OSError, RuntimeError):  # RuntimeError: numba found no locator for the function's file
            return NullCache()

    @property
    def cache_path(self) -> str | None:
        """The folder that holds this kernel's files."""
        return cast("str | None", self._opened.cache_path)

    def load_overload(self, signature: object, target_context: object) -> object:
        """Return the compiled code for a signature; None if it is not in the cache."""
        return self._opened.load_overload(signature, target_context)

    def save_overload(self, signature: object, data: object) -> None:
        """Store compiled code."""
        self._opened.save_overload(signature, data)

    def enable(self) -> None:
        """Use the cache from now on."""
        self._opened.enable()

    def disable(self) -> None:
        """Do not use the cache from now on."""
        self._opened.disable()

    def flush(self) -> None:
        """Forget what is cached of this kernel."""
        self._opened.flush()


class _KernelLocator(_SourceFileBackedLocatorMixin, _CacheLocator):
    """Puts a kernel's files into `cache_folder`. Numba's mixin adds a digest of the kernel's own file, for kernels
    that are defined outside the package."""

    def __init__(self, function: Any, file: str) -> None:
        self._py_file = file
        self._lineno = function.__code__.co_firstlineno
        source = Path(file).resolve().parent  # modules of one name in different folders are different modules
        self._folder = _opened_folder() / f"{source.name}_{hashlib.sha256(bytes(source)).hexdigest()[:16]}"

    def get_cache_path(self) -> str:
        """Return the folder."""
        return str(self._folder)


class _KernelCacheImpl(CompileResultCacheImpl):
    _locator_classes = [_KernelLocator]  # noqa: RUF012  # as numba declares it


class _KernelCache(FunctionCache):
    _impl_class = _KernelCacheImpl
