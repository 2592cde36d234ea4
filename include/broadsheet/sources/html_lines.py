"""Turns the tree of an HTML page into lines of text, and notes for each line what the markup knows of it.

Block elements and ``br`` end lines; inline elements do not, and lose no space. A table row whose cells are short is one
line. Scripts, styles, forms' controls, embedded objects and what the page hides are left out. Space is collapsed except
in ``pre``. The lines are like those that converters such as inscriptis write, so the same rules read both.
"""

from typing import NamedTuple

import numpy as np
from selectolax.lexbor import LexborHTMLParser, LexborNode

from broadsheet.sources.html_words import zones_of
from broadsheet.sources.markup import Claim, Markup, Tag, Zone

_DROPPED_TAGS = """
    script style noscript template svg iframe object embed applet canvas audio video select datalist textarea input
    button head title meta link map noframes frameset
"""
DROPPED = _DROPPED_TAGS.split()
"""Elements that hold no text of the page."""

_HIDDEN = '[hidden],[aria-hidden="true" i],[style*="display:none" i],[style*="display: none" i],dialog:not([open])'

_INLINE, _BLOCK, _BREAK, _IMAGE = range(4)
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
_LONGEST_CELL = 80
"""Characters of the longest cell of a row that is one line: longer ones are columns of a layout."""
_LONGEST_CLAIM = 300
_TYPICAL = int(Zone.AUTHOR | Zone.DATE | Zone.TITLE)
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
        return _Reader().finished()
    tree.strip_tags(DROPPED)
    hidden = tree.css(_HIDDEN)
    if not hidden:
        return _Reader().read(body)
    whole = sum(len(node.text(deep=True)) for node in hidden)
    if whole > _HELD_BACK * _SEEN:  # a page that scripts unveil hides its story from readers without scripts
        shown = len(body.text(deep=True)) - whole
        if shown < _SEEN and whole > _HELD_BACK * shown:
            return _Reader().read(body)
    for node in hidden:
        if node.tag not in ("body", "html"):
            node.decompose()
    return _Reader().read(body)


class _Reader:
    """Walks through a tree once; see `read_lines`."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.elements: list[int] = []
        self.linked: list[int] = []
        self.bold: list[int] = []
        self.images: list[int] = []
        self.inline: list[int] = []
        self.parents: list[int] = []
        self.tags: list[int] = []
        self.zones: list[int] = []
        self.paths: list[int] = []
        self.claims: list[Claim] = []
        self._numbers: dict[tuple[int, str, str], int] = {}
        self._parts: list[str] = []
        self._gap = 0
        self._bullet = False
        self._linked = self._bold = self._images = self._inline = 0

    def read(self, body: LexborNode) -> HtmlText:  # noqa: C901, PLR0912, PLR0915  (calls for each node double the time)
        """Read the text below a node."""
        links = bolds = pre = 0
        stack: list[tuple[LexborNode, int, int, int, int]] = []  # node, kind, its element, margin, first line of a row
        kinds, margins, parts = _KINDS, _MARGINS, self._parts
        element = self._enter(body, "body", -1)
        node = body.first_child
        while node is not None:
            tag = node.tag or ""
            child = None
            if tag == "-text":
                text = node.text_content
                if text and (parts or pre or not text.isspace()):
                    if pre and "\n" in text:
                        self._read_pre(text, element)
                    else:
                        parts.append(text)
                        if links:
                            self._linked += len(text)
                        if bolds:
                            self._bold += len(text)
            else:
                kind = kinds.get(tag, _INLINE)
                if kind == _BREAK:
                    if not self._flush(element):
                        self._gap = min(self._gap + 1, 2)
                elif kind == _IMAGE:
                    self._images += 1
                else:
                    child = node.first_child
                    if kind == _BLOCK:
                        if parts:
                            self._flush(element)
                        margin = margins[tag]
                        if margin > self._gap:  # noqa: PLR1730  (a call costs more)
                            self._gap = margin
                        if child is not None:
                            stack.append((node, kind, element, margin, len(self.lines)))
                            element = self._enter(node, tag, element)
                            pre += tag in _VERBATIM
                            bolds += tag in _BOLD
                    elif child is not None:
                        stack.append((node, kind, element, 0, 0))
                        links += tag == "a"
                        bolds += tag in _BOLD
                        if tag in _TELLING:
                            self._look(node, tag)
            if child is not None:
                node = child
                continue
            following = node.next
            while following is None and stack:
                node, kind, outer, margin, begun = stack.pop()
                tag = node.tag or ""
                if kind == _BLOCK:
                    if parts:
                        self._flush(element)
                    if tag == "tr":
                        self._join_cells(begun, element)
                    pre -= tag in _VERBATIM
                    bolds -= tag in _BOLD
                    if margin > self._gap:  # noqa: PLR1730
                        self._gap = margin
                    element = outer
                    self._bullet = False
                else:
                    links -= tag == "a"
                    bolds -= tag in _BOLD
                following = node.next
            node = following
        self._flush(element)
        return self.finished()

    def finished(self) -> HtmlText:
        """Return what was read."""
        markup = Markup(
            np.array(self.elements, np.int32),
            np.array(self.linked, np.int32),
            np.array(self.bold, np.int32),
            np.array(self.images, np.int32),
            np.array(self.inline, np.int64),
            np.array(self.parents, np.int32),
            np.array(self.tags, np.int8),
            np.array(self.zones, np.int64),
            np.array(self.paths, np.int64),
            tuple(self.claims),
        )
        return HtmlText(self.lines, markup)

    def _enter(self, node: LexborNode, tag: str, parent: int) -> int:
        """Add an element that begins lines; return its number."""
        zones = _ZONES.get(tag, 0)
        names = ""
        attributes = node.attributes
        if attributes:
            names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
            found = attributes.get("itemprop") or ""
            zones |= zones_of(names, attributes.get("role") or "", found)
            if zones & _TYPICAL or tag == "h1":
                self._claim(node, tag, found, zones, attributes)
        elif tag == "h1":
            self._claim(node, tag, "", zones, {})
        number = len(self.parents)
        self.parents.append(parent)
        self.tags.append(_TAGS.get(tag, 0))
        self.zones.append(zones)
        above = self.paths[parent] if parent >= 0 else -1
        self.paths.append(self._numbers.setdefault((above, tag, names.partition(" ")[0]), len(self._numbers)))
        if tag == "li":
            self._bullet = True
        elif tag not in _UNDER_BULLET:
            self._bullet = False
        return number

    def _look(self, node: LexborNode, tag: str) -> None:
        """Note what an inline element says of the line it is in."""
        attributes = node.attributes
        zones = _ZONES.get(tag, 0)
        if attributes:
            names = attributes.get("class") or ""
            found = attributes.get("itemprop") or ""
            relation = (attributes.get("rel") or "") if tag == "a" else ""
            if "author" in relation:
                zones |= Zone.AUTHOR
            if names or found:
                zones |= zones_of(names, "", found)
            if zones & _TYPICAL:
                self._claim(node, tag, found, zones, attributes)
        self._inline |= zones

    def _claim(self, node: LexborNode, tag: str, found: str, zones: int, attributes: dict[str, str | None]) -> None:
        """Note a date, an author or a headline that an element is marked as."""
        line = len(self.lines) + (self._gap if self.lines else 0)
        if tag == "time" or found in ("datePublished", "dateModified"):
            value = attributes.get("datetime") or attributes.get("content") or node.text(deep=True)
            field = "updated" if found == "dateModified" or "updated" in (attributes.get("class") or "") else "date"
            origin = f"itemprop {found}" if found.startswith("date") else "time element"
            self._add(field, value or "", origin, line)
        elif tag == "h1" or found == "headline":
            self._add("title", node.text(deep=True), "h1" if tag == "h1" else "itemprop headline", line)
        elif zones & Zone.AUTHOR:
            strong = found == "author" or "author" in (attributes.get("rel") or "")
            self._add("author", node.text(deep=True), "itemprop author" if strong else "author element", line)

    def _add(self, field: str, value: str, origin: str, line: int) -> None:
        value = " ".join(value.split())
        if 0 < len(value) <= _LONGEST_CLAIM and len(self.claims) < _MOST_CLAIMS:
            self.claims.append(Claim(field, value, origin, line))

    def _flush(self, element: int) -> bool:
        """End a line; return whether there was one."""
        if not self._parts:
            return False
        text = " ".join("".join(self._parts).split())
        self._parts.clear()
        if not text:
            self._linked = self._bold = 0
            return False
        self._write(text, element)
        return True

    def _write(self, text: str, element: int) -> None:
        if self.lines:
            for _ in range(self._gap):
                self._append("", -1)
        if self._bullet:
            text = f"• {text}"
            self._bullet = False
        self._append(text, element)
        self.linked[-1], self.bold[-1] = min(self._linked, len(text)), min(self._bold, len(text))
        self.images[-1], self.inline[-1] = self._images, self._inline
        self._gap = self._linked = self._bold = self._images = self._inline = 0

    def _append(self, text: str, element: int) -> None:
        self.lines.append(text)
        self.elements.append(element)
        self.linked.append(0)
        self.bold.append(0)
        self.images.append(0)
        self.inline.append(0)

    def _read_pre(self, text: str, element: int) -> None:
        """Read the lines of preformatted text."""
        first, *others = text.split("\n")
        self._parts.append(first)
        for other in others:
            if not self._flush(element):
                self._gap = min(self._gap + 1, 2)
            self._parts.append(other)

    def _join_cells(self, begun: int, row: int) -> None:
        """Join the cells of a row that ends now to one line, where each is a short line of its own."""
        written = self.lines[begun:]
        if written and not written[0]:
            begun += 1
            written = written[1:]
        if not 2 <= len(written) <= _MOST_CELLS or len(set(self.elements[begun:])) < len(written):
            return
        if not all(0 < len(cell) <= _LONGEST_CELL for cell in written):
            return
        inline = 0
        for flags in self.inline[begun:]:
            inline |= flags
        joined = ("  ".join(written), row, sum(self.linked[begun:]), sum(self.bold[begun:]), sum(self.images[begun:]))
        for column in (self.lines, self.elements, self.linked, self.bold, self.images, self.inline):
            del column[begun:]
        self._append(joined[0], joined[1])
        self.linked[-1], self.bold[-1], self.images[-1], self.inline[-1] = *joined[2:], inline


_MOST_CELLS = 24
_MOST_CLAIMS = 200
_VERBATIM = frozenset(("pre", "xmp", "listing"))
_TELLING = frozenset(["a", "span", "time", "b", "strong", "em", "i", "small", "cite", "font", "label", "abbr"])
"""Inline elements whose classes are read."""
_UNDER_BULLET = frozenset(("p", "ul", "ol"))
_KINDS = {
    **dict.fromkeys(_MARGINS, _BLOCK),
    **dict.fromkeys(("br", "wbr"), _BREAK),
    **dict.fromkeys(("img", "picture", "amp-img"), _IMAGE),
}
del _KINDS["hr"], _KINDS["option"], _KINDS["optgroup"]
_KINDS["wbr"] = _INLINE
_KINDS["hr"] = _BLOCK
