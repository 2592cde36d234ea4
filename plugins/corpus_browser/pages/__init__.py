"""The pages: one module for each entry of the navigation. It reads the data and chooses the template."""
