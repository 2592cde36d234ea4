"""The command ``broadsheet``, and results as lines of text."""
