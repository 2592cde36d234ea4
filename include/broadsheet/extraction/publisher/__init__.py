"""Finds the outlet that ran the page, from what the page says of itself."""
