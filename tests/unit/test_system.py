"""What happens if a test asks for a program of the machine."""

import pytest

import system
from system import program

MISSING = "no-program-of-this-name"


@pytest.fixture
def services(monkeypatch):
    """Let the test count as one of those that are marked `services`."""
    monkeypatch.setattr(system, "in_services", True)


def test_a_test_that_is_not_marked_fails_even_where_the_program_is_there():
    with pytest.raises(pytest.fail.Exception, match="marked `services`"):
        program("sh", "dash")


def test_a_marked_test_gets_the_path_of_the_program(services):
    assert program("sh", "dash").endswith("/sh")


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_a_marked_test_whose_program_is_missing_is_skipped_and_fails_in_ci(services, monkeypatch, ci, outcome):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="Debian's its-package"):
        program(MISSING, "its-package")
