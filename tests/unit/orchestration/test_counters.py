"""Counters reach a StatsD server through Airflow's own metrics."""

import os
import socket
import subprocess
import sys

import pytest

PROGRAM = """
from airflow.sdk.observability import stats
from airflow.sdk.observability.metrics.stats_utils import get_stats_factory
stats.initialize(factory=get_stats_factory(), export_legacy_names=False)
from broadsheet.orchestration.counters import count, show_version, timed
from broadsheet.publishing.manifest import Figures
count("pages", {"new": 7, "gone": 0})
show_version(Figures(pages=9, corpus=5, words=1200))
with timed("extract"):
    pass
try:
    with timed("publish"):
        raise OSError
except OSError:
    pass
"""


@pytest.fixture(scope="module")
def received():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.5)
        metrics = {"STATSD_ON": "True", "STATSD_HOST": "127.0.0.1", "STATSD_PORT": str(server.getsockname()[1])}
        environment = os.environ | {f"AIRFLOW__METRICS__{name}": value for name, value in metrics.items()}
        subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True)
        lines = []
        try:
            while True:
                lines += server.recv(65536).decode().splitlines()
        except TimeoutError:
            return dict(line.split(":", 1) for line in lines)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pages.new", "7|c"),
        ("corpus.pages", "9|g"),
        ("corpus.documents", "5|g"),
        ("corpus.words", "1200|g"),
    ],
)
def test_figures_arrive_under_their_names(received, name, value):
    assert received[f"airflow.broadsheet.{name}"] == value


def test_a_stage_that_ended_well_is_timed(received):
    assert received["airflow.broadsheet.extract.duration"].endswith("|ms")
    assert "airflow.broadsheet.publish.duration" not in received
