"""The version of the package."""

__version__ = "0.1.0"

RULES_VERSION = "2"
"""Version of the extraction rules, the ``extractor`` of every row; raised whenever a rule's outcome changes."""
