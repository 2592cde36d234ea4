"""Who wrote the story: lines that may be its byline, the people they name, what speaks for each."""
