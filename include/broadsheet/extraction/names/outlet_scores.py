"""What a page's mentions say of each name, as numbers that `broadsheet.extraction.names.evidence` weighs."""

from collections import defaultdict
from math import log1p

from broadsheet.extraction.article import Article
from broadsheet.extraction.names.agency_names import agency_named
from broadsheet.extraction.names.outlet_names import OutletMention
from broadsheet.extraction.names.people_words import is_given_name

MOST_COUNTED = 8
"""Mentions of one kind beyond this many add nothing."""


def by_name(mentions: list[OutletMention]) -> dict[str, list[OutletMention]]:
    """Group mentions of one name; a name joins the host that writes it, with or without its article."""
    hosts = {mention.key for mention in mentions if mention.is_host}
    grouped: dict[str, list[OutletMention]] = defaultdict(list)
    for mention in mentions:
        key = next((key for key in mention.keys if key in hosts), mention.key)
        if key:
            grouped[key].append(mention)
    return grouped


def describe(grouped: dict[str, list[OutletMention]], article: Article) -> dict[str, dict[str, float]]:
    """Return, for each name's key, what is known of it: numbers by the names of the weights."""
    text, lines = article.page.text, article.page.lines
    start, end = (lines[article.first].start, lines[article.last].end) if article.last >= 0 else (0, 0)
    hosts = sum(all(mention.is_host for mention in mentions) for mentions in grouped.values())
    found = {key: _features(key, mentions, grouped, text, start, end) for key, mentions in grouped.items()}
    for key, features in found.items():
        places = [mention.line for mention in grouped[key] if mention.line is not None]
        features["at the foot"] = float(any(line >= len(lines) - _FOOT and line > article.last for line in places))
        features["at the head"] = float(any(line < _HEAD and line < article.first for line in places))
        if features["host only"]:
            features["other hosts"] = log1p(hosts - 1)
    return found


_FOOT, _HEAD = 8, 4


def _features(
    key: str, mentions: list[OutletMention], grouped: dict[str, list[OutletMention]], text: str, start: int, end: int
) -> dict[str, float]:
    counts: dict[str, float] = defaultdict(float)
    for mention in mentions:
        counts[mention.origin] += mention.count
    found = {kind: log1p(min(count, MOST_COUNTED)) for kind, count in counts.items()}
    names = sorted({mention.name for mention in mentions if not mention.is_host})
    name = max(names, key=len, default="")
    found["any"] = 1.0
    found["kinds"] = len(counts) - 1.0
    found["host and name"] = float(bool(names) and any(mention.is_host for mention in mentions))
    found["host only"] = float(not names)
    if names:
        said = max(text.count(name) for name in names)
        told = max(text.count(name, start, end) for name in names)
        found["said around the story"] = log1p(min(said - told, 20))
        found["said in the story"] = log1p(min(told, MOST_COUNTED))
        words = name.split()
        found["several words"] = float(len(words) > 1)
        found["inner capitals"] = float(len(words) == 1 and not name[1:].islower())
        found["everyday word"] = float(len(words) == 1 and not name.isupper() and f" {name.lower()} " in text)
        found["person"] = float(len(words) in (2, 3) and is_given_name(words[0]))
        found["agency"] = float(agency_named(name) is not None)
    found["short"] = float(len(key) < 3)
    longer = [other for other in grouped if other != key and (other.startswith(key) or other.endswith(key))]
    shorter = [
        other for other in grouped if other != key and len(other) > 2 and (key.startswith(other) or key.endswith(other))
    ]
    found["part of another"] = log1p(sum(len(grouped[other]) for other in longer))
    found["holds another"] = log1p(sum(len(grouped[other]) for other in shorter))
    return found
