"""Records of files in a build: each is a page with an identity of its own, found, changed, taken down and explained."""

import shutil
from datetime import date

import pandas as pd
import pytest

from broadsheet.cli.explain import explain
from broadsheet.discovery import containers
from broadsheet.discovery.discover import discover
from broadsheet.operations.build import build
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.runs import records as stored
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from input_files import PACK, jsonl, parquet, table, warc_record, wet, zipped
from newsroom import page

DAY = date(2018, 9, 11)
TEXTS = [page(number) for number in range(4)]
ROWS: list[dict[str, object]] = [
    {"id": f"s{number}", "text": text, "url": f"https://courier.example/{number}"} for number, text in enumerate(TEXTS)
]


@pytest.fixture
def source(tmp_path, settings, monkeypatch):
    monkeypatch.setattr("broadsheet.discovery.stat_cache.SETTLED_NS", -(10**18))  # ctime cannot be set back
    (tmp_path / "pages").mkdir(exist_ok=True)
    return tmp_path / "pages"


def places(settings) -> dict[str, str]:
    warehouse = Warehouse(settings.warehouse)
    ledger = Version.open(warehouse, warehouse.current_id()).ledger()
    rows = zip(*(ledger[name].to_pylist() for name in ("source_uri", "place", "codes")), strict=True)
    return {uri: codes[0] if codes else place for uri, place, codes in rows}


def corpus(settings) -> pd.DataFrame:
    return pd.read_parquet(settings.warehouse / "current" / "corpus")


def found(run) -> tuple[int, int, int, int]:
    return run.found.new, run.found.changed, run.found.unchanged, run.found.gone


KINDS = {
    "a.jsonl": jsonl(ROWS),
    "a.jsonl.zst": PACK[".zst"](jsonl(ROWS)),
    "a.csv": table(ROWS),
    "a.parquet": parquet(ROWS),
    "a.wet": wet(TEXTS),
    "a.wet.gz": b"".join(PACK[".gz"](warc_record(n, t.encode(), "conversion")) for n, t in enumerate(TEXTS)),
    "a.zip": zipped({f"{number}.txt": text.encode() for number, text in enumerate(TEXTS)}),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_same_articles_give_the_same_texts_whatever_file_they_come_in(source, settings, name):
    for number, text in enumerate(TEXTS):
        (source / f"{number}.txt").write_text(text)
    build(settings, day=DAY)
    (source / name).write_bytes(KINDS[name])
    summary = build(settings, day=DAY)
    assert (summary.found.new, summary.figures.corpus, summary.figures.duplicates) == (4, 4, 4)
    duplicates = pd.read_parquet(settings.warehouse / "current" / "duplicates")
    assert sorted(duplicates["text"]) == sorted(corpus(settings)["text"])
    assert set(duplicates["relation"]) == {"exact"}


def test_the_address_that_a_record_states_is_in_the_corpus(source, settings):
    (source / "a.jsonl").write_bytes(jsonl(ROWS))
    build(settings, day=DAY)
    assert set(corpus(settings)["url"]) == {row["url"] for row in ROWS}
    assert set(places(settings)) == {f"a.jsonl#s{number}" for number in range(4)}


def test_new_changed_and_gone_records_are_distinguished(source, settings):
    (source / "a.jsonl").write_bytes(jsonl(ROWS[:3]))
    build(settings, day=DAY)
    changed = ROWS[1] | {"text": page(9)}
    (source / "a.jsonl").write_bytes(jsonl([ROWS[3], changed, ROWS[0]]))
    assert found(discover(settings, day=DAY)) == (1, 1, 1, 1)
    build(settings, day=DAY)
    assert found(discover(settings, day=DAY)) == (0, 0, 3, 0)  # the one that left counts as gone once
    assert places(settings) == {f"a.jsonl#s{number}": "corpus" for number in range(4)}


def test_what_a_file_states_of_a_record_is_part_of_it(source, settings):
    (source / "a.jsonl").write_bytes(jsonl(ROWS))
    build(settings, day=DAY)
    (source / "a.jsonl").write_bytes(jsonl([ROWS[0] | {"url": "https://courier.example/moved"}, *ROWS[1:]]))
    assert found(discover(settings, day=DAY)) == (0, 1, 3, 0)


def test_a_file_that_is_compressed_in_another_way_is_unchanged(source, settings):
    (source / "a.jsonl").write_bytes(jsonl(ROWS))
    (source / "b.txt.gz").write_bytes(PACK[".gz"](page(7).encode()))
    build(settings, day=DAY)
    assert "b.txt" in places(settings)
    (source / "a.jsonl").unlink()
    (source / "b.txt.gz").unlink()
    (source / "a.jsonl.xz").write_bytes(PACK[".xz"](jsonl(ROWS)))
    (source / "b.txt").write_bytes(page(7).encode())
    summary = build(settings, day=DAY)
    assert (summary.found.new, summary.found.changed, summary.found.unchanged, summary.found.gone) == (0, 0, 5, 0)
    assert not summary.is_new


def test_the_same_file_in_two_compressions_is_read_once(source, settings):
    (source / "a.jsonl").write_bytes(jsonl(ROWS))
    (source / "a.jsonl.gz").write_bytes(PACK[".gz"](jsonl(ROWS)))
    (source / "b.txt").write_text(page(7))
    (source / "b.txt.gz").write_bytes(PACK[".gz"](page(7).encode()))
    build(settings, day=DAY)
    assert {uri: place for uri, place in places(settings).items() if place != "corpus"} == {
        "a.jsonl.gz": "same_name",
        "b.txt.gz": "same_name",
    }


def test_an_unchanged_file_is_not_opened_again(source, settings, monkeypatch):
    (source / "a.jsonl").write_bytes(jsonl([*ROWS, {"id": "bad"}]) + b"{broken}\n")
    build(settings, day=DAY)
    monkeypatch.setattr(containers, "read_file", None)
    assert found(discover(settings, day=DAY)) == (0, 0, 6, 0)


def test_a_file_is_read_again_where_the_ledger_holds_other_records(source, settings):
    (source / "a.jsonl").write_bytes(jsonl(ROWS[:2]))
    build(settings, day=DAY)
    (source / "a.jsonl").write_bytes(jsonl(ROWS))
    discover(settings, day=DAY)  # remembers the file; what it found is never published
    assert found(discover(settings, day=DAY)) == (2, 0, 2, 0)


def test_shards_are_bounded_and_do_not_show_in_the_result(source, settings, monkeypatch, tmp_path):
    (source / "a.jsonl").write_bytes(jsonl(ROWS))
    (source / "b.wet").write_bytes(wet(TEXTS))
    build(settings, day=DAY)
    monkeypatch.setattr(stored, "SHARD_BYTES", 1_000)
    other = settings.model_copy(update={"warehouse": tmp_path / "other"})
    run = discover(other, day=DAY)
    assert run.shards == 8
    build(other, day=DAY)
    assert Warehouse(other.warehouse).current_id() == Warehouse(settings.warehouse).current_id()


def test_the_order_of_arrival_does_not_show_in_the_result(source, settings, tmp_path):
    (source / "a.jsonl").write_bytes(jsonl(ROWS))
    (source / "b.parquet").write_bytes(parquet(ROWS))
    build(settings, day=DAY)
    other = settings.model_copy(update={"warehouse": tmp_path / "other"})
    (source / "b.parquet").rename(tmp_path / "b.parquet")
    (source / "a.jsonl").write_bytes(jsonl(ROWS[2:]))
    build(other, day=DAY)
    (tmp_path / "b.parquet").rename(source / "b.parquet")
    (source / "a.jsonl").write_bytes(jsonl(reversed(ROWS)))
    build(other, day=DAY)
    assert Warehouse(other.warehouse).current_id() == Warehouse(settings.warehouse).current_id()


def test_a_damaged_file_keeps_what_it_gave_and_says_so(source, settings):
    (source / "a.jsonl.gz").write_bytes(PACK[".gz"](jsonl(ROWS)))
    build(settings, day=DAY)
    (source / "a.jsonl.gz").write_bytes(PACK[".gz"](jsonl(ROWS[:2])) + b"garbage")
    build(settings, day=DAY)
    assert places(settings) == {**{f"a.jsonl#s{n}": "corpus" for n in range(4)}, "a.jsonl.gz": "damaged_file"}
    (source / "a.jsonl.gz").write_bytes(PACK[".gz"](jsonl(ROWS)))
    build(settings, day=DAY)
    assert places(settings) == {f"a.jsonl#s{n}": "corpus" for n in range(4)}


def test_a_taken_down_record_stays_out_and_the_others_stay(source, settings, monkeypatch):
    (source / "a.jsonl").write_bytes(jsonl(ROWS))
    build(settings, day=DAY)
    take_down(settings, find_targets(Warehouse(settings.warehouse), ["https://courier.example/1"]))
    left = {f"a.jsonl#s{number}": "corpus" for number in (0, 2, 3)}
    assert places(settings) == left
    assert build(settings, day=DAY).found.taken_down == 1
    assert places(settings) == left
    (source / "renamed.jsonl").write_bytes(jsonl([ROWS[1]]))
    build(settings, day=DAY)
    assert places(settings) == left | {"renamed.jsonl#s1": "taken_down"}
    monkeypatch.setattr(containers, "read_file", None)  # the files are remembered without the record
    assert discover(settings, day=DAY).found.taken_down == 1


def test_explain_shows_a_record_line_by_line(source, settings):
    (source / "a.jsonl.gz").write_bytes(PACK[".gz"](jsonl(ROWS)))
    build(settings, day=DAY)
    for name in ("a.jsonl#s2", str(source / "a.jsonl.gz") + "#s2", str(source / "a.jsonl") + "#s2"):
        shown = "\n".join(explain(name, settings))
        assert "a.jsonl#s2" in shown
        assert TEXTS[2].strip().splitlines()[-1][:40] in shown
        assert "note" not in shown
    (source / "a.jsonl.gz").write_bytes(PACK[".gz"](jsonl(ROWS[:2])))
    assert "no longer in the source" in "\n".join(explain("a.jsonl#s2", settings))


def test_explain_reads_a_record_that_is_in_no_version(source, settings):
    (source / "a.jsonl").write_bytes(jsonl(ROWS))
    shown = "\n".join(explain(f"{source / 'a.jsonl'}#s1", settings))
    assert "not in the current version" in shown
    assert "+" in shown
    assert "several pages" in "\n".join(explain(str(source / "a.jsonl"), settings))


def test_a_page_whose_name_looks_like_that_of_a_record_is_a_page_of_its_own(source, settings):
    (source / "a.jsonl").write_bytes(jsonl(ROWS[:1]))
    (source / "a.jsonl#s0").write_text(page(8))
    (source / "b#1.txt").write_text(page(9))
    build(settings, day=DAY)
    assert places(settings) == {"a.jsonl#s0": "corpus", "a.jsonl%23s0": "corpus", "b#1.txt": "corpus"}


def test_a_file_that_an_earlier_release_read_as_one_page_gives_way_to_its_records(source, settings, monkeypatch):
    (source / "a.wet").write_bytes(wet(TEXTS))
    (source / "b.jsonl").write_bytes(jsonl(ROWS))
    monkeypatch.setattr("broadsheet.discovery.discover.is_one_page", lambda head, name, declared: True)
    build(settings, day=DAY)
    assert set(places(settings)) == {"a.wet", "b.jsonl"}
    shutil.rmtree(settings.warehouse / ".work", ignore_errors=True)
    monkeypatch.undo()
    (settings.warehouse / ".stat_cache.parquet").unlink(missing_ok=True)
    for _ in range(2):
        build(settings, day=DAY)
        now = places(settings)
        assert now.pop("a.wet", "several_pages") == "several_pages"
        assert "b.jsonl" not in now
        assert len(now) == 8


@pytest.mark.parametrize("clean", [False, True])
def test_clean_texts_are_taken_whole(source, settings, clean):
    story = TEXTS[0].split("\n\n")[-1].strip()
    text = f"Read more: Tickets for the ferry\n\n{story}\n\nShare on Facebook"
    (source / "a.jsonl").write_bytes(jsonl([{"id": "s", "text": text}]))
    chosen = settings.model_copy(update={"input": settings.input.model_copy(update={"clean": clean})})
    build(chosen, day=DAY)
    (kept,) = corpus(settings)["text"]
    assert ("Read more" in kept, "Share on" in kept) == (clean, clean)
    shown = [line for line in explain("a.jsonl#s", chosen) if "Share on Facebook" in line]
    assert (" + " in shown[0]) is clean
