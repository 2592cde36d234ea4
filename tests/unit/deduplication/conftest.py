"""Made-up texts and the tables that deduplication takes."""

from deduplication_fixtures import edited, library, settings, sketches_of, words

__all__ = ["edited", "library", "settings", "sketches_of", "words"]
