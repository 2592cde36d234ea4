"""Template lines are a function of the set of pages: they are removed and restored as pages come and go."""

from datetime import timedelta

from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings

from arrivals import FIRST, Step, arrivals, check_same_bytes
from newsroom import page, paragraphs

GIFT = "Readers support this paper with their gifts; give yours today, and the editors send you their weekly letter."
STORM = "The harbour office asks all captains to read the warnings of storms that it prints on the last page each day."
LEAST = {"extraction": {"recurring_pages": 3}}


def _page(number: int, *lines: str, own: int = 4) -> bytes:
    body = [*paragraphs(number, own), *lines]
    return page(number, FIRST + timedelta(days=number % 3), body[1:] + body[:1]).encode()


POOL = {
    **{f"quay/{number}.txt": _page(number, GIFT) for number in range(4)},
    **{f"quay/{number}.txt": _page(number, STORM, GIFT) for number in range(4, 6)},
    "quay/storm.txt": _page(6, STORM),
    "quay/brief.txt": f" date 2018-09-11 In brief\n{GIFT}\n{STORM}\n".encode(),
    "quay/short.txt": f" date 2018-09-12 A word to our readers\n{GIFT}\nThank you all.\n".encode(),
    "copy.txt": _page(1, GIFT),
    "quay/undated.txt": page(8, None, [*paragraphs(8), GIFT]).encode(),
    "hill/0.txt": _page(20, GIFT),
}
"""Pages of two outlets; with three of one outlet a line is template, and one page holds hardly anything else."""

NAMES = sorted(POOL)


@hypothesis_settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrivals(POOL, least=4))
@example((NAMES, [Step((name,)) for name in NAMES] + [Step(())]))
@example((NAMES, [Step(tuple(NAMES)), Step((), away=tuple((name, "other content") for name in NAMES[3:])), Step(())]))
@example((NAMES, [Step(tuple(NAMES), FIRST), Step((), FIRST + timedelta(days=1), ((NAMES[5], "a link"),)), Step(())]))
def test_any_order_split_backfill_or_deletion_gives_the_same_bytes(drawn):
    check_same_bytes(POOL, *drawn, **LEAST)
