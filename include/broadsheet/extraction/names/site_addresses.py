"""Addresses on a page, by mail and by web, as evidence for the outlet whose hosts they name."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter

from broadsheet.extraction.article import Article
from broadsheet.extraction.names.hosts import INNER_DOT, addresses, bare_hosts, site_of
from broadsheet.extraction.names.outlet_names import Evidence, OutletMention


def site_mentions(article: Article, addressed: Iterable[int]) -> Iterator[OutletMention]:
    """Yield the hosts in the page's addresses and those it names, and the accounts of the house elsewhere.

    Args:
        article: The article.
        addressed: Indexes of the lines with an at sign or two slashes.
    """
    dotted = [match.start() for match in INNER_DOT.finditer(article.page.text)]
    if not (dotted or addressed):
        return
    lines = article.page.lines
    places = {bisect_right(lines, offset, key=_start) - 1 for offset in dotted}
    for index in sorted(places.union(addressed) - {-1}):
        text = lines[index].text[:_LONGEST]
        kept = article.kept[index]
        if "@" in text or "www." in text or "://" in text or "[at]" in text or "(at)" in text:
            yield from _addresses(text, index, article, kept=kept)
        for match in bare_hosts(text):
            site = site_of(match[0])
            if site is not None:
                alone = len(match[0]) >= len(text) - 3
                if not alone and match[0].startswith("www."):
                    continue  # counted among the addresses
                named = Evidence.MASTHEAD if alone else Evidence.HOST
                yield OutletMention(match[0], Evidence.STORY_HOST if kept else named, index)


_start = attrgetter("start")


def _addresses(text: str, index: int, article: Article, *, kept: bool) -> Iterator[OutletMention]:
    for match in addresses(text):
        site = site_of(match["host"])
        if site is None:
            continue
        if match["mail"]:
            house = _HOUSE.match(match["mail"]) is not None
            mail = Evidence.HOUSE_MAIL if house else Evidence.STORY_MAIL if kept else Evidence.MAIL
            yield OutletMention(site, mail, index)
        elif _is_of_story(text[match.end() : match.end() + 200], article.title):
            yield OutletMention(site, Evidence.OWN_ADDRESS, index)
        else:
            yield OutletMention(site, Evidence.STORY_HOST if kept else Evidence.WEB, index)
    for handle in _HANDLE.finditer(text) if ".com/" in text else ():
        if handle[1].casefold() not in _NO_HANDLE:
            yield OutletMention(handle[1], Evidence.HANDLE, index)


def _is_of_story(path: str, title: str | None) -> bool:
    if not title or "-" not in path:
        return False
    words = {word for word in re.split(r"\W+", title.casefold()) if len(word) > 3}
    return len(words.intersection(re.split(r"[\W_]+", path.partition(" ")[0].casefold()))) >= _SHARED_WORDS


_LONGEST = 1000
_SHARED_WORDS = 2
_HOUSE = re.compile(
    r"(?:info|infos|kontakt|contact|contacto|contatto|contato|redaktion|redaktionen|redaction|redaccion|redacao|redazione|redactie|"
    r"redakce|redakcja|desk|news|newsdesk|newsroom|editor|editorial|editors|letters|leserbriefe|office|mail|post|service|"
    r"kundenservice|support|feedback|webmaster|abo|aboservice|anzeigen|sales|ads|advertising|publicidad|marketing|presse|press|"
    r"datenschutz|privacy|help|hello|hallo|tips|online|web|admin|subscriptions|suscripciones|sistemas)[\w.-]{0,3}\s?[@\[(]",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"\.(?:(?<=facebook\.)|(?<=twitter\.)|(?<=instagram\.)|(?<=youtube\.)|(?<=x\.))com/(?:user/|c/|@)?([\w.-]{3,40})",
    re.IGNORECASE,
)
_NO_HANDLE = frozenset(
    ("sharer", "share", "intent", "watch", "home", "hashtag", "search", "pages", "dialog", "plugins", "sharer.php",
     "groups", "profile.php")
)  # fmt: skip
