"""The result depends only on the set of pages and the settings, and every page is counted once."""

from datetime import date, timedelta
from functools import partial

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from arrivals import FIRST, Step, arrivals, arrive, check_same_bytes, content
from broadsheet.process_pool import run_all
from newsroom import page, paragraphs


def _contained(number: int) -> str:
    return page(number, FIRST + timedelta(days=number % 3), paragraphs(number)[:4])


POOL: dict[str, bytes] = {
    **{f"a/{number}.txt": page(number, FIRST + timedelta(days=number % 3)).encode() for number in range(5)},
    "copies/exact.txt": page(0, FIRST + timedelta(days=5)).encode(),
    "copies/contained of 1.txt": _contained(1).encode(),
    "copies/contained of 2.txt": _contained(2).encode(),
    "undated.txt": page(9).encode(),
    "month only.txt": page(10).replace("Home\n", " date 2018-09 A month and no day\n").encode(),
    "latin.txt": page(11, FIRST).replace("mayor", "maïre").encode("cp1252"),
    "bad/empty.txt": b"",
    "bad/binary.txt": bytes(range(256)) * 20,
    "bad/menu.txt": b"Home\nNews\nSport\n",
    "bad/future.txt": page(12, date(2030, 1, 1)).encode(),
}
"""Pages of every kind: whatever is drawn from here must come out the same however it arrives."""


@hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrivals(POOL))
def test_any_order_and_any_split_over_runs_and_backfills_gives_the_same_bytes(drawn):
    check_same_bytes(POOL, *drawn)


def _crawled(number: int, url: str, crawled: str, *, words: int | None = None) -> bytes:
    text = "\n\n".join(paragraphs(number)[:words])
    day = FIRST + timedelta(days=number % 3)
    return f"---\nurl: {url}\ncrawled_at: {crawled}\ndate: {day}\ntitle: Story\n---\n\n{text}\n".encode()


VERSIONS: dict[str, bytes] = {
    "a.md": _crawled(0, "https://kai.example/a", "2018-09-11T08:00:00Z"),
    "b.md": _crawled(1, "http://www.kai.example/a/?utm_source=x", "2018-09-12"),
    "c.md": _crawled(2, "https://kai.example/a", "2018-09-11T09:00:00Z"),
    "d.md": _crawled(1, "https://kai.example/d", "2018-09-12"),
    "e.md": _crawled(1, "https://kai.example/d", "", words=3),
    "f.md": _crawled(2, "https://kai.example/d#top", ""),
    "g.md": _crawled(2, "https://kai.example/", "2018-09-12"),
    "h.txt": page(0, FIRST).encode(),
    "i.md": _crawled(3, "https://kai.example/a", "2018-09-13", words=0),  # refused
}
"""Records of two web addresses, and others with their texts."""


@hypothesis_settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrivals(VERSIONS, least=3))
def test_which_version_of_a_page_counts_does_not_depend_on_how_they_arrive(drawn):
    check_same_bytes(VERSIONS, *drawn)


def test_the_number_of_workers_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("broadsheet.pipeline.run_all", partial(run_all, few=2))
    steps = [Step(tuple(POOL))]
    one = arrive(tmp_path / "one", POOL, steps, workers=1)
    two = arrive(tmp_path / "two", POOL, steps, workers=2)
    assert content(one) == content(two)
