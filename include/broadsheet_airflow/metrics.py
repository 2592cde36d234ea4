"""Metrics of each run for StatsD and OpenTelemetry, sent through Airflow's own (section ``metrics`` of airflow.cfg).

Every name begins with ``broadsheet.``, and with ``broadsheet.NAME.`` for another corpus than the main one; in StatsD
after Airflow's prefix. `docs/operating.md` lists them.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from airflow.sdk.observability import stats

from broadsheet_airflow.corpora import Corpus

if TYPE_CHECKING:  # DAG files import this module, and manifests import pyarrow
    from broadsheet.warehouse.manifest import Figures

PREFIX = "broadsheet"


def count(corpus: Corpus, group: str, counts: Mapping[str, int]) -> None:
    """Increase the counters ``broadsheet.<group>.<name>`` by these counts."""
    for name, number in counts.items():
        stats.incr(f"{_prefix(corpus)}.{group}.{name}", number)


def show_version(corpus: Corpus, figures: "Figures") -> None:
    """Set the gauges ``broadsheet.corpus.<name>`` to the figures of the current version."""
    sizes = {
        "pages": figures.pages,
        "documents": figures.corpus,
        "duplicates": figures.duplicates,
        "quarantined": figures.quarantine,
        "pending": figures.pending,
        "words": figures.words,
    }
    for name, number in sizes.items():
        stats.gauge(f"{_prefix(corpus)}.corpus.{name}", number)


@contextmanager
def timed(corpus: Corpus, stage: str) -> Iterator[None]:
    """Record how long a stage took, as the timer ``broadsheet.<stage>.duration`` in milliseconds; not if it raised."""
    began = time.monotonic()
    yield
    stats.timing(f"{_prefix(corpus)}.{stage}.duration", (time.monotonic() - began) * 1000)


def _prefix(corpus: Corpus) -> str:
    return corpus.named(PREFIX, ".")
