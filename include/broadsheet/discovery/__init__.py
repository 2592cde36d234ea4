"""The discovery stage: lists the pages that a run has to read."""
