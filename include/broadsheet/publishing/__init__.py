"""The publishing stage: writes a new immutable version and makes it the current one."""
