"""The report stage: a version's card, its Croissant description, and the summary of a run."""
