"""The dataset card of a version."""

from dataclasses import replace

import pytest
import yaml

from broadsheet.reject_reasons import EXPLANATIONS, Reason
from broadsheet.reporting.card import card
from broadsheet.schema import CORPUS, DUPLICATES, QUALITY, QUARANTINE, describe
from broadsheet.warehouse.manifest import Figures, FileEntry, Manifest


def front_matter(text: str) -> dict:
    opening, matter, _ = text.split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(matter)


def with_figures(manifest: Manifest, **figures) -> Manifest:
    return replace(manifest, figures=replace(manifest.figures, **figures))


def test_the_front_matter_is_what_dataset_hubs_read(manifest):
    assert front_matter(card(manifest)) == {
        "pretty_name": "News corpus 3f9a1c0700aa11bb",
        "language": ["en"],
        "license": "other",
        "license_name": "rights-remain-with-the-publishers",
        "size_categories": ["n<1K"],
        "tags": ["news", "deduplicated"],
        "configs": [
            {"config_name": "corpus", "data_files": "corpus/**/*.parquet", "default": True},
            {"config_name": "duplicates", "data_files": "duplicates/**/*.parquet"},
            {"config_name": "quarantine", "data_files": "quarantine/**/*.parquet"},
        ],
    }


def test_the_language_code_no_is_a_string_and_not_false(manifest):
    assert front_matter(card(with_figures(manifest, languages={"no": 2})))["language"] == ["no"]


@pytest.mark.parametrize(
    ("rows", "size"),
    [
        pytest.param(0, "n<1K", id="none"),
        pytest.param(999, "n<1K", id="999"),
        pytest.param(1000, "1K<n<10K", id="a thousand"),
        pytest.param(2_000_000, "1M<n<10M", id="two million"),
        pytest.param(30_000_000_000, "10B<n<100B", id="thirty billion"),
    ],
)
def test_the_size_is_one_of_the_hub_s_categories(manifest, rows, size):
    assert front_matter(card(with_figures(manifest, corpus=rows)))["size_categories"] == [size]


def test_every_column_is_described(manifest):
    text = card(manifest)
    for schema in (CORPUS, DUPLICATES, QUARANTINE):
        for name, meaning in describe(schema).items():
            assert f"| `{name}` |" in text
            assert meaning in text
    for member in QUALITY:
        assert f"| `{member.name}` |" in text


def test_every_reason_of_quarantine_comes_with_meaning_and_remedy_most_frequent_first(manifest):
    reasons = {reason.value: number for number, reason in enumerate(Reason, start=1)}
    text = card(with_figures(manifest, reasons=reasons))

    places = [text.index(f"| `{reason.value}` | {reasons[reason.value]} |") for reason in reversed(Reason)]
    assert places == sorted(places)
    for reason in EXPLANATIONS.values():
        assert reason.meaning in text
        assert reason.remedy.replace("[", r"\[").replace("]", r"\]") in text


def test_a_reason_and_a_setting_of_another_release_are_shown_without_a_meaning(manifest):
    older = replace(with_figures(manifest, reasons={"too_dull": 1}), settings={"taste": {"min_wit": 0.5}})

    assert "| `too_dull` | 1 |  |  |" in card(older)
    assert "| `taste.min_wit` | 0.5 |  |" in card(older)


def test_every_setting_that_shaped_the_version_is_named_with_its_value_and_meaning(manifest):
    text = card(manifest)
    for group, values in manifest.settings.items():
        for name in values:
            assert f"| `{group}.{name}` |" in text
    assert "| `validation.min_words` | 20 | texts with fewer words are refused |" in text


def test_the_example_that_reads_the_corpus_works(version, manifest, monkeypatch):
    text = card(manifest)
    code = text.split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(version)
    names: dict = {}
    exec(code, names)

    assert len(names["corpus"]) == 3
    assert set(names["corpus"].columns) == {*CORPUS.names, "lang", "month"}


def test_the_figures_are_shown(manifest):
    text = card(manifest)

    assert "3 news articles with 1,234 words, taken from 9 crawled pages" in text
    assert "| duplicates | 2 |" in text
    assert "without a date: 1; without a headline: 0." in text
    assert r"| The Quay \| Evening | 2 |" in text
    assert "| 2018-09 | 2 |" in text


def test_many_publishers_are_cut_and_many_months_are_summed_by_year(manifest):
    publishers = {f"Paper {number:02d}": 100 - number for number in range(30)}
    months = {f"{year}-{month:02d}": 1 for year in (2017, 2018, 2019) for month in range(1, 13)} | {"undated": 4}
    text = card(with_figures(manifest, publishers=publishers, months=months))

    assert "| Paper 19 | 81 |" in text
    assert "Paper 20" not in text
    assert f"| 10 more | {sum(range(71, 81))} |" in text
    assert "| 2018 | 12 |" in text
    assert "2018-01" not in text
    assert "| undated | 4 |" in text


def test_an_empty_version_has_a_card(manifest):
    empty = replace(
        manifest, figures=Figures(), files=(FileEntry("corpus/lang=und/month=undated/p.parquet", 0, 9, "a"),)
    )
    text = card(empty)

    assert "None: every page is in the corpus or pending." in text
    assert "language" not in front_matter(text)
    assert [config["config_name"] for config in front_matter(text)["configs"]] == ["corpus"]


def test_the_card_is_the_same_for_a_manifest_read_back(version):
    manifest = Manifest.read(version)
    shuffled = with_figures(manifest, languages=dict(reversed(manifest.figures.languages.items())))

    assert card(shuffled) == card(manifest)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        pytest.param("The Quay | Evening", r"The Quay \| Evening", id="bar"),
        pytest.param("two\nlines", "two lines", id="line break"),
        pytest.param("<b>bold</b>", "&lt;b>bold&lt;/b>", id="tag"),
        pytest.param("back\\slash|", r"back\\slash\|", id="backslash"),
        pytest.param("[Daily](http://127.0.0.1/x.png)", r"\[Daily\](http://127.0.0.1/x.png)", id="link"),
        pytest.param("![x](y) `z`", r"!\[x\](y) 'z'", id="picture"),
        pytest.param("日本新聞", "日本新聞", id="Japanese"),
    ],
)
def test_a_name_from_a_page_stays_one_table_cell(manifest, name, cell):
    assert f"\n| {cell} | 1,200 |\n" in card(with_figures(manifest, publishers={name: 1200}))


def test_numbers_are_right_aligned(manifest):
    assert "| publisher | articles |\n| --- | ---: |\n" in card(manifest)


def test_the_licences_are_listed_by_source(manifest):
    own = {"wire": {"license": "CC BY 4.0", "columns": {"text": "body"}}}
    text = card(replace(with_figures(manifest, sources={"wire": 3, "": 1}), sources=own))
    assert "| wire | 3 | CC BY 4.0 |\n| (no name) | 1 | not declared |" in text
    assert "| wire | `columns` | text = body |" in text
    assert "by source" not in card(with_figures(manifest, sources={"": 4}))
