"""Every mention on a page that may name the outlet that ran it. None is looked for in the story."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from broadsheet.extraction.article import Article
from broadsheet.extraction.names.copyright_lines import RESERVED, SIGN, copyright_holder
from broadsheet.extraction.names.hosts import ADDRESS, BARE, site_of
from broadsheet.extraction.names.house_links import SOURCE, house_link
from broadsheet.extraction.names.outlet_names import OutletMention, outlet_mention, squeezed

ANCHORS = frozenset(
    {"copyright line", "masthead", "addresses of the house", "end of the window's title", "URL", SOURCE}
)
"""Origins that vouch for a name by themselves."""

BULLETS = "*•·+-–| "

_MERE_LINK = 1.0
_LONGEST_LINE = 220
_LONGEST_LINK = 70


def outlet_mentions(article: Article) -> list[OutletMention]:
    """Return the mentions of names that may be the outlet's, in no order that matters."""
    mentions = [*_of_address(article), *_of_title(article), *_of_top(article), *_of_lines(article)]
    return mentions + list(_around_story(article, _known(mentions))) if mentions else mentions


def _of_address(article: Article) -> Iterator[OutletMention]:
    match = re.match(r"(?:https?://)?([^/:?#]+)", article.url) if article.url else None
    site = site_of(match[1]) if match else None
    if site:
        yield OutletMention(site, "URL", 3.0, None)


_BAR = re.compile(r"\s+[|–—»·•:-]\s+|\s?\|\s?")


def _of_title(article: Article) -> Iterator[OutletMention]:
    """The end of a line that sets the headline off from the name of the site."""
    title, lines = article.title, article.page.lines
    if not title or article.title_line is None:
        return
    for index in sorted({0, 1, article.title_line}):
        text = lines[index].text if index < len(lines) else ""
        at = text.find(title[:40])
        if at < 0 or not _BAR.match(text, at + len(title)):
            continue
        segments = [segment for segment in _BAR.split(text[at + len(title) :]) if segment and segment.strip()]
        named = [segment for segment in segments if not any(character.isdigit() for character in segment[-4:])]
        mention = outlet_mention(named[-1], "end of the window's title", 2.5, index) if named else None
        if mention is not None:
            yield mention


def _of_top(article: Article) -> Iterator[OutletMention]:
    """The first lines, where a masthead of two words or more may stand, or the end of the window's title."""
    for index, line in enumerate(article.page.lines[:3]):
        mention = None
        if index == article.title_line:
            continue
        if index == 0 and len(line.text) > 20 and len(segments := _BAR.split(line.text)) > 1:
            mention = outlet_mention(segments[-1], "end of the window's title", 0.9, index)
        elif 8 <= len(line.text) <= 30 and 2 <= len(line.text.split()) <= 4 and not article.kept[index]:
            mention = outlet_mention(line.text, "top line", 0.7, index)
        if mention is not None:
            yield mention


def _of_lines(article: Article) -> Iterator[OutletMention]:
    first, last = article.first, article.last
    marked = _marked_lines(article, first, last)
    for index, (line, kept) in enumerate(zip(article.page.lines, article.kept, strict=True)):
        text = line.text
        if kept:
            if index in marked and index >= last - 1:
                yield from (mention for mention in _of_addresses(text, index) if mention.weight > _MERE_LINK)
            continue
        if len(text) > _LONGEST_LINE:
            continue
        if index in marked:
            if index > last and (SIGN.search(text) or RESERVED.search(text)):
                yield from copyright_holder(text, index)
            yield from _of_addresses(text, index)
        if "." in text and _has_host(text):
            yield from _of_hosts(text, index)
        if len(text) <= _LONGEST_LINK:
            near_story = index <= first or last <= index <= last + 6
            link = house_link(text.strip("*•·+-–|: "), index, near_story=near_story)
            if link is not None:
                yield link


_MARKS = (
    "©",
    "opyright",
    "OPYRIGHT",
    "(c)",
    "(C)",
    "@",
    "[at]",
    "(at)",
    "http",
    "www.",
    "®",
    "ⓒ",
    "eserv",
    "vorbehalten",
    "réserv",
)


_ADDRESS_MARKS = ("www.", "http", "@")


def _marked_lines(article: Article, first: int, last: int) -> set[int]:
    """Lines that hold an address, and below the story a copyright sign, found by one scan for each mark."""
    text, lines = article.page.text, article.page.lines
    below = lines[max(last - 1, 0)].start if last >= 0 else 0
    above = lines[first].start if first < len(lines) else 0
    offsets = []
    for start, end, marks in ((0, above, _ADDRESS_MARKS), (below, len(text), _MARKS)):
        for mark in marks:
            offset = text.find(mark, start, end)
            while offset >= 0:
                offsets.append(offset)
                offset = text.find(mark, offset + 1, end)
    if not offsets:
        return set()
    starts = [line.start for line in lines]
    return {bisect_right(starts, offset) - 1 for offset in offsets}


def _of_addresses(text: str, index: int) -> Iterator[OutletMention]:
    for match in ADDRESS.finditer(text):
        site = site_of(match["host"])
        if site:
            yield OutletMention(site, "addresses of the house", 1.6 if match["mail"] else _MERE_LINK, index)
    for handle in _HANDLE.finditer(text):
        if handle[1].casefold() not in _NO_HANDLE:
            yield OutletMention(handle[1], "links of the house", _MERE_LINK, index)


_HANDLE = re.compile(r"(?:facebook|twitter|instagram|youtube|x)\.com/(?:user/|c/|@)?([\w.-]{3,40})", re.IGNORECASE)
_NO_HANDLE = frozenset(
    ("sharer", "share", "intent", "watch", "home", "hashtag", "search", "pages", "dialog", "plugins", "sharer.php")
)


def _has_host(text: str) -> bool:
    at = text.find(".")
    while at > 0:
        if text[at - 1].isalnum() and text[at + 1 : at + 3].isalpha():
            return True
        at = text.find(".", at + 1)
    return False


def _of_hosts(text: str, index: int) -> Iterator[OutletMention]:
    """Host names written without *www*: alone in a line as a masthead, or in the names of links."""
    for match in BARE.finditer(text):
        if site_of(match[0]) is None:
            continue
        alone = len(match[0]) >= len(text) - 3
        weight = (2.3 if index < 3 else 1.6) if alone else 1.0
        yield OutletMention(match[0], "masthead" if alone else "addresses of the house", weight, index)


def _known(mentions: list[OutletMention]) -> set[str]:
    """Keys of names with an anchor of their own, or with several links of the house."""
    links = Counter(
        mention.key
        for mention in mentions
        if mention.origin == "links of the house" and (" " in mention.name or not mention.name.istitle())
    )
    anchored = {mention.key for mention in mentions if mention.origin in ANCHORS}
    return (anchored | {key for key, count in links.items() if count > 2}) - {""}


_FRAMED = 3


def _around_story(article: Article, known: set[str]) -> Iterator[OutletMention]:
    """Names known from elsewhere on the page that open or end several lines outside the story."""
    if not known:
        return
    texts = {
        line.text
        for line, kept in zip(article.page.lines, article.kept, strict=True)
        if not kept and len(line.text) <= _LONGEST_LINK
    }
    folded = [(text.casefold().strip(BULLETS), text.strip(BULLETS).split()) for text in texts]
    for key in known:
        said: Counter[str] = Counter()
        for letters, words in folded:
            name = _said_at_edge(key, letters, words)
            if name:
                said[name] += 1
        if said.total() >= _FRAMED:
            name, _ = max(said.items(), key=lambda item: (item[1], item[0]))
            mention = outlet_mention(name, "name around the story", 1.2 + 0.3 * min(said.total(), 6), None)
            if mention is not None:
                yield mention


def _said_at_edge(key: str, letters: str, words: list[str]) -> str | None:
    """Return the words of `key` that a line opens or ends with, null where it does neither."""
    if not letters or not (letters[0] == key[0] or letters[-1] == key[-1] or letters[0] in "tdlei"):
        return None
    plain = squeezed(letters)
    for size in range(1, min(len(words), 6) + 1) if plain.startswith(key) else ():
        if squeezed(" ".join(words[:size]).casefold()) == key:
            return " ".join(words[:size])
    for size in range(1, min(len(words), 6) + 1) if plain.endswith(key) else ():
        if squeezed(" ".join(words[-size:]).casefold()) == key:
            return " ".join(words[-size:])
    return None
