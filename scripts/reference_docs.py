"""Writes the reference pages that follow from the code: docs/settings.md and docs/columns.md.

    python scripts/reference_docs.py            # write both pages
    python scripts/reference_docs.py --check    # write nothing; exit code 1 if a page is not up to date

Settings come from `broadsheet.settings`, columns from `broadsheet.schema`, reason codes from
`broadsheet.reject_reasons`. A change there makes the pages stale until this script runs again; a test checks that.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from broadsheet.reject_reasons import EXPLANATIONS
from broadsheet.schema import CORPUS, DUPLICATES, QUALITY, QUARANTINE, describe
from broadsheet.settings import ROW_SHAPING, Settings, SourceSettings

DOCS = Path(__file__).resolve().parents[1] / "docs"

TYPES: dict[Any, str] = {
    int: "integer",
    float: "number",
    bool: "true or false",
    str: "string",
    date: "date",
    Path: "path",
    SecretStr: "string, secret",
}
"""Types of settings, in words."""

NOTE = "<!-- Written by scripts/reference_docs.py. Do not edit: change the code, then run the script. -->"

SETTINGS_INTRODUCTION = """\
Every setting has a default. You can change it in these places; the first one that names a setting wins:

1. an argument of the command (`broadsheet build --warehouse /srv/corpus`) or a field of the DAG's form;
2. an environment variable (`BROADSHEET_VALIDATION__MIN_WORDS=40`), with two underscores between group and name;
3. in Airflow only: the Variables `broadsheet_source` and `broadsheet_warehouse` and the Connection `broadsheet_webhook`
   ([deploying.md](deploying.md#settings-in-airflow));
4. the file `broadsheet.toml` in the working directory, in Airflow in AIRFLOW_HOME. `BROADSHEET_CONFIG` names another
   file.

Another corpus in the same Airflow has a file of its own, `corpora/NAME.toml`, and reads neither the environment nor
`broadsheet.toml` ([deploying.md](deploying.md#several-corpora)).

```toml
source = "/srv/crawl"

[validation]
languages = ["en", "de"]
```

In an environment variable, write a list as JSON: `BROADSHEET_VALIDATION__LANGUAGES='["en", "de"]'`. A misspelt name is
an error, in the file and in the environment.

The column *shapes the corpus* says whether the content of the corpus depends on the setting. After a change of such a
setting the next build must run without `--since` and `--until`, and it extracts every page again. All other settings
affect only how a run works."""

SOURCES_INTRODUCTION = """\
Each table `[sources.NAME]` is a source of pages. A build without arguments reads all of them. The name is the column
`source` of its documents, and precedes their source URIs. The environment variable `BROADSHEET_SOURCES` gives the same
tables as JSON: `{"wire": {"path": "/srv/wire"}}`. [Input](input.md#several-sources) shows an example.

After a change of a setting that *shapes its rows*, the next build extracts the pages of this source again, and no
others."""

COLUMNS_INTRODUCTION = """\
The columns of the three datasets, in file order. Every file of a dataset has the same schema: no column is ever missing
or changes its type. *null* marks columns that may be null; a null means that the page does not state the value, or that
no rule found it. [Reading a corpus](reading.md) shows how each library reads these types."""

FOLDER_KEYS = """\
The files of `corpus` and `duplicates` are stored in folders such as `lang=en/month=2018-09`. Most readers return both
keys as two more columns: `lang` is the language code, or `und`; `month` is `YYYY-MM`, or `undated`."""


def settings_page() -> str:
    """Return docs/settings.md, as Markdown."""
    shaping = Settings.model_construct().shaping()
    groups = {name: model for name, field in Settings.model_fields.items() if (model := _group(field))}
    top = {name: field for name, field in Settings.model_fields.items() if name not in {*groups, "sources"}}
    parts = ["# Settings", NOTE, SETTINGS_INTRODUCTION, "## Top level", _settings_table("", top, shaping)]
    for name, model in groups.items():
        parts += [f"## {name}", _first_line(model), _settings_table(name, model.model_fields, shaping.get(name, {}))]
    parts += ["## sources", SOURCES_INTRODUCTION, _sources_table()]
    return "\n\n".join(parts) + "\n"


def columns_page() -> str:
    """Return docs/columns.md, as Markdown."""
    added = [name for name in DUPLICATES.names if name not in CORPUS.names]
    own = [name for name in QUARANTINE.names if name not in CORPUS.names]
    shared = [field for field in QUARANTINE if field.name in CORPUS.names]
    reasons = [(f"`{code}`", text.meaning, text.remedy) for code, text in EXPLANATIONS.items()]
    parts = [
        *("# Columns", NOTE, COLUMNS_INTRODUCTION),
        *("## corpus", _columns_table(CORPUS, CORPUS.names), FOLDER_KEYS),
        *("## duplicates", "All columns of `corpus`, and these:", _columns_table(DUPLICATES, added)),
        *("## quarantine", "These columns exist only here:", _columns_table(QUARANTINE, own)),
        f"These columns have the same name and meaning as in `corpus`: {_listed(field.name for field in shared)}. Only "
        f"{_listed(field.name for field in shared if not field.nullable)} are never null: a page can be rejected "
        "before the other columns are known.",
        *(
            "## quality",
            "The members of the struct `quality`:",
            _columns_table(pa.schema(list(QUALITY)), _names(QUALITY)),
        ),
        *("## Reason codes", "The codes in the column `reasons` of `quarantine`:"),
        _table(("code", "meaning", "what to do"), reasons),
    ]
    return "\n\n".join(parts) + "\n"


def _settings_table(group: str, fields: dict[str, FieldInfo], shaping: dict[str, Any]) -> str:
    rows = []
    for name, field in fields.items():
        variable = "BROADSHEET_" + "__".join(part.upper() for part in (group, name) if part)
        shapes = "yes" if name in shaping else "no"
        rows.append((f"`{name}`", _type(field), _default(field), shapes, f"{field.description or ''}<br>`{variable}`"))
    return _table(("name", "type", "default", "shapes the corpus", "meaning, environment variable"), rows)


def _sources_table() -> str:
    rows = [
        (f"`{name}`", _type(field), _default(field), "yes" if name in ROW_SHAPING else "no", field.description or "")
        for name, field in SourceSettings.model_fields.items()
    ]
    return _table(("name", "type", "default", "shapes its rows", "meaning"), rows)


def _columns_table(schema: pa.Schema, names: Sequence[str]) -> str:
    meanings = describe(schema)
    rows = []
    for name in names:
        field = schema.field(name)
        kind = _arrow_type(field.type) + (", null" if field.nullable else "")
        rows.append((f"`{name}`", kind, meanings[name]))
    return _table(("column", "type", "meaning"), rows)


def _names(struct: pa.StructType) -> list[str]:
    return [field.name for field in struct]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _group(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a group of settings, None for a single setting."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]


def _type(field: FieldInfo) -> str:
    """Return the type of a setting in words, with its bounds."""
    kind = field.annotation
    optional = type(None) in get_args(kind)
    if optional:
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is dict:
        return "table of names: " + ", ".join(f"`{name}`" for name in get_args(get_args(kind)[0]))
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f"`{value}`" for value in get_args(kind))
    text = "list of strings" if get_origin(kind) is tuple else TYPES.get(kind, str(kind))
    bounds = [
        f"{sign} {getattr(limit, name)}"
        for limit in field.metadata
        for name, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))
        if hasattr(limit, name)
    ]
    return ", ".join([text, *bounds])


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None:
        return "none"
    if value == {}:
        return "empty"
    if isinstance(value, tuple):
        return f"`{json.dumps(value)}`"
    return f"`{value}`"


def _arrow_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_arrow_type(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "struct" if kind == QUALITY else f"({', '.join(field.name for field in kind)})"
    if pa.types.is_timestamp(kind):
        return "timestamp UTC" if kind.tz else "timestamp"
    return str(kind)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


PAGES = {"settings.md": settings_page, "columns.md": columns_page}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or check them; return the exit code."""
    parser = argparse.ArgumentParser(description="Writes docs/settings.md and docs/columns.md from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if a page is not up to date")
    parser.add_argument("--folder", type=Path, default=DOCS, help="folder of the pages (default: docs)")
    options = parser.parse_args(arguments)
    stale = []
    for name, write in PAGES.items():
        path, text = options.folder / name, write()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            path.write_text(text, encoding="utf-8")
    for name in stale:
        sys.stdout.write(f"{name}: {'not up to date; run scripts/reference_docs.py' if options.check else 'written'}\n")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
