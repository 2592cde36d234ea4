"""Computes features of each name from its mentions, which `broadsheet.extraction.log_linear` weighs."""

from collections import defaultdict
from collections.abc import Iterator
from math import log1p

import numpy as np

from broadsheet.extraction.article import Article
from broadsheet.extraction.lexicon.agency_names import agency_named
from broadsheet.extraction.lexicon.name_lists import is_given_name
from broadsheet.extraction.log_linear import score, weights
from broadsheet.extraction.publisher.outlet_names import Evidence, OutletMention
from broadsheet.extraction.segmentation.features import Feature

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
    of_hosts: dict[int, set[str]] = defaultdict(set)
    for key, mentions in grouped.items():
        for mention in mentions:
            if mention.is_host and mention.line is not None:
                of_hosts[mention.line].add(key)
    for key, mentions in grouped.items():
        features = _features(mentions)
        hosts += features["host only"] > 0
        features["short"] = float(len(key) < 3)
        features["part of another"] = log1p(longer.get(key, 0))
        features["holds another"] = log1p(shorter.get(key, 0))
        places = [mention.line for mention in mentions if mention.line is not None]
        features["at the foot"] = float(bool(places) and max(places) >= foot)
        features["at the head"] = float(bool(places) and min(places) < head)
        features["above the story"] = float(bool(places) and min(places) < article.first)
        features["below the story"] = float(bool(places) and max(places) > article.last)
        if places:
            features |= _surroundings(places, article, host=features["host only"] > 0)
            beside = {
                other for line in places for near in range(line - 2, line + 3) for other in of_hosts.get(near, ())
            }
            features["hosts beside"] = log1p(len(beside - {key}))
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
_FAR = 60
_TOPICS = (
    Feature.SHARE, Feature.ACCOUNT, Feature.LEGAL, Feature.PICTURE, Feature.RELATED, Feature.COMMENT, Feature.AUTHOR,
    Feature.TIME, Feature.PAGE, Feature.CONSENT, Feature.PROMPT, Feature.COPYRIGHT,
)  # fmt: skip
_COLUMNS = np.array(_TOPICS, np.int64)


def _surroundings(places: list[int], article: Article, *, host: bool) -> dict[str, float]:
    """Return what the lines are about that hold a name, and how far from the story and the page's ends they are."""
    side = "host" if host else "name"
    about = article.values[places][:, _COLUMNS].max(axis=0).tolist()
    found = {f"{side}, {topic.name.lower()}": float(value > 0) for topic, value in zip(_TOPICS, about, strict=True)}
    first, last = min(places), max(places)
    found[f"{side}, lines to the end"] = log1p(min(len(article.kept) - 1 - last, _FAR))
    found[f"{side}, lines from the top"] = log1p(min(first, _FAR))
    near = min(
        [
            line - article.last if line > article.last else article.first - line if line < article.first else 0
            for line in places
        ]
    )
    found[f"{side}, lines from the story"] = log1p(min(near, _FAR))
    found[f"{side}, long line"] = float(max([len(article.page.lines[line].text) for line in places]) > 80)
    return found


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
    once = sum(counts.values()) == 1
    found["host only, once"] = float(once and not names)
    found["name only, once"] = float(once and bool(names))
    found["host only, kinds"] = found["kinds"] if not names else 0.0
    found["copyright and more"] = float(len(counts) > 1 and Evidence.COPYRIGHT in counts)
    found["company and nothing else"] = float(len(counts) == 1 and Evidence.COMPANY in counts)
    if names:
        name = _fullest(names)
        words = name.split()
        found["several words"] = float(len(words) > 1)
        found["inner capitals"] = float(len(words) == 1 and not name[1:].islower())
        found["person"] = float(len(words) in (2, 3) and is_given_name(words[0]))
        found["agency"] = float(agency_named(name) is not None)
    return found


def _listen(features: dict[str, float], mentions: list[OutletMention], article: Article) -> None:
    """Add where the page says a name, how often, whether inside longer names, and whether it uses it as a word."""
    names = sorted({mention.name for mention in mentions if not mention.is_host})
    if not names:
        return
    text, lines = article.page.text, article.page.lines
    start, end = (lines[article.first].start, lines[article.last].end) if article.last >= 0 else (0, 0)
    above = inside = below = alone = 0
    for name in names:
        for place, apart in _said(name, text):
            above += place < start
            inside += start <= place < end
            below += place >= end
            alone += apart and not start <= place < end
    features["said above"] = log1p(min(above, _MOST_SAID))
    features["said below"] = log1p(min(below, _MOST_SAID))
    features["said above and below"] = float(bool(above and below))
    features["said alone"] = log1p(min(alone, _MOST_SAID))
    features["said only inside longer names"] = float(above + below > 0 and not alone)
    features["said in the story"] = log1p(min(inside, MOST_COUNTED))
    name = _fullest(set(names))
    single = features["several words"] == 0
    features["everyday word"] = float(single and not name.isupper() and f" {name.lower()} " in text)


def _said(name: str, text: str) -> Iterator[tuple[int, bool]]:
    """Yield where `text` has a name as whole words, and whether without words in capitals right beside it."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (_is_cased(text[at - 1 : at]) or _is_cased(text[end : end + 1])):
            behind = text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()
            before = text[at - 1 : at] == " " and text[text.rfind(" ", max(at - 30, 0), at - 1) + 1 : at][:1].isupper()
            yield at, not (behind or before)
        at = text.find(name, end)


def _is_cased(character: str) -> bool:
    return character.isupper() or character.islower() or character.isdigit()


def _fullest(names: set[str]) -> str:
    return max(sorted(names), key=len)
