"""The Compose file of docs/deploying: Docker is not needed to see that what it names exists."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from airflow.cli.cli_parser import get_parser
from airflow.configuration import conf

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "deploying"
TEXT = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
OURS = {name: one for name, one in COMPOSE["services"].items() if one["image"] == "broadsheet-airflow"}
DOCKERFILE = (FOLDER / "Dockerfile").read_text(encoding="utf-8")


def test_every_component_of_airflow_runs():
    assert set(OURS) == {"migrate", "api-server", "scheduler", "dag-processor", "triggerer", "worker"}


@pytest.mark.parametrize("service", OURS)
def test_each_command_is_one_of_airflow(service):
    get_parser().parse_args(OURS[service]["command"].split())


def test_each_variable_of_airflow_is_a_setting():
    known = {
        f"AIRFLOW__{section}__{option}".upper()
        for section, described in conf.configuration_description.items()
        for option in described["options"]
    }
    given = {name for service in OURS.values() for name in service["environment"] if name.startswith("AIRFLOW")}
    assert given - known == set()


def test_each_value_that_it_asks_for_is_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", TEXT))
    example = (FOLDER / "example.env").read_text(encoding="utf-8")
    assert asked == set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    assert {name for name in asked if f"${{{name}:?" not in TEXT} == set()


def test_each_mounted_path_exists_or_is_a_volume():
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", ()):
            path = volume.split(":")[0] if not volume.startswith("$") else None
            assert path is None or (FOLDER / path).exists() or path in COMPOSE["volumes"], volume


def test_each_service_waits_for_services_that_exist():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", ())) <= set(COMPOSE["services"])


def test_the_settings_name_folders_that_are_mounted():
    mounted = {volume.removesuffix(":ro").rpartition(":")[2] for volume in OURS["worker"]["volumes"]}
    named = set(re.findall(r'= "(.+)"', (FOLDER / "broadsheet.toml").read_text(encoding="utf-8")))
    assert named <= mounted
    assert OURS["worker"]["environment"]["BROADSHEET_CONFIG"] in mounted


def test_the_image_is_built_from_what_is_there_and_on_the_tested_airflow():
    build = OURS["worker"]["build"]
    assert (FOLDER / build["context"] / build["dockerfile"]).samefile(FOLDER / "Dockerfile")
    copied = [
        source for line in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE) for source in line.split()
    ]
    assert copied
    sent = (FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert [source for source in copied if not (ROOT / source).exists() or f"!{source}" not in sent] == []
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    (tested,) = re.findall(r"^apache-airflow==(\S+)", requirements, re.MULTILINE)
    assert f"FROM apache/airflow:{tested}-python3.11\n" in DOCKERFILE
