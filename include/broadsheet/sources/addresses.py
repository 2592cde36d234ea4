"""Chooses and normalises the web address of a page."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_.*|at_(?:medium|campaign|custom\d|link_.*|ptr_.*)|mc_[ce]id|fb(?:clid|_action_ids|_action_types|_source|_ref)|gclid|dclid"
    r"|gbraid|wbraid|msclkid|yclid|igshid?|_ga|_gl|_hs(?:enc|mi)|ns_(?:mchannel|source|campaign|linkname|fee)|cmpid|cmp|campaign_?id"
    r"|ref_?(?:src|url)?|smid|smtyp|sr_share|source|spm|sessionid|jsessionid|phpsessid|sid|wt_?mc(?:_.*)?|wt\.mc.*|xtor|zanpid|trk"
    r"|s_cid|ocid|icid|ncid|partner|share|shared|feature|from|amp|output",
    re.IGNORECASE,
)
"""Parameters that say how a reader came to a page, not which page it is."""
_AMBIGUOUS = frozenset(
    ("source", "from", "share", "shared", "partner", "feature", "output", "amp", "ref", "sid", "cmp")
)
"""Those of them that some sites choose pages by: they go only where another parameter or a path is left."""
_PORTS = {"http": 80, "https": 443}
_LONGEST = 2_000
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/?#]*", re.IGNORECASE)


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


def normal_address(url: str) -> str:
    """Return an address in the form by which two addresses of one page are equal; anything else as it is.

    Scheme and host are in small letters, default ports, fragments, session ids and tracking parameters go, the other
    parameters are sorted.

    >>> normal_address("HTTP://Flussbote.de:80/kai?utm_source=x&id=2#top")
    'http://flussbote.de/kai?id=2'
    """
    if not is_web_address(url):
        return url
    parts = urlsplit(url)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").strip(".")
    try:
        port = parts.port
    except ValueError:
        return url
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path = _SESSION.sub("", parts.path) or "/"
    given = parse_qsl(parts.query, keep_blank_values=True)
    sure = [pair for pair in given if not _TRACKING.fullmatch(pair[0]) or pair[0].lower() in _AMBIGUOUS]
    kept = [pair for pair in sure if pair[0].lower() not in _AMBIGUOUS]
    if not kept and len(path) <= 1:
        kept = sure
    return urlunsplit((scheme, netloc, path, urlencode(sorted(kept)), ""))
