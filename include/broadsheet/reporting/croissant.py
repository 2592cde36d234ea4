"""The machine-readable description of a version: croissant.json, in MLCommons Croissant 1.0.

Specification: https://docs.mlcommons.org/croissant/docs/croissant-spec.html. A pure function of the manifest. Folder
keys are fields, too, read from the path of each file. ``datePublished`` is omitted: a version holds no time.
"""

import hashlib
import json
from typing import Any

import pyarrow as pa

from broadsheet.schema import CORPUS, DUPLICATES, PARTITION_KEYS, QUARANTINE, UNKNOWN_LANGUAGE, describe
from broadsheet.warehouse.manifest import NAME, Manifest

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"

_SCHEMAS = {"corpus": CORPUS, "duplicates": DUPLICATES, "quarantine": QUARANTINE}
_PARQUET = "application/x-parquet"
_MEANINGS = {
    "corpus": "Published articles, one row each.",
    "duplicates": "Duplicates: articles that repeat one in the corpus, with a reference to it.",
    "quarantine": "Refused pages, with reasons.",
    "lang": "Folder key: the language of the article, und where uncertain.",
    "month": "Folder key: the month of publication, undated where unknown.",
}
_LICENCE = "The publishers hold the rights to the texts and set the terms of use; see README.md."

_TERMS = (
    *(
        "citeAs",
        "column",
        "equivalentProperty",
        "extract",
        "field",
        "fileProperty",
        "fileObject",
        "fileSet",
        "format",
        "includes",
    ),
    *("isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
    *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
)

# The context that the specification recommends (its appendix 1).
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{name: f"cr:{name}" for name in _TERMS},
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}


def croissant(manifest: Manifest) -> str:
    """Return the Croissant description of a version as JSON-LD, for a file beside its data folders."""
    held = {entry.path.partition("/")[0] for entry in manifest.files}
    datasets = [name for name in _SCHEMAS if name in held]
    description = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": f"news-corpus-{manifest.version}",
        "description": (
            f"{manifest.figures.corpus:,} news articles from {manifest.figures.pages:,} crawled pages: extracted, "
            "validated, deduplicated."
        ),
        "version": f"1.0.0+{manifest.version}",
        "citeAs": f"News corpus, version {manifest.version}, built with Broadsheet",
        "url": "README.md",
        "license": _LICENCE,
        "creator": {"@type": "sc:Organization", "name": "Broadsheet"},
        "keywords": ["news", "text", "deduplicated"],
        "inLanguage": sorted(code for code in manifest.figures.languages if code != UNKNOWN_LANGUAGE),
        "distribution": [_manifest_file(manifest), *(_file_set(name) for name in datasets)],
        "recordSet": [_record_set(name) for name in datasets],
    }
    return json.dumps(description, ensure_ascii=False, indent=1) + "\n"


def _manifest_file(manifest: Manifest) -> dict[str, Any]:
    content = manifest.dumps().encode()
    return {
        "@type": "cr:FileObject",
        "@id": NAME,
        "name": NAME,
        "description": "Every data file with its rows, size and SHA-256.",
        "contentUrl": NAME,
        "contentSize": f"{len(content)} B",
        "encodingFormat": "application/json",
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _file_set(name: str) -> dict[str, Any]:
    folders = "*/" * len(_keys(name))
    return {
        "@type": "cr:FileSet",
        "@id": f"{name}-files",
        "name": f"{name}-files",
        "description": _MEANINGS[name],
        "encodingFormat": _PARQUET,
        "includes": f"{name}/{folders}*.parquet",
    }


def _record_set(name: str) -> dict[str, Any]:
    schema = _SCHEMAS[name]
    meanings = describe(schema)
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": _MEANINGS[name],
        "key": {"@id": f"{name}/doc_id"},
        "field": [
            *(_column(name, schema.field(column), meaning) for column, meaning in meanings.items()),
            *(_folder_key(name, key) for key in _keys(name)),
        ],
    }


def _keys(name: str) -> tuple[str, ...]:
    return () if name == "quarantine" else PARTITION_KEYS


def _folder_key(name: str, key: str) -> dict[str, Any]:
    source = {
        "fileSet": {"@id": f"{name}-files"},
        "extract": {"fileProperty": "fullpath"},
        "transform": {"regex": f".*{key}=([^/]+)/.*"},
    }
    return _field(f"{name}/{key}", key, _MEANINGS[key]) | {"dataType": "sc:Text", "source": source}


def _column(name: str, column: pa.Field, meaning: str) -> dict[str, Any]:
    source = {"fileSet": {"@id": f"{name}-files"}, "extract": {"column": column.name}}
    field = _field(f"{name}/{column.name}", column.name, meaning)
    kind = column.type
    if pa.types.is_list(kind):
        field["repeated"] = True
        kind = kind.value_type
    if pa.types.is_struct(kind):
        return field | {"subField": [_member(field["@id"], part, source) for part in kind]}
    return field | {"dataType": _data_type(kind), "source": source}


def _member(parent: str, part: pa.Field, source: dict[str, Any]) -> dict[str, Any]:
    meaning = (part.metadata or {}).get(b"description", b"").decode()
    field = _field(f"{parent}/{part.name}", part.name, meaning)
    return field | {
        "dataType": _data_type(part.type),
        "source": {**source, "transform": {"jsonPath": f"$.{part.name}"}},
    }


def _field(identifier: str, name: str, meaning: str) -> dict[str, Any]:
    field = {"@type": "cr:Field", "@id": identifier, "name": name}
    return field | {"description": meaning} if meaning else field


def _data_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "sc:Integer"
    if pa.types.is_floating(kind):
        return "sc:Float"
    if pa.types.is_timestamp(kind):
        return "sc:DateTime"
    return "sc:Text"
