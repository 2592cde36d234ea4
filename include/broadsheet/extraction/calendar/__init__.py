"""Dates as pages write them: found, read in any language, their order settled by evidence."""
