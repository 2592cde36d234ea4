"""Finds the outlet that ran the page, from what the page says of itself.

Each mention that names the outlet is a piece of evidence: the copyright line, the end of the window's title, addresses
of the house, a masthead that is a host name, links such as *About X* or *X on Facebook*, menus that repeat a name,
people who *told X*. Mentions of one name under several spellings (*Daily Post*,
*dailypost.co.za*) add up, with learned weights. A page of nothing but a story with a wire service's dateline is taken
for the service's own. Without enough evidence there is no publisher.
"""

from collections import Counter
from typing import NamedTuple

from broadsheet.extraction.article import Article
from broadsheet.extraction.dateline import find_dateline
from broadsheet.extraction.lexicon.agency_names import in_full
from broadsheet.extraction.log_linear import chances, weights
from broadsheet.extraction.publisher.hosts import host_of, registered_domain
from broadsheet.extraction.publisher.mentions import outlet_mentions
from broadsheet.extraction.publisher.outlet_names import Evidence, OutletMention, squeezed
from broadsheet.extraction.publisher.scores import by_name, describe

LEAST = 0.35
"""Least probability, against all other names of the page and none, with which a name is given."""


class Publisher(NamedTuple):
    """The outlet.

    Attributes:
        name: As the page writes it; the host name where the page writes nothing else.
        origin: The type of evidence that names it, the strongest one first.
        line: Index of the line that it is in, None where it is in several or comes from the page's address.
        domain: Registered domain of its site, None where the page does not say it.
    """

    name: str
    origin: str
    line: int | None
    domain: str | None = None


def find_publisher(article: Article) -> Publisher | None:
    """Return the outlet that ran the page, None where the page does not say enough of it."""
    found = _likeliest(article) or _of_service(article)
    of_page = registered_domain(host_of(article.url)) if article.url else None
    return found._replace(domain=of_page or found.domain) if found else None


def _likeliest(article: Article) -> Publisher | None:
    """Return the name that the page's own address has, else the one that evidence on the page makes likely enough."""
    grouped = by_name(outlet_mentions(article))
    for key, own in grouped.items():
        if any(mention.origin == Evidence.URL for mention in own):
            return spelled(key, own, article)
    found = describe(grouped, article, least=LEAST)
    likely = dict(zip(found, chances(found.values(), weights("outlet")), strict=True))
    key = max(likely, key=lambda key: (likely[key], -len(key), key), default="")
    return spelled(key, grouped[key], article) if likely.get(key, 0.0) > LEAST else None


def spelled(key: str, own: list[OutletMention], article: Article) -> Publisher:
    """Choose the spelling: a name before a host, with the article where the host has it, not in capitals only."""
    strongest = max(own, key=lambda mention: (weights("outlet").get(mention.origin, 0.0), -(mention.line or 0)))
    written = [mention for mention in own if not mention.is_host]
    sites = Counter([site for mention in own if mention.is_host and (site := registered_domain(mention.name))])
    domain = max(sites, key=lambda site: (sites[site], -len(site), site), default=None)
    text = article.page.text
    if not written:
        name = _written(key, text) or (key if len(sites) > 1 else own[0].name)
        return Publisher(name, strongest.origin, strongest.line, domain)
    hosted = len(written) < len(own)
    said = {name: text.count(name) for name in {mention.name for mention in written}}

    def preference(mention: OutletMention) -> tuple[bool, bool, int, int, str]:
        shouted = mention.name.isupper() and len(mention.name) > _ABBREVIATION
        agrees = squeezed(mention.name.casefold()) == key
        return (hosted and agrees, not shouted, said[mention.name], -(mention.line or 0), mention.name)

    best = max(written, key=preference)
    name = best.name
    bare, headed = name.removeprefix("The "), f"The {name.removeprefix('The ')}"
    stated = [mention.name for mention in written if mention.origin not in _INSIDE_NAMES]
    if hosted:
        name = bare if squeezed(name.casefold()) != key else name
    elif 2 * text.count(headed) > text.count(bare) or 2 * stated.count(headed) > len(stated):
        name = headed
    return Publisher(name, strongest.origin, best.line, domain)


def _of_service(article: Article) -> Publisher | None:
    """Name the wire service whose dateline opens the story, where the page holds hardly anything else."""
    lines, kept = article.page.lines, article.kept
    if article.first >= len(lines):
        return None
    dateline = find_dateline(lines[article.first].text, article.language)
    if dateline is None or dateline.agency is None:
        return None
    around = sum([len(line.text) for line, in_body in zip(lines, kept, strict=True) if not in_body])
    if around > _BARE * len(article.page.text):
        return None
    return Publisher(in_full(dateline.agency), "service's own page", article.first)


_BARE = 0.12
"""Share of a page's characters that may be outside the story where a wire service is taken for its publisher."""


_ABBREVIATION = 4
_INSIDE_NAMES = (Evidence.EDGE, Evidence.PRODUCT)
"""Evidence that cuts a name's article off: *Courier Shop*."""


def _written(label: str, text: str) -> str | None:
    """Return the spelling of a host's label in the page; None if the page has it once or never."""
    folded = text.lower()  # same length, except for one Turkish letter
    words: list[str] = []
    at = folded.find(label)
    while at >= 0:
        word, behind = text[at : at + len(label)], text[at + len(label) : at + len(label) + 2]
        before = text[at - 1 : at] if at else ""
        if word.lower() == label and not (before.isalnum() or before in _JOINED or _goes_on(behind)):
            words.append(word)
        at = folded.find(label, at + 1)
    capital = Counter([word for word in words if not word.islower()])
    return max(capital, key=lambda word: (capital[word], word), default=label if len(words) > 1 else None)


_JOINED = frozenset("@./-_#")


def _goes_on(behind: str) -> bool:
    return behind[:1].isalnum() or (behind[:1] in _JOINED and behind[1:].isalnum())
