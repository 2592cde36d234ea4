"""The Croissant description: its structure, compared with the version it describes."""

import hashlib
import json
import re
from dataclasses import replace
from fnmatch import fnmatch
from typing import Any

import pytest

from broadsheet.reporting.croissant import croissant
from broadsheet.schema import CORPUS, DUPLICATES, QUARANTINE, describe
from broadsheet.warehouse.manifest import Manifest

SCHEMAS = {"corpus": CORPUS, "duplicates": DUPLICATES, "quarantine": QUARANTINE}
REQUIRED = {"@context", "@type", "conformsTo", "name", "description", "license", "url", "creator", "distribution"}


@pytest.fixture(scope="module")
def description(manifest) -> dict[str, Any]:
    return json.loads(croissant(manifest))


def nodes(value: Any) -> list[dict[str, Any]]:
    """Every object of the description but the context, however deep."""
    if isinstance(value, list):
        return [node for part in value for node in nodes(part)]
    if isinstance(value, dict):
        return [value, *(node for key, part in value.items() if key != "@context" for node in nodes(part))]
    return []


def fields(record_set: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in record_set["field"]}


def test_it_has_what_croissant_1_0_requires(description):
    assert set(description) >= REQUIRED
    assert description["@type"] == "sc:Dataset"
    assert description["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{16}", description["version"])


def test_every_term_of_croissant_that_is_used_is_in_the_context(description):
    schema_org = {"name", "description", "version", "url", "license", "creator", "keywords", "inLanguage"}
    schema_org |= {"distribution", "contentUrl", "contentSize", "encodingFormat", "sha256"}
    used = {key for node in nodes(description) for key in node if not key.startswith("@")}

    assert used - schema_org <= set(description["@context"])


def test_identifiers_are_unique_and_references_resolve(description):
    named = [node["@id"] for node in nodes(description) if "@id" in node and len(node) > 1]
    references = {node["@id"] for node in nodes(description) if set(node) == {"@id"}}

    assert len(named) == len(set(named))
    assert references <= set(named)
    assert references >= {"corpus-files", "duplicates-files", "quarantine-files", "corpus/doc_id"}


def test_every_column_and_folder_key_is_a_field_with_its_meaning(description):
    for record_set in description["recordSet"]:
        schema = SCHEMAS[record_set["name"]]
        keys = [] if record_set["name"] == "quarantine" else ["lang", "month"]
        assert list(fields(record_set)) == [*schema.names, *keys]
        for name, meaning in describe(schema).items():
            assert fields(record_set)[name]["description"] == meaning


@pytest.mark.parametrize(
    ("name", "kind", "repeated"),
    [
        pytest.param("title", "sc:Text", False, id="string"),
        pytest.param("word_count", "sc:Integer", False, id="int"),
        pytest.param("language_score", "sc:Float", False, id="float"),
        pytest.param("published_date", "sc:DateTime", False, id="timestamp"),
        pytest.param("authors", "sc:Text", True, id="list"),
    ],
)
def test_types_are_those_of_the_columns(description, name, kind, repeated):
    field = fields(description["recordSet"][0])[name]

    assert field["dataType"] == kind
    assert field.get("repeated", False) == repeated
    assert field["source"]["extract"] == {"column": name}


def test_members_of_structs_are_sub_fields_and_lists_of_them_repeat(description):
    corpus = fields(description["recordSet"][0])

    assert [part["name"] for part in corpus["spans"]["subField"]] == ["start", "end"]
    assert corpus["spans"]["repeated"]
    assert "repeated" not in corpus["quality"]
    encoding = next(part for part in corpus["quality"]["subField"] if part["name"] == "encoding")
    assert encoding["source"]["extract"] == {"column": "quality"}
    assert encoding["source"]["transform"] == {"jsonPath": "$.encoding"}


def test_each_data_file_is_in_exactly_one_file_set_and_folder_keys_are_read_from_its_path(description, manifest):
    sets = {part["name"]: part["includes"] for part in description["distribution"] if part["@type"] == "cr:FileSet"}
    data = [entry.path for entry in manifest.files if not entry.path.startswith("_")]

    for path in data:
        assert [name for name, glob in sets.items() if fnmatch(path, glob)] == [f"{path.split('/')[0]}-files"]
    corpus = fields(description["recordSet"][0])
    found = {key: re.match(corpus[key]["source"]["transform"]["regex"], data[0]).group(1) for key in ("lang", "month")}
    assert found == {"lang": "en", "month": "2018-09"}


def test_the_manifest_is_named_with_the_digest_it_has_on_disk(version):
    stored = (version / "_manifest.json").read_bytes()
    described = json.loads(croissant(Manifest.read(version)))
    (entry,) = [part for part in described["distribution"] if part["@type"] == "cr:FileObject"]

    assert entry["sha256"] == hashlib.sha256(stored).hexdigest()
    assert entry["contentSize"] == f"{len(stored)} B"


def test_a_dataset_without_files_is_not_described(manifest):
    files = tuple(entry for entry in manifest.files if not entry.path.startswith("quarantine"))
    described = json.loads(croissant(replace(manifest, files=files)))

    assert [record_set["name"] for record_set in described["recordSet"]] == ["corpus", "duplicates"]
