"""Computes features of each name from its mentions, which `broadsheet.extraction.log_linear` weighs."""

from collections import defaultdict
from math import log1p

from broadsheet.extraction.article import Article
from broadsheet.extraction.lexicon.agency_names import agency_named
from broadsheet.extraction.lexicon.name_lists import is_given_name
from broadsheet.extraction.log_linear import score, weights
from broadsheet.extraction.publisher.outlet_names import OutletMention

MOST_COUNTED = 8
"""Mentions of one type beyond this many add nothing."""

MOST_NAMES = 128
"""Names of one page that its text is searched for: bounds the time that a page of many names takes."""


def by_name(mentions: list[OutletMention]) -> dict[str, list[OutletMention]]:
    """Group mentions of one name; a name joins the host that writes it, with or without its article."""
    hosts = {mention.key for mention in mentions if mention.is_host}
    grouped: dict[str, list[OutletMention]] = defaultdict(list)
    for mention in mentions:
        keys = mention.keys
        key = keys[0]
        for other in keys if len(keys) > 1 and key not in hosts else ():
            if other in hosts:
                key = other
                break
        if key:
            grouped[key].append(mention)
    return grouped


def describe(grouped: dict[str, list[OutletMention]], article: Article) -> dict[str, dict[str, float]]:
    """Return, for each name's key, what is known of it: numbers by the names of the weights.

    Where a page holds more than `MOST_NAMES`, those with the weakest evidence are dropped.
    """
    lines = article.page.lines
    foot, head = max(len(lines) - _FOOT, article.last + 1), min(_HEAD, article.first)
    longer, shorter = _parts(grouped)
    found: dict[str, dict[str, float]] = {}
    hosts = 0
    for key, mentions in grouped.items():
        features = _features(mentions)
        hosts += features["host only"] > 0
        features["short"] = float(len(key) < 3)
        features["part of another"] = log1p(longer.get(key, 0))
        features["holds another"] = log1p(shorter.get(key, 0))
        places = [mention.line for mention in mentions if mention.line is not None]
        features["at the foot"] = float(bool(places) and max(places) >= foot)
        features["at the head"] = float(bool(places) and min(places) < head)
        found[key] = features
    for features in found.values():
        if features["host only"]:
            features["other hosts"] = log1p(hosts - 1)
    if len(found) > MOST_NAMES:
        odds = {key: score(features, weights("outlet")) for key, features in found.items()}
        found = {key: found[key] for key in sorted(odds, key=lambda key: (-odds[key], key))[:MOST_NAMES]}
    for key, features in found.items():
        _listen(features, grouped[key], article)
    return found


_FOOT, _HEAD = 8, 4


def _parts(grouped: dict[str, list[OutletMention]]) -> tuple[dict[str, int], dict[str, int]]:
    """Return, for each key, the mentions of keys that begin or end with it, and of those that it begins or ends with.

    Each key is cut to the lengths that others have, so that the work grows with the number of keys, not its square.
    """
    longer: dict[str, int] = defaultdict(int)
    shorter: dict[str, int] = defaultdict(int)
    lengths = sorted({len(key) for key in grouped})
    for key, mentions in grouped.items() if len(lengths) > 1 else ():
        size = len(key)
        edges = {edge for length in lengths if length < size for edge in (key[:length], key[-length:])}
        for part in edges:
            if part in grouped:
                longer[part] += len(mentions)
                shorter[key] += len(grouped[part]) if len(part) > 2 else 0
    return longer, shorter


_MOST_SAID = 20


def _features(mentions: list[OutletMention]) -> dict[str, float]:
    counts: dict[str, int] = defaultdict(int)
    hosted = False
    names: set[str] = set()
    for mention in mentions:
        counts[mention.origin] += mention.count
        if mention.is_host:
            hosted = True
        else:
            names.add(mention.name)
    found = {kind: log1p(min(count, MOST_COUNTED)) for kind, count in counts.items()}
    found["any"] = 1.0
    found["kinds"] = len(counts) - 1.0
    found["host and name"] = float(hosted and bool(names))
    found["host only"] = float(not names)
    if names:
        name = _fullest(names)
        words = name.split()
        found["several words"] = float(len(words) > 1)
        found["inner capitals"] = float(len(words) == 1 and not name[1:].islower())
        found["person"] = float(len(words) in (2, 3) and is_given_name(words[0]))
        found["agency"] = float(agency_named(name) is not None)
    return found


def _listen(features: dict[str, float], mentions: list[OutletMention], article: Article) -> None:
    """Add how often the page says a name, and whether it uses it as a word."""
    names = {mention.name for mention in mentions if not mention.is_host}
    if not names:
        return
    text, lines = article.page.text, article.page.lines
    start, end = (lines[article.first].start, lines[article.last].end) if article.last >= 0 else (0, 0)
    in_story = {name: text.count(name, start, end) for name in names}
    said = max([text.count(name, 0, start) + in_story[name] + text.count(name, end) for name in names])
    most = max(in_story.values())
    features["said around the story"] = log1p(min(said - most, _MOST_SAID))
    features["said in the story"] = log1p(min(most, MOST_COUNTED))
    name = _fullest(names)
    single = features["several words"] == 0
    features["everyday word"] = float(single and not name.isupper() and f" {name.lower()} " in text)


def _fullest(names: set[str]) -> str:
    return max(sorted(names), key=len)
