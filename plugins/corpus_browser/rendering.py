"""Renders pages: templates that escape everything, and the formats of values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from babel import Locale
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from broadsheet.queries.source_page import SourceLine
from broadsheet.schema import UNDATED, UNKNOWN_LANGUAGE
from broadsheet_airflow.corpora import MAIN, Corpus, known_corpora
from broadsheet_airflow.links import pages_of
from corpus_browser.charts import language_classes
from corpus_browser.corpus import PART
from corpus_browser.login import airflow_root, login_address

_TEMPLATES = Path(__file__).parent / "templates"
_FOLDED_LINES = 8
_CONTROLS = [*range(9), *range(11, 32), *range(127, 160)]  # all but tab and line feed
_INVISIBLE = dict.fromkeys(_CONTROLS, "\N{REPLACEMENT CHARACTER}")
_REORDERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def page(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """Return a page made from a template.

    Args:
        request: The request; it decides the corpus and the links of the page and the marked entry of the navigation.
        template: File name of the template.
        status: Status code of the answer.
        facts: Variables of the template.
    """
    root = str(request.scope.get("root_path", ""))
    here = request.url.path.removeprefix(root)
    corpus, known = Corpus(request.path_params.get(PART, "")), known_corpora()
    browser = root.removesuffix(pages_of(corpus))
    if corpus not in known:  # the page says so, and links to the main corpus
        root, corpus = browser, MAIN
    whole = here + (f"?{request.url.query}" if request.url.query else "")
    # a browser that does not send the header may show a frame
    framed = request.headers.get("sec-fetch-dest", "iframe") != "document"
    html = (
        _environment()
        .get_template(template)
        .render(
            root=root,
            browser=browser,
            this_corpus=corpus,
            corpora={one: f"{browser}{pages_of(one)}" for one in known},
            here=here,
            whole=whole,
            framed=framed,
            airflow=airflow_root(request) + "/",
            login=login_address(request),
            **facts,
        )
    )
    return HTMLResponse(html.encode("utf-8", "replace"), status)


def address(path: str, **parameters: object) -> str:
    """Return a path with a query of the parameters that are neither None nor empty.

    >>> address("/documents", language="de", title="", after=None)
    '/documents?language=de'
    """
    given = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


def number(value: float | None) -> str:
    """Format a count with thousands separators; a dash for None.

    >>> number(1431355)
    '1,431,355'
    """
    return "–" if value is None else f"{value:,}"


def difference(value: int) -> str:
    """Format a change with its sign; a dash for zero.

    >>> difference(1714), difference(-7), difference(0)
    ('+1,714', '−7', '–')
    """
    return f"{value:+,}".replace("-", "−") if value else "–"


def share(value: float | None) -> str:
    """Format a share as a percentage, with one decimal below 10%; a dash for None.

    >>> [share(value) for value in (0.254, 0.0123, 0.00004, 0, 1)]
    ['25%', '1.2%', '<0.1%', '0%', '100%']
    """
    if value is None:
        return "–"
    if 0 < value < 0.001:
        return "<0.1%"
    return f"{value:.1%}".replace(".0%", "%") if value < 0.1 else f"{value:.0%}"


def day(value: date | None, precision: str = "day") -> str:
    """Format a date as precisely as it is known.

    >>> [day(date(2018, 9, 11), precision) for precision in ("day", "month", "year")]
    ['11 September 2018', 'September 2018', '2018']
    """
    if value is None or precision == "none":
        return "undated"
    if precision == "year":
        return f"{value:%Y}"
    return f"{value:%B %Y}" if precision == "month" else f"{value.day} {value:%B %Y}"


def period(key: str, short: bool = False) -> str:
    """Format a year or a partition key ``month``; `short` is for labels of charts.

    >>> period("2018"), period("2018-09"), period("2018-09", short=True), period("undated")
    ('2018', 'September 2018', 'Sep 18', 'undated')
    """
    if len(key) == 4 or key == UNDATED:
        return key
    first = date.fromisoformat(f"{key}-01")
    return f"{first:%b %y}" if short else f"{first:%B %Y}"


def moment(value: datetime | str | None) -> str:
    """Format a time of the journal to the minute, in UTC; a dash for None.

    >>> moment("2026-11-22T08:17:42+00:00")
    '22 November 2026, 08:17 UTC'
    """
    if value is None:
        return "–"
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def stamp(value: datetime | None) -> str:
    """Format a time for a table, to the second and in UTC; a dash for None.

    >>> stamp(datetime(2026, 11, 22, 8, 17, 42))
    '22 Nov 2026, 08:17:42'
    """
    return "–" if value is None else f"{value.day} {value:%b %Y, %H:%M:%S}"


def duration(seconds: float | None) -> str:
    """Format a duration in its two largest units; a dash for None.

    >>> [duration(seconds) for seconds in (0.2, 42, 192, 7_500, None)]
    ['1 s', '42 s', '3 min 12 s', '2 h 5 min', '–']
    """
    if seconds is None:
        return "–"
    minutes, rest = divmod(max(1, round(seconds)), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if minutes else f"{rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


_COUNTED_AS = {"gone_before": "gone before", "taken_down": "taken down", "waiting": "no longer pending"}


def counted_as(name: str) -> str:
    """Return the words for a count of pages, of those that a run found or that a version holds.

    >>> counted_as("taken_down"), counted_as("new")
    ('taken down', 'new')
    """
    return _COUNTED_AS.get(name, name)


@cache
def language(code: str) -> str:
    """Return the English name of a language, or its code where it has none there.

    >>> language("de"), language("und")
    ('German', 'not sure')
    """
    if code == UNKNOWN_LANGUAGE:
        return "not sure"
    return str(Locale("en").languages.get(code, code))


def reached(value: str) -> str:
    """Write how far a search came: a day or a month as ISO, or undated.

    >>> reached("2018-09-11"), reached("2018-09"), reached("undated")
    ('11 September 2018', 'September 2018', 'those without a day')
    """
    if value == UNDATED:
        return "those without a day"
    return period(value) if len(value) == 7 else day(date.fromisoformat(value))


def figure(value: float | str, name: str) -> str:
    """Write a figure of a document: a share as a percentage, what is counted as a count, a word as it is.

    >>> figure(0.254, "body_share"), figure(1200, "word_count"), figure("utf-8", "encoding"), figure(0.25, "observed")
    ('25%', '1,200', 'utf-8', '0.25')
    """
    if isinstance(value, str):
        return value
    if name.endswith(("share", "score")):
        return share(value)
    return number(value) if isinstance(value, int) else f"{value:.4g}"


def is_web_address(text: str) -> bool:
    """Return whether a text may be a link: an address of the web, and nothing that runs or hides.

    >>> [is_web_address(text) for text in ("https://example.org/a", "javascript:alert(1)", "//example.org")]
    [True, False, False]
    """
    return text.lower().startswith(("http://", "https://"))


def sentence(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def with_code(text: str) -> Markup:
    """Return a text of this project as HTML, with the parts between backticks as code.

    >>> with_code("see `broadsheet explain` <now>")
    Markup('see <code>broadsheet explain</code> &lt;now&gt;')
    """
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a source page that are shown together.

    Attributes:
        lines: The lines, in order.
        folded: Whether they are shown on demand only: many dropped lines in a row would hide the others.
        rules: The rules by which they were dropped, the most frequent first; empty if they are not folded.
    """

    lines: tuple[SourceLine, ...]
    folded: bool
    rules: str


def stretches(lines: Sequence[SourceLine]) -> list[Stretch]:
    """Split a source page into parts that are shown and parts that are folded."""
    runs = [tuple(group) for _, group in groupby(lines, key=lambda line: line.kept)]
    cut: list[Stretch] = []
    for run in runs:
        folded = not run[0].kept and len(run) >= _FOLDED_LINES
        rules = ", ".join(rule for rule, _ in Counter(line.rule for line in run).most_common(3)) if folded else ""
        if cut and not folded and not cut[-1].folded:
            cut[-1] = Stretch((*cut[-1].lines, *run), False, "")
        else:
            cut.append(Stretch(run, folded, rules))
    return cut


def plain(text: str) -> str:
    """Return a text without characters that change the writing direction, where `<bdi>` is not possible."""
    return text.translate(_REORDERING)


def _shown(value: object) -> object:
    """Return a value as the page shows it: control characters, which HTML does not allow, become visible."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return value.translate(_INVISIBLE)


def _counted(count: int, one: str, many: str | None = None) -> str:
    """Format a count with its noun."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: Mapping[str, Any] = {
        "number": number,
        "difference": difference,
        "share": share,
        "day": day,
        "period": period,
        "moment": moment,
        "stamp": stamp,
        "duration": duration,
        "counted_as": counted_as,
        "language": language,
        "reached": reached,
        "figure": figure,
        "sentence": sentence,
        "with_code": with_code,
        "stretches": stretches,
        "plain": plain,
        "quoted": lambda value: quote(str(value), safe=""),
    }
    environment.filters.update(filters)
    environment.tests["web_address"] = is_web_address
    environment.globals.update(address=address, counted=_counted, language_classes=language_classes)
    return environment
