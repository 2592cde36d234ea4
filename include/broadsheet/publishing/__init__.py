"""What do readers see? Immutable versions, and the one switch between them."""
