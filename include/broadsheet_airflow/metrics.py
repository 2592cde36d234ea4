"""Figures of each run for StatsD and OpenTelemetry, through Airflow's own metrics (section ``metrics`` of airflow.cfg).

Every name begins with ``broadsheet.``, in StatsD behind Airflow's prefix; `docs/operating.md` lists them.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from airflow.sdk.observability import stats

if TYPE_CHECKING:  # DAG files import this, and a manifest brings pyarrow along
    from broadsheet.warehouse.manifest import Figures

PREFIX = "broadsheet"


def count(group: str, counts: Mapping[str, int]) -> None:
    """Add what a run found or did, as counters ``broadsheet.<group>.<name>``."""
    for name, number in counts.items():
        stats.incr(f"{PREFIX}.{group}.{name}", number)


def show_version(figures: "Figures") -> None:
    """Tell what readers see now, as gauges ``broadsheet.corpus.<name>``."""
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
    """Tell how long a stage took that ended well, as the timer ``broadsheet.<stage>.duration``, in milliseconds."""
    began = time.monotonic()
    yield
    stats.timing(f"{PREFIX}.{stage}.duration", (time.monotonic() - began) * 1000)
