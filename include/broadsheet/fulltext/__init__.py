"""The full-text index of the current version: a Tantivy index beside the versions, safe to delete at any time."""
