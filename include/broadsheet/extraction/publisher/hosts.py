"""Hosts in a page's addresses: whose site a page comes from, as far as e-mail and web addresses show."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

ADDRESS = re.compile(
    r"(?:(?P<mail>[\w.+-]{1,40}\s?(?:@|\[at\]|\(at\)))\s?|(?P<web>https?://(?:www\.)?|www\.))"
    r"(?P<host>[a-z0-9-]{1,40}(?:\.[a-z0-9-]{2,30}){1,3})",
    re.IGNORECASE,
)
"""An e-mail address or a web address, with its host."""

BARE = re.compile(
    r"(?<![\w@./-])(?:[A-Za-z0-9ÄÖÜäöü-]{1,40}\.){1,2}(?:com|org|net|info|news|online|blog|media|press|tv|[a-z]{2}|co\.[a-z]{2}|com\.[a-z]{2})"
    r"(?![\w@/-]|\.\w)"
)
"""A host without anything around it, as mastheads print it."""

INNER_DOT = re.compile(r"\.[a-z]{2,6}\b")
"""A dot with small letters right behind it: every host that `BARE` finds has one."""


def bare_hosts(text: str) -> Iterator[re.Match[str]]:
    """Yield what `BARE` finds in `text`, in order; it is asked at the words with an inner dot only.

    >>> [match[0] for match in bare_hosts("Read more on flussbote.de, or at jo@baycourier.org")]
    ['flussbote.de']
    """
    seen = 0
    for dot in INNER_DOT.finditer(text):
        start = dot.start()
        while start > seen and ((before := text[start - 1]).isalnum() or before in _INSIDE):
            start -= 1
        if start > seen or not seen:
            match = BARE.match(text, start)
            if match is not None:
                yield match
        seen = dot.start() + 1


def addresses(text: str) -> Iterator[re.Match[str]]:
    """Yield what `ADDRESS` finds in `text`, in order; it is asked only where a sign of an address is.

    >>> [match["host"] for match in addresses("desk@baycourier.org, www.flussbote.de")]
    ['baycourier.org', 'flussbote.de']
    """
    end = 0
    for sign in _SIGN.finditer(text):
        start = sign.start() - _BEFORE.get(sign.lastgroup, 0)
        if start < end:
            continue
        spaced = sign.lastgroup is None and start > end and text[start - 1].isspace()
        match = ADDRESS.match(text, _local_part(text, start - spaced, end)) or ADDRESS.match(text, start)
        if match is not None:
            yield match
            end = match.end()


_INSIDE = frozenset("_@./-")
_SIGN = re.compile(
    r"[@(\[:.](?:(?<=@)|(?<=[(\[])at[)\]]|(?P<www>(?<=www\.))|(?P<http>(?<=http:)//)|(?P<https>(?<=https:)//))",
    re.IGNORECASE,
)
"""One of the signs that every address has, found by the dot or colon in it: far rarer than its letters."""
_BEFORE: dict[str | None, int] = {"www": 3, "http": 4, "https": 5}
_LONGEST_LOCAL_PART = 40


def _local_part(text: str, start: int, end: int) -> int:
    """Return where the letters before `start` that may belong to a mail address begin, `end` at the earliest."""
    farthest = max(end, start - _LONGEST_LOCAL_PART)
    while start > farthest and ((before := text[start - 1]).isalnum() or before in "_.+-"):
        start -= 1
    return start


_SHARED_NAMES = """
    facebook twitter instagram youtube youtu google apple whatsapp linkedin pinterest wordpress blogspot blogger tumblr
    gmail googlemail hotmail outlook yahoo web gmx t-online aol icloud mail email example wikipedia wikimedia
    creativecommons amazon amzn getty gettyimages doi bit goo tinyurl t reddit telegram tiktok vimeo flickr gravatar
    disqus w3 mozilla microsoft adobe spotify soundcloud paypal patreon cloudfront amazonaws archive feedburner addthis
    vk ok reuters afp github medium substack threads bsky
"""
_SHARED = frozenset(_SHARED_NAMES.split())


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=4096)
def registered_domain(host: str) -> str | None:
    """Return the part of a host that its owner registered, by the public suffix list; None where it has none.

    >>> registered_domain("m.lestimes.co.ls"), registered_domain("React.js"), registered_domain("co.uk")
    ('lestimes.co.ls', None, None)
    """
    domain: str | None = _suffixes().privatesuffix(host.casefold().strip("."))
    return domain


def site_of(host: str) -> str | None:
    """Return the registered domain of a host, None where it has none or belongs to a service that everybody uses.

    >>> site_of("www.DailyMaverick.co.za"), site_of("m.facebook.com")
    ('dailymaverick.co.za', None)
    """
    site = registered_domain(host)
    label = label_of_site(site) if site else ""
    return None if label in _SHARED or len(label) < 2 else site


def host_of(url: str) -> str:
    """Return the host of a web address.

    >>> host_of("https://www.flussbote.de/a?b"), host_of("flussbote.de:80")
    ('www.flussbote.de', 'flussbote.de')
    """
    return re.split(r"[/:?#]", url.partition("://")[2] or url, maxsplit=1)[0]


def label_of_site(site: str) -> str:
    """Return a site's name without its endings: ``dailymaverick`` of ``dailymaverick.co.za``."""
    return site.partition(".")[0]
