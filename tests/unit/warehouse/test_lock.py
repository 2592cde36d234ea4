"""The writer's lock of a local storage."""

import subprocess
import sys
import textwrap

import pytest

from broadsheet.errors import TransientError
from broadsheet.warehouse.storage import LocalStorage

HOLDER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from broadsheet.warehouse.storage import LocalStorage
    with LocalStorage(Path(sys.argv[1])).writer_lock(0):
        print("held", flush=True)
        sys.stdin.read()
""")


@pytest.fixture
def storage(tmp_path):
    return LocalStorage(tmp_path)


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_error_of_a_second_writer_names_the_lock(tmp_path, storage, holder):
    with pytest.raises(TransientError, match=str(tmp_path / ".lock")), storage.writer_lock(0.2):
        pass


def test_a_killed_writer_releases_it(storage, holder):
    holder.kill()
    holder.wait()
    with storage.writer_lock(5):
        pass


def test_the_lock_can_be_taken_again(storage):
    for _ in range(2):
        with storage.writer_lock(0), pytest.raises(TransientError), storage.writer_lock(0):
            pass
