"""The lines of a page as numbers: what each looks like, what stands around it, which of them make the body."""
