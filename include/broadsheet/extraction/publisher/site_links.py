"""Links by which a site speaks of itself: *About X*, *Follow X on Facebook*, *X Newsletter*, *Source: X*."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter

from broadsheet.extraction.article import Article
from broadsheet.extraction.publisher.hosts import INNER_DOT, addresses, bare_hosts, site_of
from broadsheet.extraction.publisher.outlet_names import Evidence, OutletMention, outlet_mention


def house_link(text: str, index: int, *, near_story: bool) -> OutletMention | None:
    """Return the name in a line that is such a link, None where it is none.

    Args:
        text: The line, without bullets.
        index: Its index.
        near_story: Whether it is above the story or right below it, where *Source:* names the outlet.
    """
    opening, space, rest = text.partition(" ")
    before, _, ending = rest.rpartition(" ")
    ends = ending.casefold() in ENDINGS
    if not space or not (ends or opening.casefold() in OPENINGS):
        return None
    platform = ends or before.rpartition(" ")[2].casefold() in ENDINGS
    for frame, origin in _FRAMES if platform else _FRAMES[:2]:
        match = frame.fullmatch(text)
        if match is not None:
            return outlet_mention(match["name"], origin, index)
    source = _SOURCE.fullmatch(text) if near_story else None
    return outlet_mention(source["name"], Evidence.SOURCE, index) if source else None


_FIRST_WORDS = """
    about über à acerca sobre om follow like contact job jobs career careers karriere work advertise werben more mehr
    subscribe support join download shop inside welcome willkommen folge folgen wir suscríbete ir why search
    suche buscar over о source: source quelle: quelle fuente: fuente fonte: fonte bron: bron kilde: kilde källa:
    источник:
"""
_LAST_WORDS = """
    facebook twitter instagram youtube linkedin whatsapp tiktok telegram pinterest news app newsletter newsletters
    podcast podcasts store shop abo epaper e-paper digital events team community x socials logo homepage
"""
OPENINGS = frozenset(_FIRST_WORDS.split())
"""First words of such links."""
ENDINGS = frozenset(_LAST_WORDS.split())
"""Last words of such links."""
_PLATFORMS = r"(?:Facebook|Twitter|X|Instagram|You[Tt]ube|LinkedIn|WhatsApp|TikTok|Telegram|Pinterest|Google\sNews)"
_NAME = (
    r"(?P<name>(?:[Tt]he\s|[Dd]e[rn]\s)?[^\W_a-z][\w.&'’!+-]*"
    r"(?:\s(?:[^\W_a-z][\w.&'’!+-]*|of|and|und|de|del|di|the|für|&|e|y)){0,5})"
)
_ABOUT = re.compile(
    rf"(?:About|Über|À propos d[eu']|Acerca de|Sobre|Om|Over|Chi è|Jobs?\s(?:at|bei|@|i)|"
    rf"Careers?\sat|Karriere\sbei|Work\s(?:at|for)|"
    rf"Advertise\s(?:with|on|in)|Werben\s(?:auf|bei|in)|Why|О)\s{_NAME}"
)
_LINK = re.compile(
    r"(?:Follow|Like|Contact|More\sfrom|Mehr\s(?:von|zu)|Subscribe\sto|Support|"
    r"Join|Download\sthe|Welcome\sto|Willkommen\s(?:auf|bei)|Folgen?(?:\sSie)?|Wir\ssind|Suscríbete\sa|Ir\sa|Search|Shop|Inside|"
    rf"Suche|Buscar)\s{_NAME}(?:\s(?:on|auf|en|sur|på|no)\s(?:{_PLATFORMS}|socials?|social\smedia)|\s[Aa]pp|\son|\sbei)?"
)
_PLATFORM = re.compile(rf"{_NAME}\s(?:(?:on|auf|sur|en|på|no|bei|su)\s)?{_PLATFORMS}(?:\s\w+)?")
_PRODUCT = re.compile(
    rf"{_NAME}\s(?:App|Newsletters?|Podcasts?|Store|Shop|Abo|ePaper|E-Paper|Digital|Events|Team|Community|[Ll]ogo|[Hh]omepage)"
)
_FRAMES = (
    (_ABOUT, Evidence.ABOUT),
    (_LINK, Evidence.LINK),
    (_PLATFORM, Evidence.LINK),
    (_PRODUCT, Evidence.PRODUCT),
)
_SOURCE = re.compile(
    r"(?:Source|Quelle|Fuente|Fonte|Bron|Kilde|Källa|Источник|来源|來源)\s?[:：]\s?(?P<name>[^:：]{2,40})"
)


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
    places = {bisect_right(lines, offset, key=_line_start) - 1 for offset in dotted}
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
                yield OutletMention(match[0][-len(site) :], Evidence.STORY_HOST if kept else named, index)


_line_start = attrgetter("start")


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
