"""Weighs what a page or an input claims of itself (JSON-LD, meta elements, fields of a record) against its text."""
