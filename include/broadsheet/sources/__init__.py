"""Finds, reads and decodes the pages of a source."""
