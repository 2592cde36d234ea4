"""Finds the date of publication, in any language; evidence decides the order of day and month."""
