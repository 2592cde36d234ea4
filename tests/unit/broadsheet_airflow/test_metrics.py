"""Counters reach StatsD and OpenTelemetry through Airflow's own metrics, by one and the same calls."""

import http.server
import os
import subprocess
import sys
import threading

import pytest

import inboxes

PROGRAM = """
from airflow.sdk.observability import stats
from airflow.sdk.observability.metrics.stats_utils import get_stats_factory
stats.initialize(factory=get_stats_factory(), export_legacy_names=False)
from broadsheet_airflow.corpora import MAIN, Corpus
from broadsheet_airflow.metrics import count, show_version, timed
from broadsheet.warehouse.manifest import Figures
count(MAIN, "pages", {"new": 7, "gone": 0})
count(Corpus("wire"), "pages", {"new": 2})
show_version(MAIN, Figures(pages=9, corpus=5, words=1200))
show_version(Corpus("wire"), Figures(pages=3))
with timed(MAIN, "extract"):
    pass
try:
    with timed(MAIN, "publish"):
        raise OSError
except OSError:
    pass
"""


def run(**environment: str) -> None:
    """Run the program in a process of its own, as a task is, with metrics set up as Airflow does."""
    subprocess.run([sys.executable, "-c", PROGRAM], env=os.environ | environment, check=True)


@pytest.fixture(scope="module")
def statsd():
    """What a StatsD server was sent, by name."""
    with inboxes.statsd() as inbox:
        metrics = {"STATSD_ON": "True", "STATSD_HOST": "127.0.0.1", "STATSD_PORT": str(inbox.port)}
        run(**{f"AIRFLOW__METRICS__{name}": value for name, value in metrics.items()})
    return dict(line.split(":", 1) for line in inbox.arrived)


@pytest.fixture(scope="module")
def collector():
    """What an OpenTelemetry collector was sent, by name."""
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    sent = ExportMetricsServiceRequest()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.MergeFromString(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        run(
            AIRFLOW__METRICS__OTEL_ON="True",
            OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{server.server_port}",
            OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf",
            OTEL_EXPORTER_OTLP_COMPRESSION="none",
        )
        server.shutdown()
        thread.join()
    scopes = [scope for resource in sent.resource_metrics for scope in resource.scope_metrics]
    return {metric.name: metric for scope in scopes for metric in scope.metrics}


@pytest.mark.parametrize(
    ("name", "value"),
    [("pages.new", "7|c"), ("corpus.pages", "9|g"), ("corpus.documents", "5|g"), ("corpus.words", "1200|g")],
)
def test_statsd_gets_figures_under_their_names(statsd, name, value):
    assert statsd[f"airflow.broadsheet.{name}"] == value


def test_the_figures_of_another_corpus_have_its_name(statsd):
    assert statsd["airflow.broadsheet.wire.pages.new"] == "2|c"
    assert statsd["airflow.broadsheet.wire.corpus.pages"] == "3|g"


def test_statsd_gets_the_time_of_a_successful_stage(statsd):
    assert statsd["airflow.broadsheet.extract.duration"].endswith("|ms")
    assert "airflow.broadsheet.publish.duration" not in statsd


def test_opentelemetry_gets_the_same(collector):
    (new,) = collector["airflow.broadsheet.pages.new"].sum.data_points
    (documents,) = collector["airflow.broadsheet.corpus.documents"].gauge.data_points
    (extraction,) = collector["airflow.broadsheet.extract.duration"].exponential_histogram.data_points
    assert (new.as_int or new.as_double, documents.as_int or documents.as_double, extraction.count) == (7, 5, 1)
