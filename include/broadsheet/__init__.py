"""Broadsheet: from crawled plain-text news pages to a clean, deduplicated, versioned corpus."""

from broadsheet.reading import corpus_path, read_corpus
from broadsheet.version import __version__

__all__ = ["__version__", "corpus_path", "read_corpus"]
