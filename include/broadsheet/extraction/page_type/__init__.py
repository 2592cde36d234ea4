"""Finds the type of a page: an article, a live blog, or one of the types without an article."""
