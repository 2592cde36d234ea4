"""Chooses the outlet among the name that the text gives and the names that are claimed.

The host of the page's address is whose site it is. A claimed name that is the host's name written out is the best
spelling of it; a name that several claims agree on is the outlet's where there is no address.
"""

from collections import Counter
from typing import NamedTuple

from broadsheet.extraction.evidence.claims import Claims
from broadsheet.extraction.publisher.find import Publisher
from broadsheet.extraction.publisher.hosts import host_of, label_of_site, registered_domain, site_of
from broadsheet.extraction.publisher.outlet_names import squeezed
from broadsheet.sources.addresses import is_web_address

_RANKS = (
    "input",
    "meta og:site_name",
    "JSON-LD publisher",
    "JSON-LD website",
    "meta publisher",
    "meta application-name",
)
"""Claims of a publisher, the one that most often names it first."""
_LONGEST = 60
_SHORTEST_LABEL = 3


class _Name(NamedTuple):
    name: str
    origin: str
    key: str


def weigh_publisher(found: Publisher | None, claims: Claims) -> Publisher | None:
    """Return the outlet of a page; `found` is the one that its text and its address give."""
    names = [name for claim in claims.named("publisher") if (name := _name(claim.value, claim.origin))]
    domain = registered_domain(host_of(claims.url)) if claims.url else None
    site = site_of(host_of(claims.url)) if claims.url else None
    if found is not None and domain:
        found = found._replace(domain=domain)
    if not names:
        return found
    label = squeezed(label_of_site(site)) if site else ""
    of_host = [name for name in names if label and _is_of_host(name.key, label)]
    if of_host:
        return _given(_best(of_host), found, domain)
    counted = Counter(name.key for name in names)
    agreed = [name for name in names if counted[name.key] > 1]
    if agreed:
        return _given(_best(agreed), found, domain)
    if found is None or found.name == site:
        strong = [name for name in names if _rank(name.origin) < len(_RANKS)]
        return _given(_best(strong), found, domain) if strong else found
    return found


def _given(name: _Name, found: Publisher | None, domain: str | None) -> Publisher:
    if found is not None and squeezed(found.name.casefold()) == name.key:
        return found._replace(domain=domain or found.domain)
    note = f"; the text reads: {found.name}" if found is not None and found.line is not None else ""
    return Publisher(name.name, name.origin + note, None, domain or (found.domain if found else None))


def _best(names: list[_Name]) -> _Name:
    return min(names, key=lambda name: (_rank(name.origin), names.index(name)))


def _rank(origin: str) -> int:
    if origin in _RANKS:
        return _RANKS.index(origin)
    return len(_RANKS) if origin.startswith(("meta", "JSON-LD")) else 0


def _name(value: str, origin: str) -> _Name | None:
    """Return a claimed name, None for what is no name: an address, a handle, a sentence."""
    name = value.strip().rstrip("/")
    if is_web_address(name) or name.startswith("@") or len(name) > _LONGEST:
        return None
    key = squeezed(name.casefold().removeprefix("www."))
    return _Name(name, origin, key.removeprefix("the") or key) if key else None


def _is_of_host(key: str, label: str) -> bool:
    """Return whether a name is that of a host's label: the same letters, with an article or an ending more."""
    label = label.removeprefix("the") or label
    if key == label or squeezed(key) == label:
        return True
    shorter, longer = sorted((key, label), key=len)
    return len(shorter) >= _SHORTEST_LABEL and longer.startswith(shorter) and len(longer) <= 2 * len(shorter) + 4
