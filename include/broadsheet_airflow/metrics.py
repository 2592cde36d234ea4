"""Metrics of each run for StatsD and OpenTelemetry, sent through Airflow's own (section ``metrics`` of airflow.cfg).

Every name begins with ``broadsheet.``, in StatsD after Airflow's prefix; `docs/operating.md` lists them.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from airflow.sdk.observability import stats

if TYPE_CHECKING:  # DAG files import this module, and manifests import pyarrow
    from broadsheet.warehouse.manifest import Figures

PREFIX = "broadsheet"


def count(group: str, counts: Mapping[str, int]) -> None:
    """Increase the counters ``broadsheet.<group>.<name>`` by these counts."""
    for name, number in counts.items():
        stats.incr(f"{PREFIX}.{group}.{name}", number)


def show_version(figures: "Figures") -> None:
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
        stats.gauge(f"{PREFIX}.corpus.{name}", number)


@contextmanager
def timed(stage: str) -> Iterator[None]:
    """Record how long a stage took, as the timer ``broadsheet.<stage>.duration`` in milliseconds; not if it raised."""
    began = time.monotonic()
    yield
    stats.timing(f"{PREFIX}.{stage}.duration", (time.monotonic() - began) * 1000)
