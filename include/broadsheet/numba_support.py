"""Compiles kernels with numba: one decorator, and a private cache folder.

A kernel is compiled at its first call (some seconds); later processes read it from the cache. Numba unpickles the files
in the cache, so nobody else may have write access to the folder. Only kernels of `compiled` use the folder: neither the
environment nor numba's configuration changes, so other libraries keep their own cache.
"""

import functools
import hashlib
import logging
import multiprocessing
import os
import re
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
    """Return `function` as a kernel: compiled at its first call, without the GIL, cached on disk.

    Read-only arrays (Arrow's buffers) and writable arrays are different types for the compiler: always pass the same
    type to a kernel, or it is compiled twice.
    """
    kernel: Any = numba.njit(nogil=True)(function)
    if kernel is not function:  # with NUMBA_DISABLE_JIT set, nothing is compiled
        kernel._cache = _LazyCache(function)
    return cast(Kernel, kernel)


def cache_folder() -> Path:
    """Return the folder for compiled code; it may not exist.

    The first of these that works: ``$NUMBA_CACHE_DIR`` (used without checks); ``$XDG_CACHE_HOME/broadsheet/numba``;
    ``~/.cache/broadsheet/numba``; a private folder in the system's temporary folder; a new temporary folder for this
    process only.
    """
    configuration: Any = numba.config  # numba does not declare its names
    if configuration.CACHE_DIR:
        return Path(configuration.CACHE_DIR)
    homes = [os.environ.get("XDG_CACHE_HOME", ""), str(Path("~/.cache").expanduser())]
    owned = [Path(home, "broadsheet", "numba") for home in homes if Path(home).is_absolute()]
    owned.append(Path(tempfile.gettempdir(), f"broadsheet-numba-{os.getuid()}"))
    return next((folder for folder in owned if _is_private(folder)), None) or Path(_folder_of_this_process().name)


def _is_private(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    others_write = status.st_mode & 0o022
    return status.st_uid == os.getuid() and not others_write and os.access(folder, os.W_OK | os.X_OK)


@functools.cache
def _folder_of_this_process() -> "tempfile.TemporaryDirectory[str]":
    """Return one folder per process; it is removed when the process ends."""
    return tempfile.TemporaryDirectory(prefix="broadsheet-numba-")


@functools.cache
def sources_digest(file: Path) -> str:
    """Return a digest, 64 hex digits, of a module, the modules of this package it imports, and their data files.

    Numba compares a kernel's own file only, but a kernel contains constants of other modules, such as column numbers.
    """
    digest = hashlib.sha256()
    modules = _imported(file)
    data = {path for module in modules for path in module.parent.glob("*.*") if path.suffix in {".json", ".txt"}}
    for path in sorted(modules | data):
        digest.update(f"{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _imported(file: Path) -> set[Path]:
    """Return the files of a module and of all modules of this package that it imports, directly or not."""
    root, found, left = Path(__file__).resolve().parents[1], set[Path](), [file.resolve()]
    while left:
        module = left.pop()
        found.add(module)
        for name in _IMPORT.findall(module.read_text(encoding="utf-8")):
            path = root.joinpath(*name.split("."))
            module_file = path.with_suffix(".py")
            # A name imported from a package can be any of its modules.
            left += {module_file} - found if module_file.is_file() else set(path.rglob("*.py")) - found
    return found


_IMPORT = re.compile(r"^\s*(?:from|import)\s+(broadsheet(?:\.\w+)*)", re.MULTILINE)


@functools.cache
def _log_compiling() -> None:
    """Log that kernels are compiled and take time, once per process that is not a child process."""
    if multiprocessing.parent_process() is None and multiprocessing.current_process().name == "MainProcess":
        logging.getLogger("broadsheet").warning(
            "compiling numba kernels into %s: this takes about a minute, once per version of Broadsheet", cache_folder()
        )


class _LazyCache:
    """The cache of a kernel on disk, opened at the first call: importing a kernel reads and writes no files.

    It has the methods that numba's dispatcher calls. If no folder is writable, kernels are compiled for this process
    only.
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
        """Return the compiled code for a signature; None if it is not in the cache and must be compiled."""
        found = self._opened.load_overload(signature, target_context)
        if found is None:
            _log_compiling()
        return found

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
        """Remove the kernel from the cache."""
        self._opened.flush()


class _KernelLocator(_SourceFileBackedLocatorMixin, _CacheLocator):
    """Gives numba the cache folder of a kernel and the digest of its sources."""

    def __init__(self, function: Any, file: str) -> None:
        self._py_file = file
        self._lineno = function.__code__.co_firstlineno
        source = Path(file).resolve().parent  # modules of one name in different folders are different modules
        self._folder = cache_folder() / f"{source.name}_{hashlib.sha256(bytes(source)).hexdigest()[:16]}"

    def get_cache_path(self) -> str:
        """Return the folder."""
        return str(self._folder)

    def get_source_stamp(self) -> str:
        """Return the digest that numba stores with compiled code; if it differs, the code is compiled again."""
        return sources_digest(Path(self._py_file))


class _KernelCacheImpl(CompileResultCacheImpl):
    _locator_classes = [_KernelLocator]  # noqa: RUF012  # as numba declares it


class _KernelCache(FunctionCache):
    _impl_class = _KernelCacheImpl
