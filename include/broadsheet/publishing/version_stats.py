"""Counts the statistics of a version from its files."""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.warehouse.manifest import Figures, FileEntry
from broadsheet.warehouse.version import Version

_NAMES = 100
_COLUMNS = ["source", "language", "publisher", "agency", "word_count", "published_date", "title"]


def count_figures(places: dict[str, int], version: Version, files: list[FileEntry]) -> Figures:
    """Return the statistics of a version, counted file by file; no text is read.

    Args:
        places: Pages by dataset, from the ledger.
        version: The version, complete except for its manifest.
        files: Its files.
    """
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("source", "language", "publisher", "agency", "month", "relation", "code")
    }
    words = undated = untitled = 0
    for entry in files:
        dataset, _, rest = entry.path.partition("/")
        if dataset == "corpus":
            table = version.file(entry.path).read(_COLUMNS)
            _add(counts["source"], table["source"])
            _add(counts["language"], table["language"])
            _add(counts["publisher"], table["publisher"].drop_null())
            _add(counts["agency"], table["agency"].drop_null())
            month = rest.split("/")[1].removeprefix("month=")
            counts["month"][month] += table.num_rows
            words += pc.sum(table["word_count"]).as_py() or 0
            undated += table["published_date"].null_count
            untitled += table["title"].null_count
        elif dataset == "duplicates":
            _add(counts["relation"], version.file(entry.path).read(["relation"])["relation"])
        elif dataset == "quarantine":
            reasons = version.file(entry.path).read(["reasons"])["reasons"].to_pylist()
            counts["code"].update(code for row in reasons for code in {reason["code"] for reason in row})
    return Figures(
        pages=sum(places.values()),
        **places,
        words=words,
        languages=_most_first(counts["language"]),
        months=dict(sorted((month, count) for month, count in counts["month"].items() if count)),
        publishers=dict(list(_most_first(counts["publisher"]).items())[:_NAMES]),
        relations=_most_first(counts["relation"]),
        reasons=_most_first(counts["code"]),
        undated=undated,
        untitled=untitled,
        sources=_most_first(counts["source"]),
        agencies=dict(list(_most_first(counts["agency"]).items())[:_NAMES]),
    )


def _add(counter: Counter[str], column: pa.ChunkedArray) -> None:
    for row in pc.value_counts(column).to_pylist():
        counter[row["values"]] += row["counts"]


def _most_first(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
