"""A piece of evidence for the outlet: a name as the page writes it, and the key under which its spellings meet."""

import re
from dataclasses import dataclass
from functools import lru_cache

from broadsheet.extraction.names.hosts import BARE, label_of_site, site_of


@dataclass(frozen=True, slots=True)
class OutletMention:
    """A name that may be the outlet's.

    Attributes:
        name: As the page writes it; a host name for an address.
        origin: What kind of evidence it is.
        weight: How much it speaks for the name.
        line: Index of the line it stands in, null where it stands in none or in several.
    """

    name: str
    origin: str
    weight: float
    line: int | None

    @property
    def key(self) -> str:
        """The name without case, spaces, article and ending of a host.

        >>> OutletMention("The Daily Post", "", 0, None).key, OutletMention("www.dailypost.co.za", "", 0, None).key
        ('dailypost', 'dailypost')
        """
        return _key(self.name)


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    folded = name.casefold()
    if "." in name and BARE.fullmatch(name):
        folded = re.sub(r"^the(?=\w{3})", "", label_of_site(site_of(folded) or folded))
    return squeezed(folded)


def squeezed(name: str) -> str:
    """Return a folded name without its article and all that is no letter or digit."""
    return _NO_LETTER.sub("", _ARTICLE.sub("", name))


def outlet_mention(name: str, origin: str, weight: float, line: int | None) -> OutletMention | None:
    """Return the mention of `name`, trimmed; null where it cannot be the name of an outlet."""
    name = name.strip(' \t.,:;|•·-–—*+/"“”()')
    words = name.split()
    letters = [character for character in name if character.isalpha()]
    if len(letters) < 2 or len(name) > _LONGEST or len(words) > _MOST_WORDS or _RUN_TOGETHER.search(name):
        return None
    if not {words[0].casefold(), words[-1].casefold()}.isdisjoint(_NO_NAMES):
        return None
    if all(character.islower() for character in letters) and not BARE.fullmatch(name):
        return None
    if len(words) == 1 and words[0].casefold() in _NO_NAMES_ALONE:
        return None
    return OutletMention(name, origin, weight, line)


_LONGEST = 44
_MOST_WORDS = 6
_ARTICLE = re.compile(r"^(?:the|der|die|das|la|le|el|il)\s+")
_NO_LETTER = re.compile(r"\W+")
_RUN_TOGETHER = re.compile(r"[a-zß-ÿ]{2}[A-ZÀ-Þ]\w*[a-zß-ÿ]{2}[A-ZÀ-Þ]")
_NO_NAME_WORDS = """
    us uns nous nos noi ons oss me you your our here this all more app it now & and by mein meine my mi mon a an follow
    share like join policy privacy terms licensing contact
"""
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())
_NO_NAMES_ALONE = frozenset(("the", "der", "die", "das", "dr", "c.a", "cc"))
