"""The pages, a module for each entry of the navigation: it reads what its page shows and names the template."""
