"""Looking after a warehouse: is all there, whole, balanced, and fresh? Each module is one check."""
