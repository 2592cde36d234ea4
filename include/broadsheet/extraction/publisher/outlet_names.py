"""A piece of evidence for the outlet: a name as the page writes it, and the keys under which its spellings meet."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from broadsheet.extraction.publisher.hosts import BARE, label_of_site, site_of


class Evidence(StrEnum):
    """Types of mention; ``benchmarks/name_weights.py`` learns the weight of each."""

    URL = "URL"
    """Host of the page's address."""
    WINDOW_TITLE = "end of the window's title"
    """Behind the headline and a bar."""
    FIRST_LINE = "end of the first line"
    TOP_LINE = "top line"
    """One of the first lines, short and alone."""
    COPYRIGHT = "copyright line"
    COMPANY = "copyright of a company"
    HOUSE_MAIL = "mail of the house"
    """Address of a desk: *info@*, *redaktion@*."""
    MAIL = "mail address"
    OWN_ADDRESS = "address of the story"
    """A web address made of the headline's words."""
    WEB = "web address"
    MASTHEAD = "masthead"
    """A host alone in a line."""
    HOST = "host named"
    """A host among other words."""
    STORY_MAIL = "mail address in the story"
    STORY_HOST = "host in the story"
    HANDLE = "account of the house"
    ABOUT = "about the house"
    LINK = "links of the house"
    PRODUCT = "products of the house"
    INVITATION = "invitation"
    """A name in a line about newsletters, subscriptions or accounts."""
    SOURCE = "source line"
    DATELINE = "dateline"
    """In brackets where the story opens: *LEEDS (Bay Radio) —*."""
    TOLD = "told in the story"
    """*told the Bay Courier*."""
    EDGE = "name around the story"
    """Lines outside the story begin or end with it."""


@dataclass(frozen=True, slots=True)
class OutletMention:
    """A name that may be the outlet's.

    Attributes:
        name: As the page writes it; a host name for an address.
        origin: What type of evidence it is.
        line: Index of the line it is in, None where it is in none or in several.
        count: Number of mentions it represents.
    """

    name: str
    origin: Evidence
    line: int | None
    count: int = 1

    @property
    def is_host(self) -> bool:
        """Whether the name is a host's."""
        return "." in self.name and _is_host(self.name)

    @property
    def key(self) -> str:
        """The name without case, spaces, accents, article and ending of a host.

        >>> OutletMention("The Daily Post", Evidence.LINK, None).key
        'dailypost'
        >>> OutletMention("www.dailypost.co.za", Evidence.WEB, None).key
        'dailypost'
        """
        return self.keys[0]

    @property
    def keys(self) -> tuple[str, ...]:
        """Its key, and the further ones under which a host may write it: with its article, with *ae* for *ä*."""
        return _keys(self.name)


@lru_cache(maxsize=4096)  # the rules ask of a name again and again, and the pages of one outlet hold the same names
def _is_host(name: str) -> bool:
    return BARE.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _keys(name: str) -> tuple[str, ...]:
    folded = name.casefold()
    if "." in name and _is_host(name):
        return (squeezed(label_of_site(site_of(folded) or folded)),)
    plain, whole = squeezed(_ARTICLE.sub("", folded)), squeezed(folded)
    if folded.isascii():
        return (plain, whole) if whole != plain else (plain,)
    return tuple(dict.fromkeys((plain, whole, squeezed(folded.translate(_UMLAUTS)))))


@lru_cache(maxsize=8_192)  # the lines of frames come again on the pages of an outlet
def squeezed(folded: str) -> str:
    """Return a folded name without accents and all that is no letter or digit."""
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
    return _NO_LETTER.sub("", folded)


def outlet_mention(name: str, origin: Evidence, line: int | None, count: int = 1) -> OutletMention | None:
    """Return the mention of `name`, trimmed; None where it cannot be the name of an outlet."""
    name = name.strip(' \t.,:;|•·-–—*+/"“”()!?«»‹›<>[]【】「」『』《》')
    if not 2 <= len(name) <= _LONGEST:
        return None
    words = name.split()
    if not words or len(words) > _MOST_WORDS:
        return None
    first, last = words[0].casefold(), words[-1].casefold()
    if first in _NO_NAMES or last in _NO_NAMES or (len(words) == 1 and first in _NO_NAMES_ALONE):
        return None
    if _RUN_TOGETHER.search(name):
        return None
    if (name.islower() or not (first.isalpha() or any(map(str.isalpha, name)))) and not BARE.fullmatch(name):
        return None
    return OutletMention(name, origin, line, count)


_LONGEST = 44
_MOST_WORDS = 6
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
_ARTICLE = re.compile(r"^(?:the|der|die|das|la|le|el|il|los|les|las|o|a)\s+")
_NO_LETTER = re.compile(r"[^\w]+|_|[\u0300-\u036f]+")
_RUN_TOGETHER = re.compile(r"[a-zß-ÿ]{2}[A-ZÀ-Þ]\w*[a-zß-ÿ]{2}[A-ZÀ-Þ]")
_NO_NAME_WORDS = """
    us uns nous nos noi ons oss me you your our here this all more app it now & and by mein meine my mi mon a an follow
    share like join policy privacy terms licensing contact newsletter newsletters facebook twitter instagram youtube
    linkedin whatsapp tiktok telegram pinterest reddit email e-mail to for of in on with from at or if we is are
    subscribe abo abonnieren sign log login up get
"""
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())
_WORDS_ALONE = """
    the der die das le la les el los il dr c.a cc home news sport sports menu business opinion politics weather search
    startseite politik wirtschaft kultur inicio accueil archive archiv impressum datenschutz kontakt agb cookies cookie
    advertisement anzeige video videos live top best read get see sign log mehr about über google apple android chrome
    firefox safari microsoft amazon gmail windows iphone ios adobe wordpress january february march april may june july
    august september october november december monday tuesday wednesday thursday friday saturday sunday i you he she
    they we who what when why how but and no yes es ja nein
"""
_NO_NAMES_ALONE = frozenset(_WORDS_ALONE.split())
