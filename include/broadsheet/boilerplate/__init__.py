"""Which lines recur across the pages of one outlet? They are its template, not its articles, and leave the text."""
