"""Finds the authors of the story: candidate lines, the people they name, and the evidence for each."""
