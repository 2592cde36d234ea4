"""The command ``broadsheet``."""
