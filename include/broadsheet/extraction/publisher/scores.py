"""Computes features of each name from its mentions, which `broadsheet.extraction.log_linear` weighs."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from math import exp, inf, log1p
from typing import NamedTuple

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


def describe(
    grouped: dict[str, list[OutletMention]], article: Article, *, least: float | None = None
) -> dict[str, dict[str, float]]:
    """Return, for each name's key, what is known of it: numbers by the names of the weights; those that are 0 left out.

    Where a page holds more than `MOST_NAMES`, those with the weakest evidence are dropped.

    Args:
        grouped: Mentions by key.
        article: The article.
        least: Probability that a name needs to be given. The page's text is then searched only for the names that may
            decide which one is given; None searches it for all.
    """
    page = _Page(article, *_parts(grouped), _hosts_by_line(grouped), _topics(grouped, article))
    found = {key: _describe(key, mentions, page) for key, mentions in grouped.items()}
    hosts = [key for key, features in found.items() if "host only" in features]
    for key in hosts if len(hosts) > 1 else ():
        found[key]["other hosts"] = log1p(len(hosts) - 1)
    odds = {key: score(features, weights("outlet")) for key, features in found.items()}
    if len(found) > MOST_NAMES:
        found = {key: found[key] for key in sorted(odds, key=lambda key: (-odds[key], key))[:MOST_NAMES]}
    if least is not None:
        _listen_to_decide(found, odds, grouped, article, least)
    else:
        for key in found:
            found[key] |= _heard(found[key], grouped[key], article)
    return found


class _Page(NamedTuple):
    """What the names of a page have in common.

    Attributes:
        article: The page.
        longer: For each key, the mentions of keys that it is an edge of.
        shorter: The mentions of keys that are an edge of it.
        hosts: Keys of the hosts in each line.
        topics: What each line is about that holds a name, see `_topics`.
    """

    article: Article
    longer: dict[str, int]
    shorter: dict[str, int]
    hosts: dict[int, set[str]]
    topics: dict[int, list[int]]


def _describe(key: str, mentions: list[OutletMention], page: _Page) -> dict[str, float]:
    """Return what is known of a name without a look at the page's text, but not what is 0."""
    found = _features(mentions)
    found["short"] = float(len(key) < _SHORT)
    found["part of another"] = log1p(page.longer.get(key, 0))
    found["holds another"] = log1p(page.shorter.get(key, 0))
    places = [mention.line for mention in mentions if mention.line is not None]
    if places:
        article, first, last = page.article, min(places), max(places)
        found["at the foot"] = float(last >= max(len(article.kept) - _FOOT, article.last + 1))
        found["at the head"] = float(first < min(_HEAD, article.first))
        found["above the story"] = float(first < article.first)
        found["below the story"] = float(last > article.last)
        found |= _surroundings(places, page.topics, article, host="host only" in found)
        if page.hosts:
            near = {line + step for line in places for step in range(-2, 3)}
            beside = {other for line in near.intersection(page.hosts) for other in page.hosts[line]}
            found["hosts beside"] = log1p(len(beside - {key}))
    return {name: value for name, value in found.items() if value}


def _hosts_by_line(grouped: dict[str, list[OutletMention]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, mentions in grouped.items():
        for mention in mentions:
            if mention.is_host and mention.line is not None:
                found[mention.line].add(key)
    return found


def _listen_to_decide(
    found: dict[str, dict[str, float]],
    odds: dict[str, float],
    grouped: dict[str, list[OutletMention]],
    article: Article,
    least: float,
) -> None:
    """Add features of the page's text, the likeliest name first, until the others cannot change which one is given."""
    ranked = sorted(found, key=lambda key: -odds[key])
    rest = [exp(odds[key] + _most_heard()) for key in ranked]
    best, every = -inf, 1.0
    for number, key in enumerate(ranked):
        if odds[key] + _most_heard() < best:
            chance, others = exp(best), sum(rest[number:])
            if chance > least * (every + others) * (1 + _ROUNDING) or chance * (1 + _ROUNDING) < least * every:
                return
        found[key] |= _heard(found[key], grouped[key], article)
        odds[key] = score(found[key], weights("outlet"))
        best, every = max(best, odds[key]), every + exp(odds[key])


@cache
def _most_heard() -> float:
    """Return the most that features of the page's text can add to a name's log odds."""
    return sum([max(weights("outlet").get(name, 0.0), 0.0) * most for name, most in _HEARD.items()]) + _ROUNDING


_ROUNDING = 1e-6
_SHORT = 3
_FOOT, _HEAD = 8, 4
_FAR = 60
_TOPICS = (
    Feature.SHARE, Feature.ACCOUNT, Feature.LEGAL, Feature.PICTURE, Feature.RELATED, Feature.COMMENT, Feature.AUTHOR,
    Feature.TIME, Feature.PAGE, Feature.CONSENT, Feature.PROMPT, Feature.COPYRIGHT,
)  # fmt: skip
_COLUMNS = np.array(_TOPICS, np.int64)
_SIDES = ("name", "host")
_TOPIC_NAMES = [[f"{side}, {topic.name.lower()}" for topic in _TOPICS] for side in _SIDES]
_LINES_NAMES = [
    [f"{side}, {name}" for name in ("lines to the end", "lines from the top", "lines from the story", "long line")]
    for side in _SIDES
]


def _topics(grouped: dict[str, list[OutletMention]], article: Article) -> dict[int, list[int]]:
    """Return what each line is about that holds a name: indexes of `_TOPICS`, by line."""
    places = sorted({mention.line for mentions in grouped.values() for mention in mentions if mention.line is not None})
    found: dict[int, list[int]] = {line: [] for line in places}
    if places:
        rows, columns = (article.values[np.array(places)[:, None], _COLUMNS] > 0).nonzero()
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            found[places[row]].append(column)
    return found


def _surroundings(places: list[int], topics: dict[int, list[int]], article: Article, *, host: bool) -> dict[str, float]:
    """Return what the lines are about that hold a name, and how far from the story and the page's ends they are."""
    about = _TOPIC_NAMES[host]
    found = {about[topic]: 1.0 for line in places for topic in topics[line]}
    first, last = min(places), max(places)
    near = min(
        [
            line - article.last if line > article.last else article.first - line if line < article.first else 0
            for line in places
        ]
    )
    to_end, from_top, from_story, long_line = _LINES_NAMES[host]
    found[to_end] = log1p(min(len(article.kept) - 1 - last, _FAR))
    found[from_top] = log1p(min(first, _FAR))
    found[from_story] = log1p(min(near, _FAR))
    found[long_line] = float(max([len(article.page.lines[line].text) for line in places]) > 80)
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
    kinds = len(counts)
    once = kinds == 1 and sum(counts.values()) == 1
    found["any"] = 1.0
    found["kinds"] = kinds - 1.0
    if not names:
        found["host only"] = 1.0
        found["host only, once"] = float(once)
        found["host only, kinds"] = kinds - 1.0
    else:
        found["host and name"] = float(hosted)
        found["name only, once"] = float(once)
    if kinds > 1:
        found["copyright and more"] = float(Evidence.COPYRIGHT in counts)
    else:
        found["company and nothing else"] = float(Evidence.COMPANY in counts)
    if names:
        name = _fullest(names)
        words = name.split()
        found["several words"] = float(len(words) > 1)
        found["inner capitals"] = float(len(words) == 1 and not name[1:].islower())
        found["person"] = float(len(words) in (2, 3) and is_given_name(words[0]))
        found["agency"] = float(agency_named(name) is not None)
    return found


_HEARD = {
    "said above": log1p(_MOST_SAID),
    "said below": log1p(_MOST_SAID),
    "said above and below": 1.0,
    "said alone": log1p(_MOST_SAID),
    "said only inside longer names": 1.0,
    "said in the story": log1p(MOST_COUNTED),
    "everyday word": 1.0,
}
"""Features from the page's text, and the largest value of each."""


def _heard(features: dict[str, float], mentions: list[OutletMention], article: Article) -> dict[str, float]:
    """Return where the page says a name, how often, whether inside longer names, and whether it uses it as a word."""
    names = sorted({mention.name for mention in mentions if not mention.is_host})
    if not names:
        return {}
    text, lines = article.page.text, article.page.lines
    start, end = (lines[article.first].start, lines[article.last].end) if article.last >= 0 else (0, 0)
    above = inside = below = alone = 0
    for name in names:
        for place, apart in _said(name, text):
            above += place < start
            inside += start <= place < end
            below += place >= end
            alone += apart and not start <= place < end
    name = _fullest(set(names))
    single = "several words" not in features  # what is 0 is left out
    values = (
        log1p(min(above, _MOST_SAID)),
        log1p(min(below, _MOST_SAID)),
        float(bool(above and below)),
        log1p(min(alone, _MOST_SAID)),
        float(above + below > 0 and not alone),
        log1p(min(inside, MOST_COUNTED)),
        float(single and not name.isupper() and f" {name.lower()} " in text),
    )
    return {name: value for name, value in zip(_HEARD, values, strict=True) if value}


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
