"""The version of the package, and of its extraction rules."""

__version__ = "0.1.0"

RULES_VERSION = "6"
"""Version of the extraction rules, the ``extractor`` of every row; increase it when the result of a rule changes."""
