"""Reads published versions, the journal and validation results as plain values, for the command and the browser.

A caller opens one version (`broadsheet.queries.version_handle.open_corpus`) and calls one function here. Nothing is
written. Strings are raw, as pages and runs gave them: the caller escapes them.
"""
