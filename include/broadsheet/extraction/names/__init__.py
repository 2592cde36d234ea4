"""People, outlets, agencies and places: the words by which pages name them."""
