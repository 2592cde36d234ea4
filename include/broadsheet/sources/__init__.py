"""What is there to do? The pages of a source: found, opened, decoded."""
