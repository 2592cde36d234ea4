"""The dataset card: README.md of a version, with the front matter that dataset hubs read.

Its layout follows the Hugging Face dataset card (https://huggingface.co/docs/hub/datasets-cards) and "Datasheets for
Datasets" (Gebru et al., 2021). A pure function of the manifest: the same version has the same card, byte for byte.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from broadsheet.reject_reasons import EXPLANATIONS, Reason
from broadsheet.reporting.run_summary import most_first
from broadsheet.schema import ARTICLE, CORPUS, DUPLICATES, QUALITY, QUARANTINE, UNDATED, UNKNOWN_LANGUAGE, describe
from broadsheet.settings import Settings, SourceSettings
from broadsheet.warehouse.manifest import Figures, Manifest

_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"))
_LARGEST = (10**8, "10M<n<100M"), (10**9, "100M<n<1B"), (10**10, "1B<n<10B")
_DATASETS = ("corpus", "duplicates", "quarantine")
_MOST = 20
_MONTHS = 24

_LIMITS = (
    "Articles are found by rules in plain text. Boilerplate lines can remain, and paragraphs can be missing; "
    "`spans` gives the position of each paragraph in the page, and `quality` measures how clean the text is.",
    "A null means that the page does not state the value or that no rule found it, not that there is none.",
    "`published_date` has the parts that the page states; missing parts are 01. Select `published_precision == 'day'` "
    "before you count by day. If the order of day and month was ambiguous, `published_origin` names the evidence.",
    "Duplicates are found by sequences of words that two texts share. Translations and paraphrases are not found.",
    f"`language` is identified from the text and is `{UNKNOWN_LANGUAGE}` where uncertain.",
    "The corpus holds what its source held: it is not a representative sample of the press of any country or period.",
    "Texts name living persons and contain the errors of the original; later corrections are not tracked.",
)

_LICENCE = (
    "The publishers hold the rights to the texts and set the terms of use. This dataset grants no rights to them, and "
    "no rights are claimed for what was added (structure, identifiers, scores, figures). Check that you may "
    "redistribute texts before you do."
)


def card(manifest: Manifest) -> str:
    """Return the dataset card of a version as Markdown with YAML front matter, ending in a line break."""
    sections = [
        _front_matter(manifest),
        f"# News corpus, version {manifest.version}",
        _introduction(manifest.figures),
        "## How to read it",
        _reading(),
        "## Contents",
        *_contents(manifest.figures),
        "## Columns",
        *_columns(),
        "## How it was built",
        *_making(manifest),
        *_sources(manifest),
        "## Duplicates and refused pages",
        *_excluded(manifest.figures),
        "## Limitations",
        "\n".join(f"* {limit}" for limit in _LIMITS),
        "## Licence",
        _LICENCE,
        *_licences(manifest),
        "## Integrity",
        "`_manifest.json` lists every data file with its rows, size and SHA-256. The version id is a digest of these "
        "and of the settings: equal ids mean equal data.",
    ]
    return "\n\n".join(sections) + "\n"


def _front_matter(manifest: Manifest) -> str:
    figures = manifest.figures
    known = sorted(code for code in figures.languages if code != UNKNOWN_LANGUAGE)
    held = {entry.path.partition("/")[0] for entry in manifest.files}
    lines = ["---", f"pretty_name: News corpus {manifest.version}"]
    if known:
        lines += ["language:", *(f"- '{code}'" for code in known)]  # quoted: YAML reads an unquoted no as false
    lines += ["license: other", "license_name: rights-remain-with-the-publishers"]
    lines += ["size_categories:", f"- {_size(figures.corpus)}", "tags:", "- news", "- deduplicated", "configs:"]
    for name in _DATASETS:
        if name in held:
            lines += [f"- config_name: {name}", f"  data_files: {name}/**/*.parquet"]
            lines += ["  default: true"] if name == "corpus" else []
    return "\n".join([*lines, "---"])


def _size(rows: int) -> str:
    return next((name for limit, name in (*_SIZES, *_LARGEST) if rows < limit), "10B<n<100B")


def _introduction(figures: Figures) -> str:
    return (
        f"{figures.corpus:,} news articles with {figures.words:,} words, taken from {figures.pages:,} crawled pages: "
        "the text of each article without menus, advertisements and prompts, with its headline, date, outlet, byline "
        "and language as far as the page states them. Articles that another one in the corpus holds are left out."
    )


def _reading() -> str:
    return (
        "```python\nimport pandas\n\ncorpus = pandas.read_parquet('corpus')\n```\n\n"
        "Read `duplicates` and `quarantine` the same way. The folder keys `lang` and `month` are columns that you can "
        "filter by (`filters=[('lang', '==', 'en')]`). A version never changes, but the link `current` can point "
        "to another version later: resolve it once and read from the real path."
    )


def _contents(figures: Figures) -> Iterator[str]:
    places = [
        ("corpus", figures.corpus, "published articles, one row each"),
        ("duplicates", figures.duplicates, "articles that repeat an article of the corpus, with a reference to it"),
        ("quarantine", figures.quarantine, "refused pages, with reasons"),
        ("pending", figures.pending, "pages of dates that no run has asked for yet; no data is stored"),
    ]
    yield _table(("dataset", "rows", "what it is"), places)
    yield (
        f"Together these are all {figures.pages:,} pages that were ever found and not taken down. Articles in the "
        f"corpus without a date: {figures.undated:,}; without a headline: {figures.untitled:,}."
    )
    for name, counts in (
        ("language", most_first(figures.languages)),
        ("published", _by_time(figures.months)),
        ("publisher", {_plain(name): count for name, count in most_first(figures.publishers).items()}),
    ):
        if counts:
            yield _counted(name, counts)


def _plain(name: str) -> str:
    """Return a name from a page without backticks: they would make code of it, in which nothing is escaped."""
    return name.replace("`", "'")


def _by_time(months: Mapping[str, int]) -> dict[str, int]:
    """Return the counts by month, or by year where there are many months."""
    if len(months) <= _MONTHS:
        return dict(sorted(months.items()))
    years: dict[str, int] = {}
    for month, count in sorted(months.items()):
        year = month if month == UNDATED else month[:4]
        years[year] = years.get(year, 0) + count
    return years


def _counted(name: str, counts: Mapping[str, int]) -> str:
    rows = list(counts.items())
    rest = rows[_MOST:] if name != "published" else []
    rows = rows[: len(rows) - len(rest)]
    if rest:
        rows.append((f"{len(rest):,} more", sum(count for _, count in rest)))
    return _table((name, "articles"), rows)


def _columns() -> Iterator[str]:
    yield _table(("corpus", "type", "meaning"), _described(CORPUS))
    yield "The fields of `quality`:"
    yield _table(("quality", "type", "meaning"), _described(pa.schema(list(QUALITY))))
    yield "`duplicates` has the columns of `corpus` and these:"
    yield _table(("duplicates", "type", "meaning"), _described(DUPLICATES, besides=CORPUS.names))
    article = [field.name for field in ARTICLE]
    yield f"`quarantine` has the columns from `{article[0]}` to `{article[-1]}`, as far as they are known, and these:"
    yield _table(("quarantine", "type", "meaning"), _described(QUARANTINE, besides=article))


def _described(schema: pa.Schema, besides: list[str] | None = None) -> list[tuple[str, str, str]]:
    return [
        (f"`{name}`", _type(schema.field(name)), meaning)
        for name, meaning in describe(schema).items()
        if name not in (besides or ())
    ]


def _type(field: pa.Field) -> str:
    kind = field.type
    if pa.types.is_list(kind):
        inner = kind.value_type
        name = (
            f"list of ({', '.join(part.name for part in inner)})" if pa.types.is_struct(inner) else f"list of {inner}"
        )
    elif pa.types.is_struct(kind):
        name = "struct"
    elif pa.types.is_timestamp(kind):
        name = f"timestamp {kind.tz}" if kind.tz else "timestamp"
    else:
        name = str(kind)
    return f"{name}, null" if field.nullable else name


def _making(manifest: Manifest) -> Iterator[str]:
    yield (
        "Each page was decoded and its article extracted. Template lines, which recur across the pages of an outlet, "
        "were removed. Articles were validated against the settings below. Articles that repeat one another, also "
        "through others, share a `cluster_id`. An article left the corpus only for its representative: an article of "
        "its cluster that was compared with it and holds it. Other members of the cluster are in the corpus as well. "
        "The result does not depend on the time, the machine or the order of pages: the same pages and settings give "
        "the same files."
    )
    yield (
        "Clusters change when pages arrive, change or leave. In another version a cluster can have another "
        "`cluster_id` and other representatives, and an article can move between `corpus` and `duplicates`. Key your "
        "own labels by `doc_id`. `broadsheet versions OLD NEW` lists the clusters whose id changed. To split the "
        "corpus, split by `cluster_id`, so that no story is on both sides."
    )
    yield (
        f"Extraction rules: version {manifest.extractor}. Settings: {manifest.settings_digest}. "
        f"Files written by {manifest.writer}."
    )
    yield _table(("setting", "value", "meaning"), _settings(manifest.settings))


def _sources(manifest: Manifest) -> Iterator[str]:
    """Yield the settings of the sources that have their own."""
    rows = [
        (name, f"`{setting}`", _listed(value), _meaning_of_source(setting))
        for name, own in manifest.sources.items()
        for setting, value in own.items()
    ]
    if rows:
        yield "Sources with settings of their own:"
        yield _table(("source", "setting", "value", "meaning"), rows)


def _licences(manifest: Manifest) -> Iterator[str]:
    """Yield the articles and the declared licence of each source, if there are several sources or a licence."""
    licences = {name: own["license"] for name, own in manifest.sources.items() if "license" in own}
    counts = manifest.figures.sources
    if len(counts) > 1 or licences:
        yield "The articles by source, with the licence that the maker of the corpus declared for it:"
        rows = [(name or "(no name)", count, licences.get(name, "not declared")) for name, count in counts.items()]
        yield _table(("source", "articles", "licence"), rows)


def _meaning_of_source(setting: str) -> str:
    field = SourceSettings.model_fields.get(setting)
    return (field.description or "") if field else ""


def _settings(settings: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (f"`{group}.{name}`", f"{value:g}" if isinstance(value, float) else _listed(value), _meaning(group, name))
        for group, values in sorted(settings.items())
        for name, value in sorted(values.items())
    ]


def _listed(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} = {one}" for name, one in value.items()) or "none"
    return ", ".join(map(str, value)) or "all" if isinstance(value, list | tuple) else str(value)


def _meaning(group: str, name: str) -> str:
    """Return the description of a setting, empty for one that this version of the program does not have."""
    model = getattr(Settings.model_fields.get(group), "annotation", None)
    field = getattr(model, "model_fields", {}).get(name)
    return (field.description or "") if field else ""


def _excluded(figures: Figures) -> Iterator[str]:
    if not figures.relations and not figures.reasons:
        yield "None: every page is in the corpus or pending."
    if figures.relations:
        yield "Duplicates by relation to the representative:"
        yield _table(("relation", "articles"), most_first(figures.relations).items())
    if figures.reasons:
        yield "Refused pages by reason; a page can have several:"
        yield _table(("reason", "pages", "meaning", "what to do"), _refusals(figures.reasons))


def _refusals(reasons: Mapping[str, int]) -> Iterator[tuple[str, int, str, str]]:
    known = {reason.value: EXPLANATIONS[reason] for reason in Reason}
    for code, count in most_first(reasons).items():
        explanation = known.get(code)
        meaning, remedy = (explanation.meaning, explanation.remedy) if explanation else ("", "")
        yield f"`{code}`", count, meaning, remedy


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Return a Markdown table; integers are right-aligned with thousands separators, other cells are escaped.

    >>> print(_table(("reason", "pages"), [("a|b", 1200)]))
    | reason | pages |
    | --- | ---: |
    | a\|b | 1,200 |
    """
    body = [list(row) for row in rows]
    right = [bool(body) and isinstance(row, int) for row in (body[0] if body else head)]
    lines = [
        head,
        ["---:" if number else "---" for number in right],
        *[[_cell(value) for value in row] for row in body],
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    """Return a value as the text of a table cell: one line, escaped."""
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split())).replace("<", "&lt;")


_MARKUP = re.compile(r"[\\|\[\]]")
"""What would end a cell, or make a name from a page a link or a picture."""
