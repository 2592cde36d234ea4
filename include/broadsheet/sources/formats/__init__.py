"""Reads files that hold records, such as JSON lines, WARC or mail, as one stream of records."""
