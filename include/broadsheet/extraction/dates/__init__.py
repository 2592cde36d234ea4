"""When was the page published: dates found, read in any language, their order settled by evidence."""
