"""Reads the form with the filters of a list from an address, and keeps what was asked where it is not valid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from fastapi import Request

from broadsheet.queries.filters import Filters, check_filters
from broadsheet.queries.version_handle import ParameterError

NAMES = (
    "since",
    "until",
    "undated",
    "language",
    "publisher",
    "agency",
    "page_type",
    "quality",
    "duplicates",
    "relation",
    "title",
)
"""Names of the filters in an address."""
_DAYS = ("since", "until")
_BOXES = ("undated", "duplicates")
_OTHER_NAMES = {"duplicates": "has_duplicates", "title": "words"}
_MOST_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Form:
    """What an address asks of a list.

    Attributes:
        asked: What was given, by name, as text; only names with a value.
        filters: The filters; without any where `problem` says what is wrong.
        problem: What is wrong with them, in a sentence; empty where they are valid.
    """

    asked: dict[str, str]
    filters: Filters
    problem: str

    def get(self, name: str) -> str:
        """Return what was given for a name, or an empty text."""
        return self.asked.get(name, "")

    def filtering(self) -> dict[str, str]:
        """Return what was given for filters."""
        return {name: value for name, value in self.asked.items() if name in NAMES}

    @property
    def status(self) -> int:
        """The status code of the page that shows the form."""
        return 400 if self.problem else 200


def read_form(request: Request, others: Iterable[str] = (), leave_out: Iterable[str] = ()) -> Form:
    """Return the form of a request.

    Args:
        request: The request.
        others: Names that the page takes beside the filters.
        leave_out: Names of filters that the page does not have.
    """
    known = [*(name for name in NAMES if name not in set(leave_out)), *others]
    given = {name: value.strip() for name, value in request.query_params.multi_items()}
    asked = {name: value for name, value in given.items() if value and name in known}
    try:
        _check_names(given, known)
        filters = _filters(asked)
        check_filters(filters)
    except ParameterError as error:
        return Form(asked, Filters(), f"{error}")
    return Form(asked, filters, "")


def _check_names(given: dict[str, str], known: list[str]) -> None:
    for name, value in given.items():
        if name not in known:
            alike = get_close_matches(name, known, n=1)
            advice = f"did you mean {alike[0]}?" if alike else f"filters are {', '.join(known)}"
            raise ParameterError(f"there is no filter {name!r}; {advice}")
        if len(value) > _MOST_CHARACTERS:
            raise ParameterError(f"{name} can have at most {_MOST_CHARACTERS} characters")


def _filters(asked: dict[str, str]) -> Filters:
    values: dict[str, str | date | bool] = {}
    for name, value in asked.items():
        if name in _DAYS:
            try:
                values[name] = date.fromisoformat(value)
            except ValueError:
                raise ParameterError(f"{name} is {value!r}, which is not a date; write YYYY-MM-DD") from None
        elif name in _BOXES:
            if value not in ("1", "0"):
                raise ParameterError(f"{name} is {value!r}; write 1, or leave it out")
            values[_OTHER_NAMES.get(name, name)] = value == "1"
        elif name in NAMES:
            values[_OTHER_NAMES.get(name, name)] = value
    return Filters(**values)  # type: ignore[arg-type]  # by name: dates, texts and boxes
