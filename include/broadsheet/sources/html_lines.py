"""Turns the tree of an HTML page into lines of text, and notes for each line what the markup knows of it.

Block elements and ``br`` end lines; inline elements do not, and lose no space. A table row whose cells are short is one
line. Scripts, styles, forms' controls, embedded objects and what the page hides are left out. Space is collapsed except
in ``pre``. The lines are like those that converters such as inscriptis write, so the same rules read both.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from broadsheet.sources.html_tokens import RAW, READ, TEXT, TagTable, Tokens, tokenize
from broadsheet.sources.html_walk import BLOCK, BREAK, IMAGE, INLINE, walk
from broadsheet.sources.html_words import zones_of
from broadsheet.sources.markup import Claim, Markup, Tag, Zone

_DROPPED_TAGS = """
    script style noscript template svg iframe object embed applet canvas audio video select datalist textarea input
    button head title meta link map noframes frameset
"""
DROPPED = _DROPPED_TAGS.split()
"""Elements that hold no text of the page."""

_HIDDEN = '[hidden],[aria-hidden="true" i],[style*="display:none" i],[style*="display: none" i],dialog:not([open])'

_MARGINS = {
    "p": 1, "h1": 1, "h2": 1, "h3": 1, "h4": 1, "h5": 1, "h6": 1, "ul": 1, "ol": 1, "dl": 1, "blockquote": 1, "pre": 1,
    "table": 1, "figure": 1, "hr": 1, "fieldset": 1, "article": 1, "section": 1,
    "div": 0, "li": 0, "dt": 0, "dd": 0, "tr": 0, "td": 0, "th": 0, "thead": 0, "tbody": 0, "tfoot": 0, "caption": 0,
    "figcaption": 0, "header": 0, "footer": 0, "nav": 0, "aside": 0, "main": 0, "form": 0, "address": 0, "center": 0,
    "body": 0, "html": 0, "details": 0, "summary": 0, "legend": 0, "hgroup": 0, "menu": 0, "dir": 0, "dialog": 0,
    "noindex": 0, "listing": 0, "xmp": 0, "optgroup": 0, "option": 0, "search": 0,
}  # fmt: skip
"""Elements that begin and end lines, with the blank lines around them."""
_TAGS = {
    "p": Tag.P, "div": Tag.DIV, "li": Tag.LI, "h1": Tag.H1, "h2": Tag.H2, "h3": Tag.H3, "h4": Tag.H4, "h5": Tag.H5,
    "h6": Tag.H6, "td": Tag.CELL, "th": Tag.CELL, "tr": Tag.ROW, "blockquote": Tag.QUOTE, "pre": Tag.PRE,
    "figcaption": Tag.CAPTION, "caption": Tag.CAPTION, "dt": Tag.TERM, "dd": Tag.TERM, "section": Tag.SECTION,
    "article": Tag.SECTION, "main": Tag.SECTION,
}  # fmt: skip
_ZONES = {
    "nav": Zone.NAVIGATION, "aside": Zone.SIDEBAR, "footer": Zone.FOOTER, "header": Zone.HEADER, "main": Zone.MAIN,
    "article": Zone.ARTICLE, "form": Zone.FORM, "figure": Zone.CAPTION, "figcaption": Zone.CAPTION,
    "menu": Zone.NAVIGATION, "blockquote": Zone.QUOTE, "table": Zone.TABLE, "ul": Zone.LIST, "ol": Zone.LIST,
    "h1": Zone.TITLE, "time": Zone.DATE, "address": Zone.META, "dialog": Zone.POPUP, "fieldset": Zone.FORM,
}  # fmt: skip
_BOLD = frozenset(["b", "strong", "i", "em", "h1", "h2", "h3", "h4", "h5", "h6", "font", "u"])
_LONGEST_CLAIM = 300
_SEEN, _HELD_BACK = 500, 3
"""Characters that a page shows at least; else what it hides is read too, if it is so many times as long."""


class HtmlText(NamedTuple):
    """The text of an HTML page.

    Attributes:
        lines: Its lines; empty ones are blank lines.
        markup: What the markup knows of them.
    """

    lines: list[str]
    markup: Markup


def read_lines(tree: LexborHTMLParser) -> HtmlText:
    """Return the lines of a parsed page; the tree loses what is left out."""
    body = tree.body
    if body is None:
        return _read("<body></body>")._replace(lines=[])
    tree.strip_tags(DROPPED)
    hidden = tree.css(_HIDDEN)
    if not hidden:
        return _read(body.html or "")
    whole = sum(len(node.text(deep=True)) for node in hidden)
    if whole > _HELD_BACK * _SEEN:  # a page that scripts unveil hides its story from readers without scripts
        shown = len(body.text(deep=True)) - whole
        if shown < _SEEN and whole > _HELD_BACK * shown:
            return _read(body.html or "")
    for node in hidden:
        if node.tag not in ("body", "html"):
            node.decompose()
    return _read(body.html or "")


_NOTHING, _OF_BLOCKS, _OF_INLINE, _OF_LINKS = range(4)
"""Groups of tags by what their attributes say."""
_MOST_CLAIMS = 200
_VERBATIM = frozenset(("pre", "xmp", "listing"))
_TELLING = frozenset(["a", "span", "time", "b", "strong", "em", "i", "small", "cite", "font", "label", "abbr"])
"""Inline elements whose classes are read."""
_UNDER_BULLET = frozenset(("p", "ul", "ol"))
_KINDS = {
    **dict.fromkeys(_MARGINS, BLOCK),
    "br": BREAK,
    **dict.fromkeys(("img", "picture", "amp-img"), IMAGE),
}
del _KINDS["option"], _KINDS["optgroup"]
_GROUPS = {
    **dict.fromkeys(_BOLD, _NOTHING),
    **{tag: _OF_BLOCKS if kind == BLOCK else _NOTHING for tag, kind in _KINDS.items()},
    **dict.fromkeys(_TELLING, _OF_INLINE),
    "a": _OF_LINKS,
}
_TABLE = TagTable(_GROUPS)


def _facts(tag: str) -> tuple[int, ...]:
    """Return what the walk must know of a tag, by `broadsheet.sources.html_walk.Fact`."""
    return (
        _KINDS.get(tag, INLINE), _MARGINS.get(tag, 0), int(_TAGS.get(tag, 0)), int(_ZONES.get(tag, 0)), tag in _BOLD,
        tag in _VERBATIM, tag in _TELLING, tag == "a", tag == "li", tag in _UNDER_BULLET, tag == "tr", tag == "h1",
    )  # fmt: skip


_FACTS = np.array([*map(_facts, _TABLE.tags), _facts("")], np.int64)
"""For each tag, by its number, and last for all others: int64, (tags, facts)."""


def _read(html: str) -> HtmlText:
    """Read the lines of a body that the parser wrote."""
    tokens = tokenize(html, _TABLE)
    zones = np.array(_zones(html, tokens), np.int64)
    text, claims, elements, linked, bold, images, inline, parents, tags, element_zones, paths = walk(
        tokens, zones, _FACTS
    )
    lines = text.tobytes().decode("utf-32-le").split("\n") if len(elements) else []
    found = tuple(_claims(html, tokens, zones, claims.tolist()))
    return HtmlText(lines, Markup(elements, linked, bold, images, inline, parents, tags, element_zones, paths, found))


def _zones(html: str, tokens: Tokens) -> list[int]:
    """Return the `Zone` flags that the attributes of elements give them, by their number in `Tokens.names`."""
    columns = tokens.values.reshape(-1, 2 * len(READ)).T.tolist()
    return [
        _zones_of_values(group, html[a:b], html[c:d], html[e:f], html[g:h], html[i:j])
        for group, a, b, c, d, e, f, g, h, i, j in zip(tokens.groups.tolist(), *columns, strict=True)
    ]


@lru_cache(maxsize=32_768)
def _zones_of_values(group: int, names: str, identity: str, role: str, item: str, relation: str) -> int:
    names, item = _unescaped(names), _unescaped(item)
    if group == _OF_BLOCKS:
        return zones_of(f"{names} {_unescaped(identity)}", role, item)
    zones = zones_of(names, "", item) if names or item else 0
    return zones | int(Zone.AUTHOR) if group == _OF_LINKS and "author" in relation else zones


def _unescaped(text: str) -> str:
    """Return a text or value as it was before the parser wrote it."""
    if "&" not in text:
        return text
    for escape, sign in (("&nbsp;", "\u00a0"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(escape, sign)
    return text


_ATTRIBUTE = re.compile(r' (.[^=]*)="([^"]*)"')


def _claims(html: str, tokens: Tokens, zones: NDArray[np.int64], marked: list[list[int]]) -> Iterator[Claim]:
    """Yield the dates, authors and headlines that elements are marked as: for each, its start, its end and its line."""
    claims = 0
    for token, end, line in marked:
        tag, name = _TABLE.tags[tokens.tags[token]], int(tokens.names[token])
        attributes = {
            key: _unescaped(value) for key, value in _ATTRIBUTE.findall(html[tokens.starts[token] : tokens.ends[token]])
        }
        found = attributes.get("itemprop", "")
        if tag == "time" or found in ("datePublished", "dateModified"):
            value = attributes.get("datetime") or attributes.get("content") or _inner(html, tokens, token, end)
            field = "updated" if found == "dateModified" or "updated" in attributes.get("class", "") else "date"
            origin = f"itemprop {found}" if found.startswith("date") else "time element"
        elif tag == "h1" or found == "headline":
            field, value = "title", _inner(html, tokens, token, end)
            origin = "h1" if tag == "h1" else "itemprop headline"
        elif name >= 0 and zones[name] & int(Zone.AUTHOR):
            field, value = "author", _inner(html, tokens, token, end)
            strong = found == "author" or "author" in attributes.get("rel", "")
            origin = "itemprop author" if strong else "author element"
        else:
            continue
        value = " ".join(value.split())
        if 0 < len(value) <= _LONGEST_CLAIM:
            yield Claim(field, value, origin, line)
            claims += 1
            if claims == _MOST_CLAIMS:
                return


def _inner(html: str, tokens: Tokens, token: int, end: int) -> str:
    """Return the text in an element."""
    kinds, starts, ends = (column[token:end].tolist() for column in (tokens.kinds, tokens.starts, tokens.ends))
    return "".join(
        [
            _unescaped(html[start:stop]) if kind == TEXT else html[start:stop]
            for kind, start, stop in zip(kinds, starts, ends, strict=True)
            if kind <= RAW
        ]
    )
