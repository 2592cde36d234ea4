"""What is there to do? The pages of a source: found, told apart, opened, decoded."""
