"""Recognises files that are not prose: markup, data, tables, source code."""

import csv
import json
import re

from broadsheet.extraction.page_type.page_stats import PageStats
from broadsheet.extraction.segmentation.body import Body
from broadsheet.reject_reasons import Reason
from broadsheet.sources.file_reader import Refused

LINES = 5
"""Lines of the shortest table or program."""


def find_markup(text: str, stats: PageStats) -> Refused | None:
    """Return what the text is where it is none of prose, else None.

    Args:
        text: The decoded page.
        stats: What the page is made of: where it holds a stretch of prose and begins like prose, little is looked at.
    """
    opening = text[:256].lstrip()
    if opening[:1] in _UNLIKE_PROSE:
        beginning = opening.lower()
        for mark, what in _OPENINGS.items():
            if beginning.startswith(mark):
                return Refused(Reason.MARKUP, f"begins as {what}")
        return _data(text) or _tags(text) or _code(text)
    return (stats.stretch < _STORY and (_tags(text) or _code(text))) or _table(text, opening)


_STORY = 150  # words of a stretch of prose that no program holds

_OPENINGS = {
    "<?xml": "XML",
    "<rss": "XML",
    "<?php": "a PHP program",
    "<svg": "an SVG picture",
    "%pdf-": "a PDF file",
    "%!ps": "a PostScript file",
    "{\\rtf": "an RTF file",
    "#!/": "a script",
}
_UNLIKE_PROSE = frozenset("<{[%#")  # what markup, data and programs begin with
_SIGNS = ("{", "=", ";", "(")
_PROSE = 80
"""Characters of prose to one sign that programs are full of, at least."""
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]{0,400})?/?>|<!--")
_CODE = re.compile(
    r"""\s*(?:
        (?:import|from|using|package|namespace|include|require|export|public|private|protected|static|const|let|var|def|class
          |function|func|fn|return|if|for|while|switch|else|elif|try|catch|except|print|echo|end)\b.*[;:{}()=,\]]\s*$
        |(?:from|import|package|using)\s[\w.*{}, ]+;?$
        |(?:SELECT|INSERT\ INTO|CREATE\ TABLE|UPDATE|DELETE\ FROM|ALTER\ TABLE|DROP\ TABLE)\b
        |[\w.$@*&\[\]'"-]+\s*(?:[-+*/|&:?]?=|:=|=>|<-)\s*\S.*$
        |[\w.$@#:>\[\]'", -]+[{(\[]\s*$
        |[\w.-]+\s*:\s*[^;]*;\s*$
        |.*\)\s*[;{:]\s*$
        |[\])}]+[;,]?\s*(?:else.*)?$
        |(?://|/\*|\*/|\#\s?(?:include|define|ifdef|endif|!)|<\?|\?>|\\[a-z]+[{\[])
    )""",
    re.VERBOSE,
)
_KEY = re.compile(r'\s*"[^"]{1,80}"\s*:|\s*[{}\[\]],?\s*$|\s*\{\s*"')


def _data(text: str) -> Refused | None:
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        lines = _lines(text)
        keys = sum(1 for line in lines if _KEY.match(line))
        if keys >= 3 and 2 * keys >= len(lines):
            return Refused(Reason.MARKUP, f"{keys} of {len(lines)} lines are JSON")
        return None
    return Refused(Reason.MARKUP, f"JSON, {len(held)} entries")


def _tags(text: str) -> Refused | None:
    if text.count("<") < LINES:
        return None
    tags = [found.span() for found in _TAG.finditer(text)]
    if len(tags) < LINES:
        return None
    share = sum(end - start for start, end in tags) / len(text)
    lines = _lines(text)
    opened = sum(1 for line in lines if _TAG.match(line.lstrip()))
    if share >= 0.15 or 2 * opened >= len(lines):
        return Refused(Reason.MARKUP, f"{len(tags)} tags of markup make up {share:.0%} of the characters")
    return None


def _code(text: str) -> Refused | None:
    if sum(map(text.count, _SIGNS)) * _PROSE < len(text):
        return None
    lines = _lines(text)
    code = [line for line in lines if _CODE.match(line)]
    if len(code) < LINES or 2 * len(code) < len(lines) or 2 * sum(map(len, code)) < sum(map(len, lines)):
        return None
    return Refused(Reason.MARKUP, f"{len(code)} of {len(lines)} lines are program code")


def _table(text: str, opening: str) -> Refused | None:
    """Recognise a table by its rows: nearly all of them have as many cells as the first, three or more."""
    head = opening.split("\n", 2)
    if len(head) < 2:
        return None
    for delimiter in "\t,;|":
        cells = head[0].count(delimiter)
        if cells < 2 or head[1].count(delimiter) < cells:
            continue
        try:
            rows = [row for row in csv.reader(_lines(text), delimiter=delimiter) if row]
        except csv.Error:  # an unpaired quote makes one cell of all that follows
            continue
        even = sum(1 for row in rows if len(row) == len(rows[0]))
        if len(rows) >= LINES and len(rows[0]) > cells // 2 and len(rows[0]) > 2 and even >= 0.9 * len(rows):
            return Refused(Reason.MARKUP, f"a table: {even} of {len(rows)} rows have {len(rows[0])} cells")
    return None


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


_GLANCE = 200  # characters of a paragraph that are looked at first
_PLACEHOLDER_WORDS = frozenset(
    re.findall(
        r"\w+",
        "lorem ipsum dolor sit amet consectetur consectetuer adipiscing adipisicing elit sed eiusmod tempor incididunt"
        " labore dolore magna aliqua enim minim veniam quis nostrud exercitation ullamco laboris nisi aliquip"
        " commodo consequat duis aute irure reprehenderit voluptate velit esse cillum fugiat nulla pariatur"
        " excepteur sint occaecat cupidatat non proident sunt culpa officia deserunt mollit anim est laborum"
        " vestibulum pellentesque habitant morbi tristique senectus netus malesuada fames turpis egestas curabitur"
        " vivamus praesent mauris phasellus donec nunc etiam nullam aenean integer quisque maecenas suspendisse"
        " fusce proin sapien ligula tellus augue justo lectus mattis pulvinar ultricies vulputate faucibus orci"
        " luctus posuere cubilia eget vitae diam euismod tincidunt nonummy nibh laoreet erat volutpat accumsan",
    )
)
"""Words of Cicero's passage as typesetters mangled it, and of the text that generators draw on since."""


def find_placeholder(body: Body) -> Refused | None:
    """Return a rejection if four in ten words of a body are placeholder text.

    Args:
        body: The body; its first and its middle paragraph are looked at first.
    """
    if not body.paragraphs:
        return None
    seen = f"{body.paragraphs[0].text[:_GLANCE]}\n{body.paragraphs[len(body.paragraphs) // 2].text[:_GLANCE]}"
    if "ipsum" not in seen and "dolor" not in seen:
        return None
    words = re.findall(r"[^\W\d_]+", "\n".join([paragraph.text for paragraph in body.paragraphs]).lower())
    held = [word for word in words if word in _PLACEHOLDER_WORDS]
    if len(set(held)) < 8 or len(held) < 0.4 * len(words):
        return None
    return Refused(Reason.PLACEHOLDER, f"{len(held)} of {len(words)} words are placeholder text")
