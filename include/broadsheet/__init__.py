"""Broadsheet: from crawled plain-text news pages to a clean, deduplicated, versioned corpus."""

from broadsheet.version import __version__

__all__ = ["__version__"]
