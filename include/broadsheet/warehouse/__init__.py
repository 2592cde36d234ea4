"""Versions on storage: manifest, ledger, journal, tombstones, lock, staging."""
