from pathlib import Path

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_defaults_need_no_file(tmp_path):
    settings = load_settings()
    assert settings.locations() == {"": str(tmp_path / "seeds")}
    assert settings.warehouse == tmp_path / "data"


def test_a_settings_value_reads_neither_environment_nor_file(tmp_path, monkeypatch):
    (tmp_path / "broadsheet.toml").write_text("workers =\n")
    monkeypatch.setenv("BROADSHEET_SOURCE", "environment")
    assert Settings().locations() == {"": "seeds"}


def test_relative_paths_and_the_file_start_at_the_base_directory(tmp_path):
    base = tmp_path / "project"
    base.mkdir()
    (base / "broadsheet.toml").write_text('source = "wire=crawl"\n')
    settings = load_settings(base, warehouse="../data")
    assert settings.locations() == {"wire": f"wire={base / 'crawl'}"}
    assert settings.warehouse == base / "../data"
    assert Path.cwd() == tmp_path


def test_absolute_paths_stay_as_they_are(tmp_path):
    settings = load_settings("elsewhere", source="/srv/crawl", warehouse="/srv/corpus")
    assert (settings.source, settings.warehouse) == (("/srv/crawl",), Path("/srv/corpus"))


def test_arguments_beat_the_environment_and_that_beats_the_file(tmp_path, monkeypatch):
    (tmp_path / "broadsheet.toml").write_text('source = "file"\nworkers = 3\n[deduplication]\ncontainment = 0.6\n')
    monkeypatch.setenv("BROADSHEET_SOURCE", "environment")
    assert Path(*load_settings().source).name == "environment"
    assert Path(*load_settings(source="argument").source).name == "argument"
    assert load_settings().workers == 3
    assert load_settings().deduplication.containment == 0.6


def test_one_setting_of_a_group_leaves_the_others_as_they_are(monkeypatch):
    monkeypatch.setenv("BROADSHEET_DEDUPLICATION__CONTAINMENT", "0.6")
    changed, default = load_settings().deduplication, type(load_settings().deduplication)()
    assert changed.containment == 0.6
    assert changed.near_jaccard == default.near_jaccard


@pytest.mark.parametrize(
    "name",
    ["BROADSHEET_MIN_WORDS", "BROADSHEET_VALIDATION_MIN_WORDS", "BROADSHEET_VALIDATION__MIN_WRODS", "BROADSHEET_X__Y"],
)
def test_a_name_in_the_environment_that_is_no_setting_is_refused(monkeypatch, name):
    monkeypatch.setenv(name, "3")
    with pytest.raises(ConfigurationError, match=name):
        load_settings()


def test_a_list_in_the_environment_that_is_not_json_says_how_to_write_it(monkeypatch):
    monkeypatch.setenv("BROADSHEET_VALIDATION__LANGUAGES", "en,de")
    with pytest.raises(ConfigurationError, match=r'\["en", "de"\]'):
        load_settings()


def test_another_file_can_be_named(tmp_path, monkeypatch):
    (tmp_path / "other.toml").write_text("workers = 2\n")
    monkeypatch.setenv("BROADSHEET_CONFIG", str(tmp_path / "other.toml"))
    assert load_settings().workers == 2


def test_a_named_file_that_is_missing_is_an_error(monkeypatch):
    monkeypatch.setenv("BROADSHEET_CONFIG", "missing.toml")
    with pytest.raises(ConfigurationError, match=r"missing\.toml"):
        load_settings()


def test_the_file_of_another_corpus_is_read_alone(tmp_path, monkeypatch):
    (tmp_path / "broadsheet.toml").write_text("workers = 7\n")
    (tmp_path / "wire.toml").write_text('warehouse = "wire"\n')
    monkeypatch.setenv("BROADSHEET_WAREHOUSE", "environment")
    monkeypatch.setenv("BROADSHEET_NO_SETTING", "x")
    settings = load_settings(file=tmp_path / "wire.toml", source="given")
    assert (settings.warehouse, settings.workers) == (tmp_path / "wire", 0)
    assert settings.locations() == {"": str(tmp_path / "given")}
    (tmp_path / "wire.toml").write_text("workers = 'many'")
    with pytest.raises(ConfigurationError, match=r"\(from \S+wire\.toml, arguments\)"):
        load_settings(file=tmp_path / "wire.toml")


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        pytest.param("workers = -1\n", "workers", id="out of range"),
        pytest.param("[deduplication]\nnear_jaccard = 2\n", r"deduplication\.near_jaccard", id="a share above one"),
        pytest.param("[validation]\nmin_wrods = 3\n", r"validation\.min_wrods", id="a name misspelt"),
        pytest.param('[validation]\nearliest_date = "soon"\n', r"validation\.earliest_date", id="no date"),
        pytest.param('source = " "\n', "source", id="no source"),
        pytest.param("workers =\n", r"broadsheet\.toml", id="no TOML"),
        pytest.param('[alerts]\nwebhook = "chat"\n', r"alerts\.webhook: .*https://", id="no web address"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_expected(tmp_path, toml, named):
    (tmp_path / "broadsheet.toml").write_text(toml)
    with pytest.raises(ConfigurationError, match=named):
        load_settings()


@pytest.mark.parametrize(
    ("override", "shapes"),
    [
        pytest.param({"deduplication": {"containment": 0.6}}, True, id="deduplication"),
        pytest.param({"validation": {"min_words": 5}}, True, id="validation"),
        pytest.param({"publishing": {"row_group_rows": 9}}, True, id="row groups"),
        pytest.param({"publishing": {"keep_days": 9}}, False, id="how long versions are kept"),
        pytest.param({"gate": {"min_rows": 9}}, False, id="the gate"),
        pytest.param({"alerts": {"late_minutes": 9}}, False, id="who is told"),
        pytest.param({"workers": 9}, False, id="workers"),
        pytest.param({"source": "elsewhere"}, False, id="where pages come from"),
    ],
)
def test_the_digest_changes_with_what_shapes_the_corpus_and_with_nothing_else(override, shapes):
    assert (load_settings(**override).digest() != load_settings().digest()) is shapes


def test_only_the_given_settings_of_a_group_are_overridden(monkeypatch):
    monkeypatch.setenv("BROADSHEET_GATE__MIN_ROWS", "7")
    monkeypatch.setenv("BROADSHEET_GATE__ON_WARNING", "stop")
    asked = load_settings(gate={"on_warning": "ask"}).gate
    left = load_settings(gate={"on_warning": None}).gate
    assert (asked.on_warning, asked.min_rows, left.on_warning) == ("ask", 7, "stop")


def test_the_address_of_a_webhook_is_not_shown(monkeypatch):
    monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", "https://chat.example.org/secret-token")
    settings = load_settings()
    assert "secret-token" not in repr(settings) + settings.model_dump_json()
    assert settings.alerts.webhook.get_secret_value().endswith("secret-token")


SOURCES = """
source = {chosen}
[sources.wire]
path = "crawl/wire"
license = "CC0"
[sources.paper]
path = "/srv/paper"
clean = true
[input]
columns = {{ text = "body" }}
"""


@pytest.mark.parametrize(
    ("chosen", "locations"),
    [
        pytest.param("[]", {"paper": "paper=/srv/paper", "wire": "wire={base}/crawl/wire"}, id="all"),
        pytest.param('"wire"', {"wire": "wire={base}/crawl/wire"}, id="one by name"),
        pytest.param(
            '["wire=/mnt/wire", "paper"]', {"paper": "paper=/srv/paper", "wire": "wire=/mnt/wire"}, id="moved"
        ),
        pytest.param('"elsewhere"', {"": "{base}/elsewhere"}, id="a folder"),
    ],
)
def test_a_build_reads_the_chosen_sources(tmp_path, chosen, locations):
    (tmp_path / "broadsheet.toml").write_text(SOURCES.format(chosen=chosen))
    settings = load_settings(tmp_path)
    assert settings.locations() == {name: place.format(base=tmp_path) for name, place in locations.items()}
    assert settings.of_source("wire").columns == {"text": "body"}
    assert (settings.of_source("wire").clean, settings.of_source("paper").clean) == (False, True)


def test_several_sources_in_the_environment_are_json(monkeypatch):
    monkeypatch.setenv("BROADSHEET_SOURCE", '["a=/srv/a", "b=/srv/b"]')
    assert load_settings().locations() == {"a": "a=/srv/a", "b": "b=/srv/b"}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param({"source": ("x=/a", "x=/b")}, "two sources are named x", id="one name twice"),
        pytest.param({"source": ("/a", "/b")}, "two sources have no name", id="no names"),
        pytest.param({"source": ("/a", "x=/b")}, "/a has none: NAME=FOLDER", id="one without a name"),
        pytest.param({"source": ("x",), "sources": {"x": {}}}, r"add path = ... to \[sources.x\]", id="no path"),
    ],
)
def test_sources_that_cannot_be_kept_apart_are_refused(values, message):
    with pytest.raises(ConfigurationError, match=message):
        Settings(**values).locations()


@pytest.mark.parametrize(
    "table", ['[sources."a/b"]\npath = "x"', '[sources.a]\nlanguage = "English"', "[sources.a]\nx = 1"]
)
def test_wrong_settings_of_a_source_are_named(tmp_path, table):
    (tmp_path / "broadsheet.toml").write_text(table)
    with pytest.raises(ConfigurationError, match=r"sources"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("own", "shapes"),
    [
        ({"columns": {"text": "x"}}, True),
        ({"clean": True}, True),
        ({"publisher": "X"}, True),
        ({"language": "de"}, True),
        ({"format": "page"}, True),
        ({"priority": 3, "license": "CC0", "include": ["*"], "exclude": ["x"]}, False),
    ],
)
def test_the_digest_of_a_source_changes_with_what_shapes_its_rows(own, shapes):
    settings = Settings(sources={"a": {"path": "a", **own}, "b": {"path": "b"}})
    assert (settings.digest("a") != settings.digest("b")) is shapes
    assert settings.digest("b") == settings.digest() == settings.digest("") == Settings().digest()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[sources.a]\ncleanx = true", "sources.a.cleanx: is no setting; did you mean clean\\?"),
        ("[validation]\nmin_wrods = 3", "validation.min_wrods: is no setting; did you mean min_words\\?"),
        ("sourcex = 'x'", "sourcex: is no setting; did you mean source\\?"),
        ("[source.a]\npath = 'x'", r"tables of sources are named \[sources.NAME\]"),
        ("[sources.a.columns]\nlink = 'x'", "there is no field link; fields are text, url, title"),
    ],
)
def test_a_misspelt_setting_is_named_with_the_right_one(tmp_path, table, message):
    (tmp_path / "broadsheet.toml").write_text(table)
    with pytest.raises(ConfigurationError, match=message):
        load_settings(tmp_path)
