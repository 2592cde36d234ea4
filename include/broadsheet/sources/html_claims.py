"""Reads what an HTML page claims of itself outside its text: JSON-LD, Open Graph, ``meta``, ``link``, ``html lang``.

Nothing is judged here: each value is a `Claim` with its origin, as given but for space and character references.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from broadsheet.sources.markup import Claim

_META: dict[str, tuple[str, ...]] = {
    "title": (
        "og:title", "twitter:title", "dc.title", "dcterms.title", "sailthru.title", "parsely-title", "citation_title",
        "headline", "title",
    ),
    "date": (
        "article:published_time", "article:published", "og:article:published_time", "datepublished", "sailthru.date",
        "parsely-pub-date", "cxenseparse:recs:publishtime", "pubdate", "publishdate", "publish-date", "publish_date",
        "publication_date", "publication-date", "dc.date.issued", "dcterms.issued", "dcterms.created",
        "dc.date.created", "dc.date", "dcterms.date", "date", "article_date_original", "originalpublicationdate",
        "article.published", "displaydate", "ptime", "citation_publication_date", "og:pubdate", "og:published_time",
        "date_published", "publish_time", "weibo: article:create_at", "rnews:datepublished", "prism.publicationdate",
        "article.created", "pdate", "apub:time",
    ),
    "updated": (
        "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified",
        "last-modified", "lastmod", "article.updated", "date_modified", "revised", "weibo: article:update_at",
    ),
    "author": (
        "author", "article:author", "dc.creator", "dcterms.creator", "sailthru.author", "parsely-author", "byl",
        "cxenseparse:author", "article:author_name", "citation_author", "authors", "og:article:author", "rnews:author",
        "dc.author", "article.author",
    ),
    "publisher": (
        "og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "application-name", "cre", "source",
        "citation_journal_title", "apple-mobile-web-app-title",
    ),
    "language": ("og:locale", "content-language", "dc.language", "language", "inlanguage"),
    "url": ("og:url", "twitter:url"),
}  # fmt: skip
_FIELDS = {name: field for field, names in _META.items() for name in names}

_ARTICLES = re.compile(
    r"(?:News|Blog|Report|Reportage|Opinion|Analysis|Background|Review|Satirical|Scholarly|Tech|Advertiser)?"
    r"(?:Article|Posting|NewsArticle|ContentArticle)|Report|Review|Recipe"
)
_PAGES = frozenset(("WebPage", "ItemPage", "AboutPage", "CreativeWork", "Blog"))
_LONGEST_JSON = 1_000_000
_LONGEST_VALUE = 500
_DEEPEST = 6
_MOST_AUTHORS = 12
_COMMENT = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")

Node = Mapping[str, Any]


def read_claims(tree: LexborHTMLParser) -> tuple[Claim, ...]:
    """Return what a parsed page claims of itself, before anything is taken out of the tree."""
    return (*_json_ld(tree), *_meta(tree), *_links(tree), *_head(tree))


def _head(tree: LexborHTMLParser) -> Iterator[Claim]:
    title = tree.css_first("head > title") or tree.css_first("title")
    if title is not None:
        yield from _claim("title", title.text(deep=True), "title element")
    root = tree.css_first("html")
    if root is not None:
        attributes = root.attributes
        yield from _claim("language", attributes.get("lang") or attributes.get("xml:lang"), "html lang")


def _meta(tree: LexborHTMLParser) -> Iterator[Claim]:
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        for kind in ("property", "name", "itemprop", "http-equiv"):
            name = attributes.get(kind)
            if not name:
                continue
            field = _FIELDS.get(name.strip().lower())
            if field is not None:
                yield from _claim(field, attributes.get("content"), f"meta {name.strip()}")
                break


def _links(tree: LexborHTMLParser) -> Iterator[Claim]:
    for node in tree.css("link[rel~=canonical i]"):
        yield from _claim("url", node.attributes.get("href"), "canonical link")
    base = tree.css_first("base[href]")
    if base is not None:
        yield from _claim("base", base.attributes.get("href"), "base element")


def _json_ld(tree: LexborHTMLParser) -> Iterator[Claim]:
    graphs = [loaded for node in tree.css('script[type*="ld+json" i]') if (loaded := _load(node.text(deep=True)))]
    if not graphs:
        return
    nodes = list(_nodes(graphs, 0))
    types = [_types(node) for node in nodes]
    named = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    articles = [node for node, kinds in zip(nodes, types, strict=True) if _is_article(kinds)]
    others = [node for node, kinds in zip(nodes, types, strict=True) if kinds & _PAGES and not _is_article(kinds)]
    if articles:
        yield from _of_article(_fullest(articles), named)
    else:
        for node in others[:1]:
            for field, key in (("date", "datePublished"), ("updated", "dateModified")):
                yield from _claim(field, _text(node.get(key)), f"JSON-LD {key} of the page")
    for node, kinds in zip(nodes, types, strict=True):
        if "WebSite" in kinds:
            yield from _claim("publisher", _text(node.get("name")), "JSON-LD website")


def _fullest(articles: list[Node]) -> Node:
    """Return the article that the page is about: the one with the most of what is read here, the first of equals."""
    keys = ("headline", "datePublished", "author", "publisher", "articleBody", "mainEntityOfPage")
    return max(articles, key=lambda node: sum(key in node for key in keys))


def _of_article(node: Node, named: Mapping[str, Node]) -> Iterator[Claim]:
    yield from _claim("title", _text(node.get("headline")) or _text(node.get("name")), "JSON-LD headline")
    for field, keys in (("date", ("datePublished", "dateCreated")), ("updated", ("dateModified",))):
        for key in keys:
            yield from _claim(field, _text(node.get(key)), f"JSON-LD {key}")
    for key in ("author", "creator"):
        names = list(dict.fromkeys(_names(node.get(key), named)))[:_MOST_AUTHORS]
        for name in names:
            yield from _claim("author", name, f"JSON-LD {key}")
        if names:
            break
    for name in list(_names(node.get("publisher"), named))[:1]:
        yield from _claim("publisher", name, "JSON-LD publisher")
    language = node.get("inLanguage")
    yield from _claim("language", _text(language), "JSON-LD inLanguage")
    page = node.get("mainEntityOfPage")
    address = _text(node.get("url")) or (_text(page) if isinstance(page, str) else None)
    if isinstance(page, Mapping):
        address = address or _text(page.get("@id"))
    yield from _claim("url", address, "JSON-LD url")


def _names(value: Any, named: Mapping[str, Node]) -> Iterator[str]:
    """Yield the names of people or organisations, given as text, as objects, or as references to such."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            found = named.get(one)
            yield str(found.get("name") or "") if found is not None else one
        elif isinstance(one, Mapping):
            known = one if "name" in one else named.get(str(one.get("@id")), {})
            names = known.get("name")
            for name in names if isinstance(names, list) else [names]:
                if isinstance(name, str):
                    yield name


def _load(text: str | None) -> Any:
    if not text or len(text) > _LONGEST_JSON:
        return None
    bare = _COMMENT.sub("", text.strip()).strip()
    for reading in (bare, _TRAILING_COMMA.sub("", bare)):
        try:
            return json.loads(reading, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    """Yield the objects of a graph that may be the page, but not those that it only lists."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "author", "publisher", "itemReviewed"):
            inner = value.get(key)
            if isinstance(inner, (list, Mapping)):
                yield from _nodes(inner, depth + 1)


def _types(node: Node) -> set[str]:
    kinds = node.get("@type")
    return {str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind}


def _is_article(kinds: set[str]) -> bool:
    return any(_ARTICLES.fullmatch(kind) for kind in kinds)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), None)
    if isinstance(value, Mapping):
        value = value.get("@value") or value.get("name")
    return value if isinstance(value, str) else None


def _claim(field: str, value: str | None, origin: str) -> Iterable[Claim]:
    """Yield a claim of a value that is there, its space collapsed, and references undone that were escaped twice."""
    if not isinstance(value, str):
        return
    if "&" in value:
        value = html.unescape(value)
    if "<" in value:
        value = _TAGS.sub(" ", value)
    value = " ".join(value.split())
    if 0 < len(value) <= _LONGEST_VALUE:
        yield Claim(field, value, origin)


_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
