"""What a page is: an article, a live blog, or none of both, with the evidence in figures."""
