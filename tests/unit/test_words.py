"""Code, messages and documentation use the words of docs/glossary.md, not the ones it retires."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = {".py", ".md", ".html", ".cfg", ".sh", ""}

RETIRED = {
    "boilerplate, template line": r"recurring lines?|furniture",
    "representative": r"(?:the )?kept (?:ones?|documents?|copy|copies)",
    "duplicate": r"left[- ]out (?:documents?|ones?|copy|copies)",
    "disposition": r"standings?",
    "base version": r"parent versions?|(?:version|what) it builds on",
    "page type": r"page[- ]kinds?|kinds? of pages?",
    "version diff": r"find_differences|class Differences",
    "dry run": r"only tells?|only says what",
    "retained version": r"kept versions?",
    "report, show, detect": r"tells?|told|telling|untold",
    "fix": r"mend(?:s|ed|ing)?",
    "is stored, is in": r"lies|stands? (?:in|at|on|above|below|beside|behind|before)",
    "alert recipients": r"whom",
    "per CPU core": r"one a core",
    "model, classifier": r"_?judges?",
    "rejected page": r"refusal that is a value",
}
"""What to say, and an expression for what not to say.

Words with an ordinary use beside the retired one (place, parent, history, kind, differences) are listed only in a form
that has no other use.
"""

ALLOWED = {
    "docs/glossary.md": ("", "the table of retired words itself"),
    "docs/columns.md": ("", "generated from the descriptions in schema.py"),
    "include/broadsheet/schema.py": ("", "descriptions are part of the published Parquet files"),
    "include/broadsheet/extraction/agency.py": ("told", "a word of news texts that the rules look for"),
    "include/broadsheet/extraction/byline/scores.py": ("told", "names of weights in byline_weights.json"),
    "include/broadsheet/extraction/publisher/find.py": ("told", "a word of news texts that the rules look for"),
    "include/broadsheet/extraction/publisher/mentions.py": (
        "told|tells",
        "words of news texts that the rules look for",
    ),
    "include/broadsheet/extraction/publisher/outlet_names.py": ("told", "a word of news texts; a name of a weight"),
    "include/broadsheet/extraction/dates/day_order.py": ("stands beside", "evidence, stored in published_origin"),
    "include/broadsheet/sources/formats/streams.py": ("tell", "a method of files"),
    "include/broadsheet/sources/formats/web_archives.py": ("tell", "a method of files"),
    "scripts/demo_pages.py": ("judge", "a person in the made-up news"),
    "scripts/try-wheel": ("told", "a text of the seeds"),
}
"""Files that may use retired words: which of them (an expression, empty for all), and why."""


@pytest.mark.parametrize("word", RETIRED)
def test_retired_words_are_not_used(word: str) -> None:
    retired = re.compile(rf"(?<![\w-])(?:{RETIRED[word]})(?![\w-])", re.IGNORECASE)
    found = [
        f"{name}:{number}: {match[0]}"
        for name, text in _texts()
        for number, line in enumerate(text.splitlines(), start=1)
        for match in retired.finditer(line)
        if not _is_allowed(name, match[0])
    ]
    assert not found, f"say {word}"


@pytest.mark.parametrize("name", ALLOWED)
def test_exceptions_are_needed(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.search(ALLOWED[name][0] or "|".join(RETIRED.values()), text, re.IGNORECASE)


def test_every_retired_word_of_the_glossary_is_listed() -> None:
    table = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").partition("## Retired words")[2]
    rows = re.findall(r"^\| (.+?) \| .+ \|$", table, re.MULTILINE)
    listed = {part for words in RETIRED for part in words.split(", ")}
    elsewhere = {"journal"}  # "history" and "facts" have other uses
    assert {words.split(", ")[0] for words in rows} - {"say", "---"} <= listed | elsewhere


def _texts() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file that users or developers read."""
    files = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "airflow.cfg")]
    for folder in ("include", "dags", "plugins", "scripts", "docs"):
        files += sorted(path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in SUFFIXES)
    for file in files:
        if "__pycache__" not in file.parts:
            yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


def _is_allowed(name: str, found: str) -> bool:
    return name in ALLOWED and (not ALLOWED[name][0] or re.search(ALLOWED[name][0], found, re.IGNORECASE) is not None)
