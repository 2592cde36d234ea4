"""One run: its plan, its base version, its working datasets."""
