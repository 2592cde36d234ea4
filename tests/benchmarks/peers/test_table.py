"""The table: one line per tool, aligned columns."""

from copies import Found
from peers.measuring import Cost
from peers.results import Result
from peers.roster import BROADSHEET, Tool
from peers.table import table

OURS = Result(
    BROADSHEET,
    "2.0",
    10_000,
    (Cost(2.5, 1.5, 300.4),),
    (Cost(2.0, 2.0, 200.0),),
    Found({"burst": 1.0, "contained": 0.9996}, 1.0),
)
THEIRS = Result(
    Tool("slow", "slow", "as it comes", peer="slow"),
    "10.11.12",
    10_000,
    (Cost(127.0, 60.0, 1024.0),),
    (Cost(2.0, 2.0, 200.0),),
    Found({"burst": 0.5, "contained": 0.0}, 0.98765),
)


def test_table_shows_every_figure():
    titles, ours, theirs = table([OURS, THEIRS], OURS).splitlines()
    assert "CPU s  median  start-up" in titles
    assert ours.split() == [
        *("Broadsheet", "2.0", "2.50", "2.50", "2.00", "20,000", "1.50", "300"),
        *("-", "1.000", "-", "1.000", "1.0000", "1.00", "1.00"),
    ]
    assert theirs.split() == [
        *("slow", "10.11.12", "127.00", "127.00", "2.00", "80", "60.00", "1024"),
        *("-", "0.500", "-", "0.000", "0.9877", "50.80", "250.00"),
    ]


def test_columns_are_aligned():
    titles, *rows = table([OURS, THEIRS], OURS).splitlines()
    assert all(len(row) == len(titles) for row in rows)
    assert titles.index("version") == rows[0].index("2.0") == rows[1].index("10.11")


def test_without_our_run_there_is_no_comparison():
    assert table([THEIRS], None).splitlines()[1].split()[-2:] == ["-", "-"]


def test_a_figure_within_noise_is_left_empty():
    lost = Result(OURS.tool, "2.0", 10, OURS.start_up, OURS.start_up, OURS.found)
    cells = table([lost], OURS).splitlines()[1].split()
    assert (cells[5], cells[-2:]) == ("-", ["0.80", "-"])
