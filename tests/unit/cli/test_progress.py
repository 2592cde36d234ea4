import os
import pty
import subprocess
import sys

from broadsheet.cli import progress
from broadsheet.cli.progress import shown

PROGRAM = """
from broadsheet.cli.progress import shown
with shown() as report:
    report("discover", 0, 1)
    report("discover", 1, 1)
    for done in range(4):
        report("extract", done, 3)
    report("validate", 0, 0)
"""


def test_without_a_terminal_each_stage_is_one_plain_line(capsys):
    with shown() as report:
        for done in range(4):
            report("extract", done, 3)
    assert capsys.readouterr().err.startswith("extracting articles: done in ")


def test_a_slow_stage_prints_how_many_parts_are_done(capsys, monkeypatch):
    monkeypatch.setattr(progress, "_QUIET_SECONDS", 0)
    with shown() as report:
        report("extract", 0, 3)
        report("extract", 1, 3)
        report("validate", 0, 1)
        report("validate", 0, 1)
    assert capsys.readouterr().err.splitlines() == ["extracting articles: 1 of 3 parts done", "validating: running"]


def test_a_stage_without_parts_is_reported_too(capsys):
    with shown() as report:
        report("extract", 0, 0)
    assert "extracting articles: done" in capsys.readouterr().err


def test_a_terminal_gets_bars():
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", PROGRAM], stderr=theirs, check=True, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 4096):
            seen += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert "━".encode() in seen
    assert b"3/3" in seen
