"""Broadsheet: from crawled plain-text news pages to a clean, deduplicated, versioned corpus.

Names are imported at first use, so ``import broadsheet`` is quick and needs no other package. Reading
needs PyArrow; ``build``, ``extract`` and the settings need ``pip install 'broadsheet[build]'``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from broadsheet.errors import BroadsheetError, ConfigurationError, DataError, GateError, TransientError
from broadsheet.extras import requires_extra
from broadsheet.version import __version__

if TYPE_CHECKING:
    from broadsheet.corpus import Corpus, corpus_path, open_corpus, read_corpus
    from broadsheet.extraction.document import Document, Rejected
    from broadsheet.extraction.one_page import extract
    from broadsheet.operations.build import build
    from broadsheet.settings import Settings, load_settings

__all__ = [
    "BroadsheetError",
    "ConfigurationError",
    "Corpus",
    "DataError",
    "Document",
    "GateError",
    "Rejected",
    "Settings",
    "TransientError",
    "__version__",
    "build",
    "corpus_path",
    "extract",
    "load_settings",
    "open_corpus",
    "read_corpus",
]

_READING = dict.fromkeys(["Corpus", "corpus_path", "open_corpus", "read_corpus"], "broadsheet.corpus")
_BUILDING = {
    "Document": "broadsheet.extraction.document",
    "Rejected": "broadsheet.extraction.document",
    "Settings": "broadsheet.settings",
    "build": "broadsheet.operations.build",
    "extract": "broadsheet.extraction.one_page",
    "load_settings": "broadsheet.settings",
}

if not TYPE_CHECKING:  # a type checker would take any name for granted

    def __getattr__(name: str) -> object:
        """Import a public name at its first use.

        Raises:
            ConfigurationError: it needs an extra that is not installed.
        """
        if name in _READING:
            module = import_module(_READING[name])
        elif name in _BUILDING:
            with requires_extra("build", f"broadsheet.{name}"):
                module = import_module(_BUILDING[name])
        else:
            raise AttributeError(f"module 'broadsheet' has no attribute {name!r}")
        globals()[name] = found = getattr(module, name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
