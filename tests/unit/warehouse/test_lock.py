import subprocess
import sys
import textwrap

import pytest

from broadsheet.errors import TransientError
from broadsheet.warehouse.lock import writer_lock

HOLDER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from broadsheet.warehouse.lock import writer_lock
    with writer_lock(Path(sys.argv[1]), 0):
        print("held", flush=True)
        sys.stdin.read()
""")


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path, holder):
    with pytest.raises(TransientError, match=str(tmp_path / "lock")), writer_lock(tmp_path / "lock", 0.2):
        pass


def test_a_killed_writer_lets_go(tmp_path, holder):
    holder.kill()
    holder.wait()
    with writer_lock(tmp_path / "lock", 5):
        pass


def test_the_lock_can_be_taken_again(tmp_path):
    for _ in range(2):
        with writer_lock(tmp_path / "lock", 0):
            pass
