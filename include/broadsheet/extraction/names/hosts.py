"""Hosts in a page's addresses: whose site a page comes from, as far as e-mail and web addresses tell."""

import re

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

_SHARED_NAMES = """
    facebook twitter instagram youtube youtu google apple whatsapp linkedin pinterest wordpress blogspot blogger tumblr
    gmail googlemail hotmail outlook yahoo web gmx t-online aol icloud mail email example wikipedia wikimedia
    creativecommons amazon amzn getty gettyimages doi bit goo tinyurl t reddit telegram tiktok vimeo flickr gravatar
    disqus w3 mozilla microsoft adobe spotify soundcloud paypal patreon cloudfront amazonaws archive feedburner addthis
    vk ok reuters afp github medium substack threads bsky
"""
_SHARED = frozenset(_SHARED_NAMES.split())
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "gob", "gv", "go", "nic", "web"))


def site_of(host: str) -> str | None:
    """Return the registered name of a host, null where the host belongs to a service that everybody uses.

    >>> site_of("www.DailyMaverick.co.za"), site_of("m.facebook.com")
    ('dailymaverick.co.za', None)
    """
    parts = host.casefold().strip(".").split(".")
    if len(parts) < 2 or parts[-1].isdigit():
        return None
    size = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else 2
    site = parts[-size:]
    return None if site[0] in _SHARED or len(site[0]) == 1 else ".".join(site)


def label_of_site(site: str) -> str:
    """Return a site's name without its endings: ``dailymaverick`` of ``dailymaverick.co.za``."""
    return site.partition(".")[0]
