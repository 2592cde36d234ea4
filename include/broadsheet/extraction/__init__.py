"""The second stage: extracts text, title, authors, publisher and date of each page."""
