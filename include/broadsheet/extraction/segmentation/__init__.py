"""Which lines of a page are its article: lines, what each looks like, which of them make the body."""
