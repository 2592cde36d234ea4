"""Files of one pattern, repeated: what a rule that looks back, or a parser that nests, could take for ever to read."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

from broadsheet.operations.build import build
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse
from concurrency_trials import Outcome, settings_of
from newsroom import page

DAY = date(2026, 1, 1)
MEMORY = 1_500
"""Megabytes that a build of any one file may take."""

PATTERNS: dict[str, tuple[str, ...]] = {
    "txt": (
        *("x\n", "a ", "(", "[[", "{", '"', "“", "|", "\t", "#", "—", ":", "1,", "1 ", "0", "<", "&amp;", "&#8217;"),
        *("2018-09-11 ", "11/09/2018 ", "11 September ", "12:30 ", "Posted on ", "Friday, ", "By Ann Lee, ", "by "),
        *("LONDON (Reuters) - ", "http://a.example/b ", "a@b.example ", "E\u0301", "\u1100\u1161", "中", "ا", "ไ"),
        *("\u202e", "\u200b", "\ufeff", "ﬁ", "-\n", "a-\nb", "a\n\n", "Read more\n", "Subscribe now.\n", "\r", "\x0c"),
        *("The mayor said so. ", "A Title Of Words\n", "i ", "Ω.", "https://", "©", "1 of 99\n", "@", "…", "' "),
    ),
    "html": (
        *("<div>", "<p>a", "<b><i>", "<a href=x>", "</p>", "<font><p>", "<a><table>", "<table><tr><td>", "<li>x</li>"),
        *("<!--", "<script>", "<svg>", "<template>", "<select><option>", "<form>", "<br>", '<a x="', "&nbsp;", "<h1>a"),
        *(
            '<meta property="a" content="b">',
            "<time>2018-09-11</time>",
            "<pre>\n",
            "<title>",
            "<![CDATA[",
            "<p>a</p>\n",
        ),
        *('<script type="application/ld+json">{"@type":"Article"}</script>', "<nav><ul><li>a</ul></nav>", "<span>a "),
    ),
    "jsonl": ('{"text":"a"}\n', "[", '{"a":', '"\\u0000', "[[],", "{}\n", "null\n", '{"text":"'),
    "csv": ('a,"b\n', ",", '"', ";", "a,b\n", "text\n"),
    "eml": (
        "From: a\n",
        "X: y\n",
        "Content-Type: multipart/mixed; boundary=a\n\n--a\n",
        "Subject: =?utf-8?q?a?= ",
        " a\n",
    ),
    "md": ("---\n", "* ", "> ", "[", "```\n", "![a](b", "**a", "a: b\n", "---\na: "),
    "warc": ("WARC/1.0\r\n", "WARC/1.0\r\nContent-Length: 0\r\n\r\n", "WARC/1.0\r\nContent-Length: 9\r\n\r\na"),
    "xml": ("<item>", "<rss><channel><item><title>a</title></item>", "<url><loc>a</loc></url>", "<feed><entry/>"),
    "tar": ("a" * 511 + "0", "\0" * 512),
    "zip": ("PK\x03\x04", "PK\x05\x06" + "\0" * 18),
}
"""Patterns by the ending of the file's name."""


def pattern_file(ending: str, pattern: str, size: int) -> bytes:
    """Return a file of that many bytes: the pattern repeated, within an article where pages are plain text."""
    unit = pattern.encode("utf-8", "surrogatepass")
    body = unit * (size // len(unit) + 1)
    if ending == "txt":
        return page(1, date(2018, 9, 11)).encode() + body[:size] + b"\n" + page(2).encode()
    return body[:size]


def read_patterns(folder: Path, size: int) -> Outcome:
    """Build from a file of every pattern; each ends in one place, and no rule fails."""
    names = set()
    for ending, patterns in PATTERNS.items():
        for number, pattern in enumerate(patterns):
            name = f"{number}.{ending}"
            names.add(name)
            path = folder / "wire" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pattern_file(ending, pattern, size))
    settings = settings_of(folder, "wire")
    build(settings, day=DAY)
    ledger = VersionCatalog(Warehouse(settings.warehouse)).current().ledger(["source_uri", "codes"]).to_pylist()
    listed = {row["source_uri"].removeprefix("wire/").partition("#")[0] for row in ledger}
    outcome = Outcome(Counter({"patterns": len(names)}))
    outcome.problems += [f"{name} is nowhere" for name in sorted(names - listed)]
    outcome.problems += [f"a rule failed on {row['source_uri']}" for row in ledger if "failed" in row["codes"]]
    return outcome


def grow_patterns(folder: Path, largest: int) -> Outcome:
    """Build from one file of each pattern, of 100 kB, 1 MB and so on: time grows with the size, memory is bounded."""
    outcome = Outcome()
    for ending, patterns in PATTERNS.items():
        for number, pattern in enumerate(patterns):
            before, size = 0.0, 100_000
            while size <= largest:
                seconds, megabytes, status = _cost(folder / f"{ending}-{number}-{size}", ending, pattern, size)
                what = f"{pattern!r} in .{ending}, {size:,} bytes"
                if status:
                    outcome.problems.append(f"{what}: the build ended with {status}")
                if megabytes > MEMORY:
                    outcome.problems.append(f"{what}: {megabytes:,} MB of memory")
                if before and seconds > 13 * before + 1:
                    outcome.problems.append(f"{what}: {seconds:.1f} s, after {before:.1f} s for a tenth")
                outcome.counts["files"] += 1
                outcome.counts["MB of memory"] = max(outcome.counts["MB of memory"], megabytes)
                before, size = seconds, size * 10
    return outcome


def _cost(folder: Path, ending: str, pattern: str, size: int) -> tuple[float, int, int]:
    """Return CPU seconds, megabytes, and the exit status of a build in a process of its own."""
    (folder / "wire").mkdir(parents=True)
    (folder / "wire" / f"a.{ending}").write_bytes(pattern_file(ending, pattern, size))
    child = os.fork()
    if child == 0:
        status = 1
        try:
            build(settings_of(folder, "wire"), day=DAY)
            status = 0
        finally:
            os._exit(status)
    _, status, usage = os.wait4(child, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, os.waitstatus_to_exitcode(status)
