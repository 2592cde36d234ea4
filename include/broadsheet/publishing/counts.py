"""Counts by subject and key, which do not grow with the corpus; those of several parts of a corpus add up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

COUNTS = pa.schema([("subject", pa.string()), ("key", pa.string()), ("number", pa.int64())])
"""Counts as a table."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts by subject and key.

    Attributes:
        numbers: The numbers by subject and key.
    """

    numbers: Counter[tuple[str, str]]

    @classmethod
    def of(cls, tables: Iterable[pa.Table]) -> "Counts":
        """Return the sum of tables (`COUNTS`)."""
        numbers: Counter[tuple[str, str]] = Counter()
        for table in tables:
            columns = (table[name].to_pylist() for name in COUNTS.names)
            for subject, key, number in zip(*columns, strict=True):
                numbers[subject, key] += number
        return cls(numbers)

    def table(self) -> pa.Table:
        """Return `COUNTS`."""
        rows = [(subject, key, number) for (subject, key), number in self.numbers.items()]
        return pa.table([list(column) for column in zip(*rows, strict=True)] or [[], [], []], schema=COUNTS)

    def by_key(self, subject: str) -> dict[str, int]:
        """Return the numbers of one subject by key, in order of keys."""
        return {key: number for (name, key), number in sorted(self.numbers.items()) if name == subject}

    def total(self, subject: str) -> int:
        """Return the sum of the numbers of one subject."""
        return sum(number for (name, _), number in self.numbers.items() if name == subject)


def counted(subject: str, column: pa.ChunkedArray) -> Counter[tuple[str, str]]:
    """Return the number of rows of each value of a column of strings."""
    values, counts = column.value_counts().flatten()
    return Counter(
        {(subject, value): number for value, number in zip(values.to_pylist(), counts.to_pylist(), strict=True)}
    )
