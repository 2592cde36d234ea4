"""What does the page say, who said it, when?"""

RULES_VERSION = "2"
"""Version of the extraction rules, the ``extractor`` of every row; raised whenever a rule's outcome changes."""
