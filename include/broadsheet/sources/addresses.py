"""Web addresses of pages: which one counts, its normal form, and what the addresses of one page have in common.

See ``docs/decisions/addresses.md``.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, urljoin, urlsplit

from broadsheet.sources.markup import Claim

_LONGEST = 2_000

GIVEN = "input"
"""Origin of an address that the input gives without a name of its own for it."""

_OWN_CLAIMS = ("canonical link", "meta ", "JSON-LD ", "note of the browser")
"""How the origins of addresses begin that a page claims itself."""


class PageAddress(NamedTuple):
    """The address of a page as it is stated.

    Attributes:
        url: The address.
        origin: What states it: the name of the input, or a claim of the page such as "canonical link".
    """

    url: str
    origin: str


def page_address(claims: Sequence[Claim], given: str | None, given_origin: str = GIVEN) -> PageAddress | None:
    """Return the address of a page as it is stated; None where nothing that states one is a web address.

    The address that the input gives comes first: the crawler knows what it read. A claim of the page's own is taken
    where the input gives none; one without a path is the site's, not the page's, where another has one.

    >>> page_address([Claim("url", "https://flussbote.de/kai", "canonical link")], None)
    PageAddress(url='https://flussbote.de/kai', origin='canonical link')

    Args:
        claims: What the page claims, the strongest first; relative addresses are resolved.
        given: What the input gives.
        given_origin: The name of the input.
    """
    if given and is_web_address(given.strip()):
        return PageAddress(given.strip(), given_origin)
    base = next((claim.value for claim in claims if is_web_address(claim.value)), None)
    found = [
        PageAddress(urljoin(base, one.value) if base and one.value.startswith("/") else one.value, one.origin)
        for one in claims
    ]
    addresses = [one for one in found if is_web_address(one.url)]
    return next((one for one in addresses if urlsplit(one.url).path.strip("/")), next(iter(addresses), None))


def is_given(origin: str | None) -> bool:
    """Return whether an address comes from the input; the origins of all others are claims of the page itself.

    >>> is_given("WARC header"), is_given("canonical link"), is_given(None)
    (True, False, False)
    """
    return origin is not None and not origin.startswith(_OWN_CLAIMS)


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


_LONGEST_HOST = 253
"""Characters of a host name (RFC 1035, section 3.1: 255 octets with lengths and root)."""

_DEFAULT_PORTS = {"http": 80, "https": 443}

_TRACKING_PREFIXES = (
    "utm_", "mtm_", "matomo_", "piwik_", "hsa_", "mc_", "oly_", "vero_", "itm_", "at_", "ns_", "_hs", "__hs", "guce_",
    "aspsessionid",
)  # fmt: skip
_TRACKING = frozenset(
    (
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid",
        "fbc_id", "igshid", "igsh", "mibextid", "li_fat_id", "epik", "srsltid", "_ga", "_gl", "mkt_tok", "guccounter",
        "pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid", "xtor", "s_kwcid",
        "wt_mc", "wt.mc_id", "wt_zmc", "cmpid", "ref_src", "ref_url",
        "__twitter_impression", "soc_src", "soc_trk", "sr_share", "phpsessid", "jsessionid",
    )
)  # fmt: skip
"""Names of parameters that say where a visitor came from or who it is, never which page is asked for.

Exact names, unlike the lists that browsers and cleaners use: a parameter that is left by mistake costs nothing, because
copies are found by their text; one that is taken off by mistake makes two articles one page.
"""

_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = "%/:@!$&'()*+,;=~"
_IN_QUERY = _IN_PATH + "?"


def normal_address(url: str) -> str | None:
    """Return the normal form of a web address, None where it cannot be read; the normal form of that form is itself.

    As in RFC 3986, section 6.2: scheme and host in small letters, the host in ASCII (punycode), no default port, dot
    segments resolved, escapes only where they are needed and with capitals. Parameters of tracking and sessions, the
    user and the fragment are left out, but for a fragment that names the page (``#!…``, ``#/…``). The other parameters
    are sorted by name.

    >>> normal_address("HTTP://Www.Flussbote.de:80/a/../k%61i?utm_source=x&id=7#top")
    'http://www.flussbote.de/kai?id=7'
    """
    try:
        parts = urlsplit(_AMPERSAND.sub("&", url.strip()))
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:  # a broken host or port
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    at = f":{port}" if port is not None and port != _DEFAULT_PORTS[parts.scheme] else ""
    path = _escaped(_SESSION.sub("", parts.path), _IN_PATH)
    fields = [_escaped(field, _IN_QUERY) for field in parts.query.split("&")] if parts.query else []
    fields = sorted([field for field in fields if field and not _is_tracking(field)], key=_name)
    fragment = parts.fragment if parts.fragment[:1] in ("!", "/") and parts.fragment.strip("!/") else ""
    return "".join(
        (
            f"{parts.scheme}://{host}{at}",
            _without_dots(path) if "/." in path else path or "/",
            f"?{'&'.join(fields)}" if fields else "",
            f"#{_escaped(fragment, _IN_QUERY)}" if fragment else "",
        )
    )


def page_key(normal: str | None) -> str | None:
    """Return what all addresses of one page have in common; None without an address, or for one of a whole site.

    The normal form without scheme, leading ``www.`` and final slash, as in the keys of web archives (SURT), but with
    the capitals of the path: on many servers they matter. An address without path and parameters is that of a site:
    many an input gives it for all its records.

    >>> page_key("https://www.flussbote.de/kai/?id=7"), page_key("https://flussbote.de/")
    ('flussbote.de/kai?id=7', None)

    Args:
        normal: An address from `normal_address`.
    """
    parts = _KEY_PARTS.match(normal or "")
    if parts is None:
        return None
    host, path, rest = parts.groups()
    path = _SLASHES.sub("/", path).rstrip("/")
    return f"{host}{path}{rest}" if path or rest else None


_KEY_PARTS = re.compile(r"https?://(?:www\d*\.)?([^/?#]*)([^?#]*)(.*)", re.DOTALL)
_SLASHES = re.compile(r"/{2,}")


def _ascii_host(host: str) -> str:
    """Return a host in small letters and ASCII, an IPv6 address in brackets.

    Raises:
        ValueError: it has characters that no host can have.
    """
    if ":" in host:
        return f"[{host}]"
    host = host.strip(".")
    if len(host) > _LONGEST_HOST:  # punycode takes time by the square of the length
        raise ValueError("a host cannot be as long")
    if host.isascii():
        return host
    labels = normalize("NFKC", normalize("NFKC", host).lower()).strip(".").split(".")
    host = ".".join([one if one.isascii() else f"xn--{one.encode('punycode').decode('ascii')}" for one in labels])
    if len(host) > _LONGEST_HOST:
        raise ValueError("a host cannot be as long in ASCII")
    return host


def _name(field: str) -> str:
    return field.partition("=")[0]


def _is_tracking(field: str) -> bool:
    name = _name(field).lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _escaped(text: str, safe: str) -> str:
    """Return a part of an address with escapes where they are needed, and nowhere else."""
    if "%" in text:
        text = _PERCENT.sub(_escape, text)
    return quote(text, safe, errors="surrogatepass")


def _escape(found: re.Match[str]) -> str:
    digits = found[1]
    if digits is None:
        return "%25"
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"


def _without_dots(path: str) -> str:
    """Return a path with its segments ``.`` and ``..`` resolved (RFC 3986, section 5.2.4)."""
    segments: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    final = "/" if segments and path.endswith(("/.", "/..")) else ""
    return f"/{'/'.join(segments)}{final}"
