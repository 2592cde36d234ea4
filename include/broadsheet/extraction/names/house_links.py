"""Links by which a site speaks of itself: *About X*, *Follow X on Facebook*, *X Newsletter*, *Source: X*."""

import re

from broadsheet.extraction.names.outlet_names import OutletMention, outlet_mention

SOURCE = "source line"
"""Origin of a name behind *Source:*."""


def house_link(text: str, index: int, *, near_story: bool) -> OutletMention | None:
    """Return the name in a line that is such a link, null where it is none.

    Args:
        text: The line, without bullets.
        index: Its index.
        near_story: Whether it stands above the story or right below it, where *Source:* tells the outlet.
    """
    head, _, rest = text.partition(" ")
    if not rest or (head.casefold() not in _FIRST and rest.rpartition(" ")[2].casefold() not in _LAST):
        return None
    for frame, (origin, weight) in _FRAMES:
        match = frame.fullmatch(text)
        if match is not None:
            return outlet_mention(match["name"], origin, weight, index)
    source = _SOURCE.fullmatch(text) if near_story else None
    return outlet_mention(source["name"], SOURCE, 2.5, index) if source else None


_FIRST_WORDS = """
    about über à acerca sobre om follow like contact job jobs career careers karriere work advertise werben more mehr
    subscribe support join download welcome willkommen folge folgen wir suscríbete ir why search suche buscar source:
    source quelle: quelle fuente: fuente fonte: fonte bron: bron kilde: kilde källa: источник:
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
    r"(?:About|Über|À propos de|Acerca de|Sobre|Om|Follow|Like|Contact|Jobs?\s(?:at|bei|@|i)|Careers?\sat|"
    r"Karriere\sbei|Work\s(?:at|for)|Advertise\s(?:with|on|in)|Werben\s(?:auf|bei)|More\sfrom|Mehr\s(?:von|zu)|Subscribe\sto|Support|"
    r"Join|Download\sthe|Welcome\sto|Willkommen\s(?:auf|bei)|Folgen?(?:\sSie)?|Wir\ssind|Suscríbete\sa|Ir\sa|Why|Search|"
    rf"Suche|Buscar)\s{_NAME}(?:\s(?:on|auf|en|sur|på|no)\s(?:{_PLATFORMS}|socials?|social\smedia)|\s[Aa]pp|\son|\sbei)?"
)
_PLATFORM = re.compile(rf"{_NAME}\s(?:(?:on|auf|sur|en|på|no|bei|su)\s)?{_PLATFORMS}(?:\s\w+)?")
_PRODUCT = re.compile(
    rf"{_NAME}\s(?:App|Newsletters?|Podcasts?|Store|Shop|Abo|ePaper|E-Paper|Digital|Events|Team|Community)"
)
_FRAMES = (
    (_ABOUT, ("links of the house", 1.3)),
    (_PLATFORM, ("links of the house", 1.3)),
    (_PRODUCT, ("products of the house", 0.7)),
)
_SOURCE = re.compile(
    r"(?:Source|Quelle|Fuente|Fonte|Bron|Kilde|Källa|Источник|来源|來源)\s?[:：]\s?(?P<name>[^:：]{2,40})"
)
