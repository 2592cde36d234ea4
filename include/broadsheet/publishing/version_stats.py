"""Counts the statistics of a version from its files."""

from collections import Counter

import pyarrow.compute as pc

from broadsheet.publishing.counts import Counts, counted
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
    return figures_of(places, count_files(version, files))


def count_files(version: Version, files: list[FileEntry]) -> Counts:
    """Return the sum of `count_file` of some files of a version."""
    return Counts.of(count_file(version, entry.path).table() for entry in files)


def count_file(version: Version, path: str) -> Counts:
    """Return the counts of one file, of which `figures_of` makes the statistics; none for files of state datasets."""
    dataset, _, rest = path.partition("/")
    counts: Counter[tuple[str, str]] = Counter()
    if dataset == "corpus":
        table = version.file(path).read(_COLUMNS)
        for name in ("source", "language", "publisher", "agency"):
            counts += counted(name, table[name].drop_null())
        counts["month", rest.split("/")[1].removeprefix("month=")] = table.num_rows
        counts["words", ""] = pc.sum(table["word_count"]).as_py() or 0
        counts["undated", ""] = table["published_date"].null_count
        counts["untitled", ""] = table["title"].null_count
    elif dataset == "duplicates":
        counts += counted("relation", version.file(path).read(["relation"])["relation"])
    elif dataset == "quarantine":
        reasons = version.file(path).read(["reasons"])["reasons"].to_pylist()
        counts.update(("code", code) for row in reasons for code in {reason["code"] for reason in row})
    return Counts(counts)


def figures_of(places: dict[str, int], counts: Counts) -> Figures:
    """Return the statistics of a version from the counts of its files.

    Args:
        places: Pages by dataset, from the ledger.
        counts: The sum of `count_file` of its files.
    """
    return Figures(
        pages=sum(places.values()),
        **places,
        words=counts.total("words"),
        languages=_most_first(counts, "language"),
        months={month: number for month, number in counts.by_key("month").items() if number},
        publishers=dict(list(_most_first(counts, "publisher").items())[:_NAMES]),
        relations=_most_first(counts, "relation"),
        reasons=_most_first(counts, "code"),
        undated=counts.total("undated"),
        untitled=counts.total("untitled"),
        sources=_most_first(counts, "source"),
        agencies=dict(list(_most_first(counts, "agency").items())[:_NAMES]),
    )


def _most_first(counts: Counts, subject: str) -> dict[str, int]:
    return dict(sorted(counts.by_key(subject).items(), key=lambda item: (-item[1], item[0])))
