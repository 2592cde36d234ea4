"""The filters of a list of documents, as conditions on columns: for a table in memory, for a dataset, and as Python."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, NamedTuple, get_args

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.queries.version_handle import ParameterError
from broadsheet.schema import Relation
from broadsheet.settings import PageTypeName

_MOST_WORDS = 10
_MOST_CHARACTERS = 200
"""Limits of a filter: each word adds about a third to the cost of a search, a long one much more."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of a list; a document has to pass all that are neither None nor False.

    Attributes:
        since: First day of publication.
        until: Last day of publication, inclusive.
        undated: Only documents without a day of publication.
        language: Code of the language, as in the column ``language``.
        publisher: The publisher's name, exactly.
        agency: The credited wire service, exactly.
        page_type: The type of the page, as in the column ``page_type``.
        quality: A name of `QUALITIES`.
        has_duplicates: Only documents that represent duplicates.
        relation: A `broadsheet.schema.Relation`; for lists of duplicates only.
        words: Words separated by spaces; the title has to contain each, also as part of a longer word; case does not
            matter.
    """

    since: date | None = None
    until: date | None = None
    undated: bool = False
    language: str | None = None
    publisher: str | None = None
    agency: str | None = None
    page_type: str | None = None
    quality: str | None = None
    has_duplicates: bool = False
    relation: str | None = None
    words: str | None = None

    def any(self) -> bool:
        """Return whether one of them is set."""
        return any(getattr(self, field.name) not in (None, False) for field in fields(self))

    def only(self, *names: str) -> bool:
        """Return whether no other than these are set."""
        return all(field.name in names or getattr(self, field.name) in (None, False) for field in fields(self))


class Condition(NamedTuple):
    """A condition on one column.

    Attributes:
        column: The column, or a field of a struct column: ``quality.body_share``.
        operator: A key of `_OPERATORS`.
        value: What it is compared with.
    """

    column: str
    operator: str
    value: Any

    def mask(self, table: pa.Table) -> pa.ChunkedArray:
        """Return for each row whether it holds; null where the column is null."""
        name, _, member = self.column.partition(".")
        column = pc.struct_field(table[name], member) if member else table[name]
        return _apply(self.operator, column, self.value)

    def expression(self) -> pc.Expression:
        """Return it as a PyArrow expression for a dataset."""
        return _apply(self.operator, pc.field(*self.column.split(".")), self.value)

    def python(self) -> str:
        """Return the Python source of `expression`, with ``pc`` for ``pyarrow.compute``."""
        path = ", ".join(repr(name) for name in self.column.split("."))
        value = f"datetime({self.value:%Y, %-m, %-d})" if isinstance(self.value, datetime) else repr(self.value)
        return _OPERATORS[self.operator].format(field=f"pc.field({path})", value=value)


_OPERATORS = {
    "==": "({field} == {value})",
    ">=": "({field} >= {value})",
    "<=": "({field} <= {value})",
    "<": "({field} < {value})",
    "missing": "{field}.is_null()",
    "contains": "pc.match_substring({field}, {value}, ignore_case=True)",
}


def _apply(operator: str, operand: Any, value: Any) -> Any:
    """Return an operator applied to an array or to an expression: PyArrow's functions take both."""
    if isinstance(value, datetime):
        value = pa.scalar(value, pa.timestamp("us"))
    if operator == "missing":
        return pc.is_null(operand)
    if operator == "contains":
        return pc.match_substring(operand, value, ignore_case=True)
    compare = {"==": pc.equal, ">=": pc.greater_equal, "<=": pc.less_equal, "<": pc.less}[operator]
    return compare(operand, value)


QUALITIES: dict[str, tuple[str, Condition]] = {
    "undecodable": ("undecodable bytes on the page", Condition("quality.replaced_bytes", ">=", 1)),
    "repaired": ("wrongly decoded lines, repaired", Condition("quality.repaired_lines", ">=", 1)),
    "repeated": ("repeated lines dropped", Condition("quality.repeated_share", ">=", 0.05)),
    "small_share": ("less than a fifth of the page", Condition("quality.body_share", "<", 0.2)),
    "doubtful_type": ("page type uncertain", Condition("page_type_score", "<", 0.6)),
    "doubtful_language": ("language uncertain", Condition("language_score", "<", 0.7)),
}
"""Marks of quality that a list can be narrowed to, by name: what they mean, and the condition."""


def check_filters(filters: Filters) -> None:
    """Check that filters can be answered.

    Raises:
        ParameterError: since is after until, a filter is too long, or there is no such page type, quality or relation.
    """
    if filters.since and filters.until and filters.since > filters.until:
        raise ParameterError(f"the first date, {filters.since}, is after the last, {filters.until}")
    if filters.undated and (filters.since or filters.until):
        raise ParameterError("documents without a date have no first or last date; leave out one of these filters")
    texts = (filters.language, filters.publisher, filters.agency, filters.page_type, filters.words)
    for text in filter(None, texts):
        if len(text) > _MOST_CHARACTERS:
            raise ParameterError(f"a filter can have at most {_MOST_CHARACTERS} characters")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise ParameterError("a filter holds characters that are not valid text")
    if len(split_query(filters.words)) > _MOST_WORDS:
        raise ParameterError(f"a search can have at most {_MOST_WORDS} words")
    if filters.quality is not None and filters.quality not in QUALITIES:
        raise ParameterError(f"there is no quality {filters.quality}; use one of {', '.join(QUALITIES)}")
    types = get_args(PageTypeName)
    if filters.page_type is not None and filters.page_type not in types:
        raise ParameterError(f"there is no page type {filters.page_type}; use one of {', '.join(types)}")
    if filters.relation is not None and filters.relation not in get_args(Relation):
        raise ParameterError(f"there is no relation {filters.relation}; use one of {', '.join(get_args(Relation))}")


def conditions(filters: Filters) -> list[Condition]:
    """Return the conditions of filters, all of which must hold; the quickest come first."""
    return list(_conditions(filters))


def _conditions(filters: Filters) -> Iterator[Condition]:
    if filters.since:
        yield Condition("published_date", ">=", datetime.combine(filters.since, time.min))
    if filters.until:
        yield Condition("published_date", "<=", datetime.combine(filters.until, time.min))
    if filters.undated:
        yield Condition("published_date", "missing", None)
    for name in ("language", "publisher", "agency", "page_type", "relation"):
        if (value := getattr(filters, name)) is not None:
            yield Condition(name, "==", value)
    if filters.has_duplicates:
        yield Condition("duplicate_count", ">=", 1)
    if filters.quality is not None:
        yield QUALITIES[filters.quality][1]
    for word in sorted(split_query(filters.words), key=len, reverse=True):  # the longest leaves the fewest titles
        yield Condition("title", "contains", word)


def expression(filters: Filters) -> pc.Expression | None:
    """Return filters as one PyArrow expression; None if none is set."""
    whole = None
    for condition in conditions(filters):
        whole = condition.expression() if whole is None else whole & condition.expression()
    return whole


def split_query(words: str | None) -> list[str]:
    """Return the distinct words of a query, in Unicode NFC as titles are.

    >>> split_query(" Kim  Élysée Kim ")
    ['Kim', 'Élysée']
    """
    return list(dict.fromkeys(unicodedata.normalize("NFC", words).split())) if words else []
