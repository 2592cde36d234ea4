"""Links by which a site speaks of itself: *About X*, *Follow X on Facebook*, *X Newsletter*, *Source: X*."""

import re

from broadsheet.extraction.names.outlet_names import Evidence, OutletMention, outlet_mention


def house_link(text: str, index: int, *, near_story: bool) -> OutletMention | None:
    """Return the name in a line that is such a link, null where it is none.

    Args:
        text: The line, without bullets.
        index: Its index.
        near_story: Whether it stands above the story or right below it, where *Source:* tells the outlet.
    """
    opening, space, rest = text.partition(" ")
    before, _, ending = rest.rpartition(" ")
    ends = ending.casefold() in _LAST
    if not space or not (ends or opening.casefold() in _FIRST):
        return None
    platform = ends or before.rpartition(" ")[2].casefold() in _LAST
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
    podcast podcasts store shop abo epaper e-paper digital events team community x socials
"""
_FIRST = frozenset(_FIRST_WORDS.split())
_LAST = frozenset(_LAST_WORDS.split())
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
    rf"{_NAME}\s(?:App|Newsletters?|Podcasts?|Store|Shop|Abo|ePaper|E-Paper|Digital|Events|Team|Community)"
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
