"""Measuring a process: its children count, the measuring process does not."""

import os
import sys

import pytest

from peers.measuring import ToolFailedError, run

MEBIBYTE = 2**20
MUCH = 200


def test_process_and_its_children_are_measured(tmp_path):
    child = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', 'bytearray({MUCH * MEBIBYTE})'], check=True)"
    )
    cost = run([sys.executable, "-c", child], tmp_path, os.environ)
    assert cost.cpu_s > 0
    assert cost.wall_s > 0
    assert cost.peak_mb > MUCH


def test_memory_of_this_process_does_not_count(tmp_path):
    mine = bytearray(os.urandom(MEBIBYTE) * MUCH)
    cost = run([sys.executable, "-I", "-S", "-c", ""], tmp_path, os.environ)
    assert cost.peak_mb < len(mine) / MEBIBYTE


def test_command_runs_in_the_folder_and_leaves_a_log(tmp_path):
    run([sys.executable, "-c", "import os; print(os.getcwd())"], tmp_path, os.environ)
    assert (tmp_path / "log").read_text(encoding="utf-8").strip() == str(tmp_path)


def test_failure_reports_the_last_output_of_the_tool(tmp_path):
    with pytest.raises(ToolFailedError, match="code 3: no room"):
        run([sys.executable, "-c", "import sys; print('no room'); sys.exit(3)"], tmp_path, os.environ)
