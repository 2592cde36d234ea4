"""Several corpora: their settings files are found, and none reads what belongs to another."""

import logging

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet_airflow.corpora import MAIN, Corpus, known_corpora, unnamed_files
from broadsheet_airflow.kept_settings import kept_name
from broadsheet_airflow.paths import (
    alert_settings,
    corpus_settings,
    extract_pool,
    known_sources,
    project_settings,
    settings_without_airflow,
)

LAW, WIRE = Corpus("law"), Corpus("wire")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def corpora(home):
    """The folder with the settings of two more corpora: `law`, with nothing set, and `wire`."""
    (home / "corpora").mkdir()
    (home / "corpora" / "law.toml").write_text("")
    (home / "corpora" / "wire.toml").write_text(
        'warehouse = "wire"\n[sources.cables]\npath = "cables"\n[airflow]\nextract_pool = "slow"\n'
        '[alerts]\nwebhook = "https://wire.example.org"\n'
    )
    return home / "corpora"


def test_without_a_folder_of_corpora_there_is_one():
    assert known_corpora() == (MAIN,)


def test_each_settings_file_of_the_folder_is_a_corpus(corpora, home):
    (corpora / "README.md").write_text("No settings")
    (corpora / ".hidden.toml").write_text("")
    (corpora / "older.toml").mkdir()
    assert known_corpora() == (MAIN, LAW, WIRE)
    assert [str(one) for one in known_corpora()] == ["main", "law", "wire"]
    assert [one.file for one in known_corpora()] == [None, corpora / "law.toml", corpora / "wire.toml"]


@pytest.mark.parametrize("name", ["a corpus", "été", "2018", "a.b", "main", "x" * 65, "-x"])
def test_a_file_whose_name_no_corpus_can_have_is_not_read_and_tasks_say_so(corpora, name, caplog):
    (corpora / f"{name}.toml").write_text("")
    assert known_corpora() == (MAIN, LAW, WIRE)
    assert unnamed_files() == (corpora / f"{name}.toml",)
    with caplog.at_level(logging.WARNING, "broadsheet"):
        project_settings(WIRE)
    assert f"{name}.toml is not read: the name of a corpus is made of letters" in caplog.text


def test_the_folder_is_beside_the_settings_file_of_the_main_corpus(corpora, home, tmp_path, monkeypatch):
    elsewhere = tmp_path / "etc"
    (elsewhere / "corpora").mkdir(parents=True)
    (elsewhere / "corpora" / "press.toml").write_text("")
    monkeypatch.setenv("BROADSHEET_CONFIG", str(elsewhere / "broadsheet.toml"))
    assert known_corpora() == (MAIN, Corpus("press"))


def test_each_corpus_has_the_settings_of_its_file_with_paths_from_home(corpora, home):
    assert str(corpus_settings(WIRE).warehouse) == str(home / "wire")
    assert corpus_settings(WIRE).sources["cables"].path == str(home / "cables")
    assert (known_sources(WIRE), known_sources(MAIN)) == (("cables",), ())
    assert (extract_pool(WIRE), extract_pool(MAIN)) == ("slow", "default_pool")
    assert alert_settings(WIRE).webhook.get_secret_value() == "https://wire.example.org"
    assert alert_settings(MAIN).webhook is None


def test_environment_and_file_of_the_main_corpus_are_not_those_of_another(corpora, home, monkeypatch):
    (home / "broadsheet.toml").write_text(
        "[validation]\nmin_words = 7\n[alerts]\nwebhook = 'https://main.example.org'\n"
    )
    monkeypatch.setenv("BROADSHEET_WAREHOUSE", "/of/environment")
    monkeypatch.setenv("BROADSHEET_MISSPELT", "x")
    assert str(corpus_settings(WIRE).warehouse) == str(home / "wire")
    assert settings_without_airflow(LAW).validation.min_words == 20
    assert alert_settings(LAW).webhook is None


def test_each_corpus_has_variables_and_a_connection_of_its_own(corpora, monkeypatch):
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_WAREHOUSE", "/of/main")
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_WIRE_WAREHOUSE", "/of/wire")
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_LAW_SOURCE", "/of/law")
    monkeypatch.setenv("AIRFLOW_CONN_BROADSHEET_WIRE_WEBHOOK", "https://hooks.example.org/wire")
    assert [str(corpus_settings(one).warehouse) for one in (MAIN, WIRE)] == ["/of/main", "/of/wire"]
    assert corpus_settings(LAW).source == ("/of/law",)
    assert alert_settings(WIRE).webhook.get_secret_value() == "https://hooks.example.org/wire"
    assert alert_settings(MAIN).webhook is None


def test_corpora_with_one_warehouse_stop_both_and_leave_the_others_alone(corpora, home):
    for one, other in ((MAIN, LAW), (LAW, MAIN)):
        with pytest.raises(ConfigurationError) as raised:
            project_settings(one)
        assert f"the corpora {one} and {other} need a warehouse each" in str(raised.value)
        remedy = f"the setting warehouse in {corpora / 'law.toml'}, or Airflow's Variable broadsheet_law_warehouse"
        assert remedy in str(raised.value)
    assert project_settings(WIRE).warehouse == home / "wire"
    (corpora / "law.toml").write_text('warehouse = "law"')
    assert [project_settings(one).warehouse.name for one in known_corpora()] == ["data", "law", "wire"]


@pytest.mark.parametrize("folder", ["wire", "wire/", "./wire", "wire/inside", "link", "link/inside"])
def test_a_warehouse_is_the_same_or_inside_another_however_it_is_written(corpora, home, folder):
    (home / "link").symlink_to("wire")
    (corpora / "law.toml").write_text(f'warehouse = "{folder}"')
    remedy = (
        r"warehouse in \S*law\.toml or \S*wire\.toml, or Airflow's Variable broadsheet_law_warehouse or broadsheet_w"
    )
    with pytest.raises(ConfigurationError, match=remedy):
        project_settings(LAW)


def test_a_warehouse_of_a_variable_counts(corpora, home, monkeypatch):
    (corpora / "law.toml").write_text('warehouse = "law"')
    assert kept_name(LAW, "warehouse") == "broadsheet_law_warehouse"
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_LAW_WAREHOUSE", "wire")
    with pytest.raises(ConfigurationError, match=f"{home}/wire"):
        project_settings(WIRE)


@pytest.mark.parametrize("wrong", ["workers = many", "workers = 'many'", "[sources.cables]\nplace = 'x'", "\xff"])
def test_wrong_settings_stop_their_own_corpus_only(corpora, wrong):
    (corpora / "wire.toml").write_bytes(wrong.encode("latin-1"))
    (corpora / "law.toml").write_text('warehouse = "law"')
    assert (known_sources(WIRE), extract_pool(WIRE)) == ((), "default_pool")
    with pytest.raises(ConfigurationError, match=r"wire\.toml"):
        project_settings(WIRE)
    assert [project_settings(one).warehouse.name for one in (MAIN, LAW)] == ["data", "law"]


def test_a_settings_file_that_may_not_be_read_is_a_wrong_setting(public_folder, ordinary_user, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(public_folder))
    (public_folder / "corpora").mkdir(mode=0o755)
    (public_folder / "corpora" / "wire.toml").touch(mode=0o600)
    with ordinary_user():
        assert known_sources(WIRE) == ()
        with pytest.raises(ConfigurationError, match=r"wire\.toml cannot be read: Permission denied"):
            settings_without_airflow(WIRE)
        assert project_settings(MAIN).warehouse == public_folder / "data"


def test_a_corpus_whose_file_is_gone_has_no_settings(corpora):
    (corpora / "wire.toml").unlink()
    with pytest.raises(ConfigurationError, match=r"wire\.toml is not there"):
        corpus_settings(WIRE)
