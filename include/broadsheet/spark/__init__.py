"""The heavy stages on Apache Spark: same functions, same datasets, same bytes as on one machine (docs/scaling.md)."""
