"""Chooses the web address of a page among those that its input and its markup state."""

from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

_LONGEST = 2_000


def page_address(claimed: Sequence[str], given: str | None) -> str | None:
    """Return the address of a page as it is stated; None where nothing that states one is a web address.

    The address that the input gives comes first: the crawler knows what it read. A claim of the page's own is taken
    where the input gives none; one without a path is the site's, not the page's, where another has one.

    >>> page_address(["https://flussbote.de/", "https://flussbote.de/kai"], None)
    'https://flussbote.de/kai'

    Args:
        claimed: What the page claims, the strongest first; relative addresses are resolved.
        given: What the input gives.
    """
    if given and is_web_address(given.strip()):
        return given.strip()
    base = next((one for one in claimed if is_web_address(one)), None)
    found = [urljoin(base, one) if base and one.startswith("/") else one for one in claimed]
    addresses = [one for one in found if is_web_address(one)]
    return next((one for one in addresses if urlsplit(one).path.strip("/")), next(iter(addresses), None))


def is_web_address(text: str) -> bool:
    """Return whether a text is an address of the web, with a host that can be one.

    >>> is_web_address("https://flussbote.de/kai"), is_web_address("/kai"), is_web_address("http://localhost/")
    (True, False, False)
    """
    if len(text) > _LONGEST or not text[:8].lower().startswith(("http://", "https://")):
        return False
    try:
        host = urlsplit(text).hostname
    except ValueError:
        return False
    return host is not None and "." in host.strip(".") and " " not in text
