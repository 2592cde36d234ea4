"""Reads an HTML page: its text in lines, what the markup knows of them, and what the page claims of itself."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from broadsheet.sources.html_claims import read_claims
from broadsheet.sources.html_detection import is_html, saved_from
from broadsheet.sources.html_lines import HtmlText, read_lines
from broadsheet.sources.markup import Claim

_SOURCE_VIEW = "td.line-content, pre#line1, body#viewsource pre, body#viewsource"
"""Where browsers put the source of a page when they save their view of it."""
_NUMBERED_VIEW = re.compile(r"\s*\d{1,6}[\t ]+<(?:!doctype|html|\?xml|head)", re.IGNORECASE)
_LINE_NUMBER = re.compile(r"^[ \t]*\d{1,6}(?:[\t ]|$)", re.MULTILINE)


def html_in(text: str) -> str | None:
    """Return the HTML document or fragment that a decoded file is; None where it is something else.

    Line numbers are taken off where the file is a copied view of a page's source.

    >>> html_in("1 <html>\\n2 <p>Rain.</p>")
    '<html>\\n<p>Rain.</p>'
    """
    if _NUMBERED_VIEW.match(text):
        bare = _LINE_NUMBER.sub("", text)
        return bare if is_html(bare) else None
    return text if is_html(text) else None


def read_html(text: str) -> HtmlText:
    """Return the text of an HTML page in lines, with what its markup knows of each and what it claims of itself.

    A saved view of a page's source is read as the page itself.
    """
    tree = LexborHTMLParser(text)
    source = _viewed_source(tree, text)
    if source is not None:
        text, tree = source, LexborHTMLParser(source)
    claims = read_claims(tree)
    address = saved_from(text)
    if address:
        claims = (*claims, Claim("url", address, "note of the browser"))
    found = read_lines(tree)
    return found._replace(markup=found.markup._replace(claims=(*claims, *found.markup.claims)))


def _viewed_source(tree: LexborHTMLParser, text: str) -> str | None:
    """Return the HTML that a page shows as its text, where that is what a browser's view of a source saved."""
    if "&lt;" not in text or not any(name in text for name in ("line-content", "line1", "viewsource")):
        return None  # a search in the tree costs a hundred times as much
    shown: list[LexborNode] = tree.css(_SOURCE_VIEW)
    if not shown:
        return None
    inner = "\n".join([node.text(deep=True) for node in shown]) if shown[0].tag == "td" else shown[0].text(deep=True)
    return inner if is_html(inner) else None
