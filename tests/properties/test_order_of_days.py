"""The order of day and month that an outlet's pages show is a function of the set of pages."""

from datetime import timedelta

from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings

from arrivals import FIRST, Step, arrivals, check_same_bytes
from newsroom import page, posted

POOL = {
    "quay.example/open.txt": posted(1, "9/11/2018").encode(),
    "quay.example/open too.txt": posted(2, "9/10/2018").encode(),
    "quay.example/shown.txt": posted(3, "24/8/2018").encode(),
    "quay.example/shown too.txt": posted(4, "25/8/2018").encode(),
    "quay.example/plain.txt": page(5, FIRST).encode(),
    "hill.example/open.txt": posted(6, "9/11/2018").encode(),
    "hill.example/shown.txt": posted(7, "8/24/2018").encode(),
}
"""Pages of two outlets. One shows on two pages that the day comes first; its own pages in doubt suggest the month."""

NAMES = sorted(POOL)
OPEN = ("quay.example/open.txt", "quay.example/open too.txt")
SHOWN = ("quay.example/shown.txt", "quay.example/shown too.txt")


@hypothesis_settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrivals(POOL, least=3))
@example((NAMES, [Step(OPEN), Step(SHOWN), Step(tuple(NAMES)), Step(())]))
@example((NAMES, [Step(tuple(NAMES)), Step((), away=((SHOWN[0], "other content"),)), Step(())]))
@example((NAMES, [Step(tuple(NAMES), FIRST), Step((), FIRST + timedelta(days=1)), Step(())]))
def test_any_order_split_backfill_or_deletion_gives_the_same_bytes(drawn):
    check_same_bytes(POOL, *drawn)
