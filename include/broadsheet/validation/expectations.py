"""Builds the two suites of expectations, of documents and of the batch, from the settings.

Expectations of a document have severity ``info``; their ``meta`` contains the reason code of a failing row (``code``),
the condition in words (``must``), and, where a bad value is cleared and the document stays, the column (``clears``).
Expectations of the batch decide about the run: ``critical`` stops it, ``warning`` flags it; their ``meta`` names the
setting to change (``setting``) and what was counted (``about``).

Great Expectations is imported only when a suite is built, because the import takes seconds.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from broadsheet.reject_reasons import Reason
from broadsheet.schema import UNKNOWN_LANGUAGE
from broadsheet.settings import Gate, Validation

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

PAGE, DOCUMENT = "page", "document"
"""Columns of the batch frame: the outcome of each page, and the outcome of each validated document (else null)."""

ACCEPTED, QUARANTINED, PENDING = "accepted", "quarantined", "pending"
"""Values of those columns."""

PRECISIONS = ("day", "month", "year", "none")

MIN_TITLE_CHARACTERS = 2
"""One character is not a headline in any script; two can be ("地震")."""

UNPUNCTUATED = ("lo", "th")
"""Languages without sentence-final punctuation, so that `sentence_share` has no minimum for them."""

MIN_PARAGRAPHS = 3
"""Minimum number of paragraphs for a meaningful sentence share: one paragraph without a full stop has share 0."""

# ISO 639-1, with the retired bh and sh, which language identifiers still return. Any three letters pass as ISO 639-3.
_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is "
    "it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms "
    "mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si "
    "sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh "
    "yi yo za zh zu"
)
_LANGUAGE = rf"\A(?:{_ISO_639_1.replace(' ', '|')}|[a-z]{{3}})\Z"
_SHARES = ("body_share", "sentence_share", "repeated_share", "capital_share", "digit_share")


def document_suite(validation: Validation, gate: Gate, day: date, rows: int) -> "ExpectationSuite":
    """Return the suite for documents: expectations of each row, and of a batch of `rows` documents as a whole.

    Args:
        validation: Bounds for one document.
        gate: Bounds for the batch; shares are checked only for at least ``gate.min_rows`` documents.
        day: The run's day; later dates of publication are refused.
        rows: Number of documents to validate.
    """
    import great_expectations as gx  # noqa: PLC0415
    import great_expectations.expectations as gxe  # noqa: PLC0415

    return gx.ExpectationSuite(
        "documents",
        expectations=[
            *_identity(gxe),
            *_text(gxe, validation),
            *_language(gxe, validation),
            *_dates(gxe, validation, day),
            *_quality(gxe, validation),
            *(_completeness(gxe, gate) if rows >= gate.min_rows else ()),
        ],
    )


def batch_suite(gate: Gate, pages: int, rows: int, documents: int) -> "ExpectationSuite":
    """Return the suite for the pages of a run as a whole.

    Args:
        gate: Bounds; shares are checked only for at least ``gate.min_rows`` rows.
        pages: Number of pages that discovery listed.
        rows: Number of pages that extraction returned.
        documents: Number of validated documents.
    """
    import great_expectations as gx  # noqa: PLC0415
    import great_expectations.expectations as gxe  # noqa: PLC0415

    columns = []
    if rows >= gate.min_rows:
        columns.append((PAGE, "pages refused"))
    if documents >= gate.min_rows:
        columns.append((DOCUMENT, "documents refused by validation"))
    return gx.ExpectationSuite("batch", expectations=[*_nothing_lost(gxe, pages), *_refused(gxe, gate, columns)])


def _nothing_lost(gxe: Any, pages: int) -> Iterator[Any]:
    meta = {"limit": pages, "about": "pages that discovery listed have a result of extraction"}
    yield gxe.ExpectTableRowCountToBeBetween(min_value=pages, severity="critical", meta=meta)


def _refused(gxe: Any, gate: Gate, columns: Sequence[tuple[str, str]]) -> Iterator[Any]:
    for column, about in columns:
        yield gxe.ExpectColumnValuesToNotBeInSet(
            column=column, value_set=[QUARANTINED], **_share(gate, "max_refused_share", about, "critical")
        )


def _identity(gxe: Any) -> Iterator[Any]:
    yield gxe.ExpectColumnValuesToMatchRegex(
        column="doc_id", regex=r"\A[0-9a-f]{24}\Z", **_row(Reason.IDENTITY, "be 24 hex digits")
    )
    yield gxe.ExpectColumnValuesToBeUnique(
        column="doc_id", **_row(Reason.DUPLICATE_ID, "name one page of the run only")
    )
    yield gxe.ExpectColumnValueLengthsToBeBetween(
        column="source_uri", min_value=1, **_row(Reason.IDENTITY, "name the page")
    )
    yield gxe.ExpectColumnValuesToNotBeNull(column="source_digest", **_row(Reason.DIGEST, "be known"))
    yield gxe.ExpectColumnValuesToMatchRegex(
        column="source_digest", regex=r"\A[0-9a-f]{64}\Z", **_row(Reason.DIGEST, "be 64 hex digits")
    )
    yield gxe.ExpectColumnValuesToBeNull(column="missing", **_row(Reason.FAILED, "be empty"))


def _text(gxe: Any, bounds: Validation) -> Iterator[Any]:
    yield gxe.ExpectColumnValuesToBeBetween(
        column="word_count", min_value=bounds.min_words, **_row(Reason.TOO_SHORT, f"be at least {bounds.min_words}")
    )
    yield gxe.ExpectColumnValuesToBeBetween(
        column="word_count", max_value=bounds.max_words, **_row(Reason.TOO_LONG, f"be at most {bounds.max_words}")
    )
    yield gxe.ExpectColumnPairValuesToBeEqual(
        column_A="span_count",
        column_B="paragraph_count",
        ignore_row_if="either_value_is_missing",
        **_row(Reason.FAILED, "be equal"),
    )
    yield gxe.ExpectColumnValuesToBeBetween(
        column="title_characters",
        min_value=MIN_TITLE_CHARACTERS,
        max_value=bounds.max_title_characters,
        **_row(Reason.TITLE_LENGTH, f"be {MIN_TITLE_CHARACTERS} to {bounds.max_title_characters}", clears="title"),
    )


def _language(gxe: Any, bounds: Validation) -> Iterator[Any]:
    yield gxe.ExpectColumnValuesToMatchRegex(
        column="language",
        regex=_LANGUAGE,
        **_row(Reason.LANGUAGE, f"be a code of ISO 639 or {UNKNOWN_LANGUAGE}"),
    )
    if bounds.languages:
        yield gxe.ExpectColumnValuesToBeInSet(
            column="language",
            value_set=list(bounds.languages),
            **_row(Reason.LANGUAGE_EXCLUDED, f"be one of {', '.join(bounds.languages)}"),
        )
    yield gxe.ExpectColumnValuesToBeBetween(
        column="language_score", min_value=0, max_value=1, **_row(Reason.LANGUAGE_SCORE, "be 0 to 1")
    )


def _dates(gxe: Any, bounds: Validation, day: date) -> Iterator[Any]:
    earliest = datetime.combine(bounds.earliest_date, time())
    latest = datetime.combine(day, time())
    dated = {"row_condition": 'published_precision != "none"', "condition_parser": "pandas"}
    undated = {"row_condition": 'published_precision == "none"', "condition_parser": "pandas"}
    vague = {"row_condition": 'published_precision != "day"', "condition_parser": "pandas"}
    yield gxe.ExpectColumnValuesToBeBetween(
        column="published_date",
        min_value=earliest,
        **_row(Reason.DATE_TOO_EARLY, f"not be before {bounds.earliest_date}", clears="published_date"),
    )
    yield gxe.ExpectColumnValuesToBeBetween(
        column="published_date", max_value=latest, **_row(Reason.DATE_IN_FUTURE, f"not be after {day}")
    )
    yield gxe.ExpectColumnValuesToBeInSet(
        column="published_precision",
        value_set=list(PRECISIONS),
        **_row(Reason.PRECISION, f"be one of {', '.join(PRECISIONS)}"),
    )
    yield gxe.ExpectColumnPairValuesToBeEqual(
        column_A="published_date",
        column_B="stated_date",
        ignore_row_if="either_value_is_missing",
        **_row(Reason.PRECISION, "be equal: parts that the page does not state are 01"),
    )
    for column in ("published_date", "published_origin"):
        yield gxe.ExpectColumnValuesToNotBeNull(
            column=column, **dated, **_row(Reason.PRECISION, "be known where published_precision is not none")
        )
        yield gxe.ExpectColumnValuesToBeNull(
            column=column, **undated, **_row(Reason.PRECISION, "be null where published_precision is none")
        )
    yield gxe.ExpectColumnValuesToBeNull(
        column="published_at", **vague, **_row(Reason.PRECISION, "be null unless published_precision is day")
    )


def _quality(gxe: Any, bounds: Validation) -> Iterator[Any]:
    for column in _SHARES:
        yield gxe.ExpectColumnValuesToBeBetween(
            column=column, min_value=0, max_value=1, **_row(Reason.FAILED, "be 0 to 1")
        )
    yield gxe.ExpectColumnValuesToBeBetween(
        column="sentence_share",
        min_value=bounds.min_sentence_share,
        row_condition=f"language not in {list(UNPUNCTUATED)} and paragraph_count >= {MIN_PARAGRAPHS} and {_PROSE}",
        condition_parser="pandas",
        **_row(Reason.NOT_PROSE, f"be at least {bounds.min_sentence_share:g}"),
    )
    yield gxe.ExpectColumnValuesToBeBetween(
        column="digit_share",
        max_value=bounds.max_digit_share,
        row_condition=_PROSE,
        condition_parser="pandas",
        **_row(Reason.NOT_PROSE, f"be at most {bounds.max_digit_share:g}"),
    )
    yield gxe.ExpectColumnValuesToBeBetween(
        column="replaced_bytes",
        min_value=0,
        max_value=bounds.max_replaced_bytes,
        **_row(Reason.ENCODING_DAMAGE, f"be at most {bounds.max_replaced_bytes}"),
    )


def _completeness(gxe: Any, gate: Gate) -> Iterator[Any]:
    for column, name, about in (
        ("published_date", "max_undated_share", "documents without a date"),
        ("title_characters", "max_untitled_share", "documents without a title"),
    ):
        yield gxe.ExpectColumnValuesToNotBeNull(column=column, **_share(gate, name, about, "warning"))
    yield gxe.ExpectColumnValuesToNotBeInSet(
        column="language",
        value_set=[UNKNOWN_LANGUAGE],
        **_share(gate, "max_unknown_language_share", "documents of unknown language", "warning"),
    )


_PROSE = 'page_type != "figures"'
"""Condition of rows that must be prose; figures need no sentences and may be digits."""


def _row(code: Reason, must: str, clears: str | None = None) -> dict[str, Any]:
    meta = {"code": code.value, "must": must}
    return {"severity": "info", "meta": meta | {"clears": clears} if clears else meta}


def _share(gate: Gate, name: str, about: str, severity: str) -> dict[str, Any]:
    limit: float = getattr(gate, name)
    meta = {"setting": f"gate.{name}", "limit": limit, "about": about}
    return {"mostly": _at_least(limit), "severity": severity, "meta": meta}


def _at_least(limit: float) -> float:
    """Return the minimum share of passing rows for a maximum share of failing rows: 0.3 for 0.7, exactly."""
    return round(1 - limit, 12)
