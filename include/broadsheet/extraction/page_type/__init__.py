"""Which type of page it is: an article, a live blog, or one of those that hold no article."""
