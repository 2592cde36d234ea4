"""The dataset card: README.md of a version, with the front matter that dataset hubs read.

Layout after the Hugging Face dataset card (https://huggingface.co/docs/hub/datasets-cards) and "Datasheets for
Datasets" (Gebru et al., 2021). A pure function of the manifest: the same version has the same card, byte for byte.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from broadsheet.reject_reasons import EXPLANATIONS, Reason
from broadsheet.reporting.markdown import table
from broadsheet.reporting.run_summary import most_first
from broadsheet.schema import ARTICLE, CORPUS, DUPLICATES, QUALITY, QUARANTINE, UNDATED, UNKNOWN_LANGUAGE, describe
from broadsheet.settings import Settings
from broadsheet.warehouse.manifest import Figures, Manifest

_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"))
_LARGEST = (10**8, "10M<n<100M"), (10**9, "100M<n<1B"), (10**10, "1B<n<10B")
_DATASETS = ("corpus", "duplicates", "quarantine")
_MOST = 20
_MONTHS = 24

_LIMITS = (
    "Articles are found by rules in plain text. A line of the page's furniture can be left in and a paragraph lost; "
    "`spans` leads each paragraph back to its place in the page, and `quality` says how clean the text looks.",
    "A null means that the page does not say, or that no rule saw it: never that there is none.",
    "`published_date` has the parts the page states; the others stand at 01. Ask for `published_precision == 'day'` "
    "before counting by day. Where the order of day and month had to be settled, `published_origin` says by what.",
    "Repeats are found by shared runs of words. Translations and stories retold in other words stay apart.",
    f"`language` is identified from the text and is `{UNKNOWN_LANGUAGE}` where that was not sure.",
    "The corpus holds what its source held: it is no sample of the press of any country or time.",
    "Texts name living persons, and repeat what was printed, errors included; later corrections are not tracked.",
)

_LICENCE = (
    "The texts remain their publishers', under whatever terms each publisher set; this dataset grants no right to "
    "them, and what was added here (structure, identifiers, scores, figures) claims none. Find out whether your use is "
    "allowed before you pass texts on."
)


def card(manifest: Manifest) -> str:
    """Return the dataset card of a version, in Markdown with YAML front matter, ending in a line break."""
    sections = [
        _front_matter(manifest),
        f"# News corpus, version {manifest.version}",
        _introduction(manifest.figures),
        "## How to read it",
        _reading(),
        "## What it holds",
        *_contents(manifest.figures),
        "## Columns",
        *_columns(),
        "## How it was made",
        *_making(manifest),
        "## What was left out",
        *_left_out(manifest.figures),
        "## Known limits",
        "\n".join(f"* {limit}" for limit in _LIMITS),
        "## Licence",
        _LICENCE,
        "## Checking it",
        "`_manifest.json` names every data file with its rows, size and SHA-256. The version id is a digest over these "
        "and the settings: equal ids mean equal data.",
    ]
    return "\n\n".join(sections) + "\n"


def _front_matter(manifest: Manifest) -> str:
    figures = manifest.figures
    known = sorted(code for code in figures.languages if code != UNKNOWN_LANGUAGE)
    held = {entry.path.partition("/")[0] for entry in manifest.files}
    lines = ["---", f"pretty_name: News corpus {manifest.version}"]
    if known:
        lines += ["language:", *(f"- '{code}'" for code in known)]  # quoted, for YAML reads a bare no as false
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
        "the text of each article without menus, adverts and prompts, with its headline, date, outlet, byline and "
        "language as far as the page tells them, and of articles that repeat one another only one."
    )


def _reading() -> str:
    return (
        "```python\nimport pandas\n\ncorpus = pandas.read_parquet('corpus')\n```\n\n"
        "`duplicates` and `quarantine` are read the same way. The folders `lang` and `month` can be filtered on "
        "(`filters=[('lang', '==', 'en')]`) and come back as columns. A version never changes; through the link "
        "`current` resolve the path once and read from there."
    )


def _contents(figures: Figures) -> Iterator[str]:
    places = [
        ("corpus", figures.corpus, "published articles, one row each"),
        ("duplicates", figures.duplicates, "articles left out as repeats, and of what"),
        ("quarantine", figures.quarantine, "pages refused, and why"),
        ("pending", figures.pending, "pages whose date was not asked for so far; no data"),
    ]
    yield table(("dataset", "rows", "what it is"), places)
    yield (
        f"Together these are all {figures.pages:,} pages ever found and not taken down. Articles of the corpus without "
        f"a date: {figures.undated:,}; without a headline: {figures.untitled:,}."
    )
    for name, counts in (
        ("language", most_first(figures.languages)),
        ("published", _by_time(figures.months)),
        ("publisher", most_first(figures.publishers)),
    ):
        if counts:
            yield _counted(name, counts)


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
    return table((name, "articles"), rows)


def _columns() -> Iterator[str]:
    yield table(("corpus", "type", "meaning"), _described(CORPUS))
    yield "The members of `quality`:"
    yield table(("quality", "type", "meaning"), _described(pa.schema(list(QUALITY))))
    yield "`duplicates` has these too, and"
    yield table(("duplicates", "type", "meaning"), _described(DUPLICATES, besides=CORPUS.names))
    article = [field.name for field in ARTICLE]
    yield f"`quarantine` has the columns from `{article[0]}` to `{article[-1]}`, as far as they were read, and"
    yield table(("quarantine", "type", "meaning"), _described(QUARANTINE, besides=article))


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
        "Each page was decoded and searched for its article; the article was checked against the expectations below; "
        "articles that repeat one another were grouped and the best of each group kept. Nothing depends on the clock, "
        "the machine or the order of the pages: the same pages and settings give the same files."
    )
    yield (
        f"Rules of extraction: version {manifest.extractor}. Settings: {manifest.settings_digest}. "
        f"Files written by {manifest.writer}."
    )
    yield table(("setting", "value", "meaning"), _settings(manifest.settings))


def _settings(settings: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (f"`{group}.{name}`", f"{value:g}" if isinstance(value, float) else _listed(value), _meaning(group, name))
        for group, values in sorted(settings.items())
        for name, value in sorted(values.items())
    ]


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) or "all" if isinstance(value, list | tuple) else str(value)


def _meaning(group: str, name: str) -> str:
    """Return the description of a setting, empty for one that this version of the program does not know."""
    model = getattr(Settings.model_fields.get(group), "annotation", None)
    field = getattr(model, "model_fields", {}).get(name)
    return (field.description or "") if field else ""


def _left_out(figures: Figures) -> Iterator[str]:
    if not figures.relations and not figures.reasons:
        yield "Nothing: every page found is in the corpus or pending."
    if figures.relations:
        yield "Repeats, by how they repeat the kept article (or the member of its group through which they joined):"
        yield table(("relation", "articles"), most_first(figures.relations).items())
    if figures.reasons:
        yield "Pages refused, by reason; a page can have several:"
        yield table(("reason", "pages", "meaning", "what to do"), _refusals(figures.reasons))


def _refusals(reasons: Mapping[str, int]) -> Iterator[tuple[str, int, str, str]]:
    known = {reason.value: EXPLANATIONS[reason] for reason in Reason}
    for code, count in most_first(reasons).items():
        told = known.get(code)
        yield f"`{code}`", count, told.meaning if told else "", told.remedy if told else ""
