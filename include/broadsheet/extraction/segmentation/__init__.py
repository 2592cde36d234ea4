"""Splits a page into lines, computes their features, and selects the lines of the body."""
