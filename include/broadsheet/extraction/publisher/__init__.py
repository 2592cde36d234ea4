"""Which outlet ran the page, from what the page says of itself."""
