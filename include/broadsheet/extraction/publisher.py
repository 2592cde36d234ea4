"""Which outlet ran the page, from what the page says of itself.

Each mention that names the outlet is a piece of evidence: the line of a reprint portal, the copyright line, the end of
the window's title, addresses of the house, a masthead that is a host name, links such as *About X* or *X on Facebook*.
Mentions of one name under several spellings (*Daily Post*, *dailypost.co.za*) add up. Without enough evidence there is
no publisher: it is never guessed from the story.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.date_candidates import PUBLISHED_IN
from broadsheet.extraction.names.outlet_mentions import ANCHORS, outlet_mentions
from broadsheet.extraction.names.outlet_names import OutletMention

THRESHOLD = 2.3
"""Weight that a name needs to be given."""

_AGAIN = 0.6
_SAID = 0.25
_MOST_SAID = 5
_PART_OF = 0.5
_EVERYDAY_WORD = 1.5


@dataclass(frozen=True, slots=True)
class Publisher:
    """The outlet.

    Attributes:
        name: As the page writes it; the host name where the page writes nothing else.
        origin: The strongest kind of evidence.
        line: Index of the line that it stands in, null where it stands in several or comes from the page's address.
    """

    name: str
    origin: str
    line: int | None


def find_publisher(article: Article) -> Publisher | None:
    """Return the outlet that ran the page, null where the page does not say enough of it."""
    portal = _of_portal(article)
    if portal is not None:
        return portal
    mentioned: dict[str, list[OutletMention]] = defaultdict(list)
    for mention in outlet_mentions(article):
        if mention.key:
            mentioned[mention.key].append(mention)
    totals = {key: _total(key, mentioned, article) for key in mentioned}
    key = max(totals, key=lambda name: (totals[name], -len(name), name), default="")
    return _named(mentioned[key]) if totals.get(key, 0.0) >= THRESHOLD else None


def _of_portal(article: Article) -> Publisher | None:
    """Read *Published in OUTLET on 11 - 09 - 2018*."""
    if "Published in " not in article.page.text:
        return None
    for index, (line, kept) in enumerate(zip(article.page.lines, article.kept, strict=True)):
        match = PUBLISHED_IN.match(line.text) if line.text.startswith("Published in ") and not kept else None
        if match is not None and line.text[match.end() : match.end() + 1].isdecimal():
            return Publisher(match["outlet"].strip(), "published-in line", index)
    return None


def _total(key: str, mentioned: dict[str, list[OutletMention]], article: Article) -> float:
    """Add up the evidence for a name: each kind once, more of a kind a little, and how often the page says it."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for mention in mentioned[key]:
        kinds[mention.origin].append(mention.weight)
    total = sum(max(found) + _AGAIN * min(len(found) - 1, 3) for found in kinds.values())
    for other, others in mentioned.items():
        if other != key and len(key) > 2 and (other.startswith(key) or other.endswith(key)):
            total += _PART_OF * max(mention.weight for mention in others)
    if total + _SAID * _MOST_SAID < THRESHOLD:
        return total
    text = article.page.text
    names = sorted({mention.name for mention in mentioned[key]})
    if not ANCHORS.isdisjoint(kinds) or any(" " in name for name in names):
        return total + _SAID * min(max(text.count(name) for name in names) - 1, _MOST_SAID)
    said_small = any(
        re.search(rf"(?<!\w){re.escape(name.lower())}(?![\w.])", text) for name in names if not name.islower()
    )
    return total - _EVERYDAY_WORD if said_small else total  # Services, News


def _named(own: list[OutletMention]) -> Publisher:
    """Choose the spelling: several words before one, and a name before a host."""
    written = [mention for mention in own if "." not in mention.name]
    best = max(
        [mention for mention in written if " " in mention.name] or written or own,
        key=lambda mention: (mention.weight, -(mention.line or 0), mention.name),
    )
    strongest = max(own, key=lambda mention: mention.weight)
    return Publisher(best.name, strongest.origin, best.line)
