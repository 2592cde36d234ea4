"""Weighs the byline that the text gives against the authors that are claimed: JSON-LD, meta elements, links, a record.

Each list of people that anything names is a candidate: the lines that may be a byline, the authors of JSON-LD, of the
meta elements, of each element that is marked as an author. What is known of it is weighed with learned weights
(`broadsheet.extraction.log_linear`). Claimed names are read as bylines are: without labels, roles, handles and
addresses; the outlet's name is nobody's.
"""

import re
from collections.abc import Sequence
from math import log1p
from typing import NamedTuple

from broadsheet.extraction.article import Article
from broadsheet.extraction.byline.candidates import any_given_name
from broadsheet.extraction.byline.find import Byline, DescribedLines, continued, describe_lines
from broadsheet.extraction.byline.people import MAX_PEOPLE, people_in
from broadsheet.extraction.evidence.claims import Claims
from broadsheet.extraction.evidence.titles import letters
from broadsheet.extraction.lexicon.author_labels import behind_label
from broadsheet.extraction.log_linear import chances, score, weights
from broadsheet.sources.markup import Claim

LEAST = 0.4
"""Least probability, against all other lists of people and none, with which authors are given."""

Features = dict[str, float]


class Candidate(NamedTuple):
    """People who may be the authors.

    Attributes:
        authors: Their names, in order.
        line: Index of the line they are in, None where they are only claimed.
        origin: The claim that names them, None where only the text does.
        features: What is known of them, by the names of the weights.
    """

    authors: tuple[str, ...]
    line: int | None
    origin: str | None
    features: Features


def weigh_byline(
    article: Article, found: Byline | None, claims: Claims, lines: DescribedLines | None = None
) -> Byline | None:
    """Return the authors of a page of which authors are claimed.

    Args:
        article: The page.
        found: The authors that its text gives.
        claims: What is claimed of it.
        lines: Its lines that may be a byline, where they are described already.
    """
    if not claims.named("author"):
        return found
    candidates = describe(article, found, claims, lines)
    if not any("claimed" in one.features for one in candidates):
        return found
    likely = chances([one.features for one in candidates], weights("claimed byline"))
    best = max(range(len(candidates)), key=lambda index: (likely[index], -index))
    if likely[best] <= LEAST:
        return None
    chosen = candidates[best]
    if found is not None and _keys(found.authors) == _keys(chosen.authors):
        return found
    if chosen.origin is None:
        return Byline(chosen.authors, chosen.line)
    note = f"; the text names: {', '.join(found.authors)}" if found is not None else ""
    return Byline(chosen.authors, chosen.line, chosen.origin + note)


def describe(
    article: Article, found: Byline | None, claims: Claims, lines: DescribedLines | None = None
) -> list[Candidate]:
    """Return the lists of people who may be the authors, with what is known of each; see `weigh_byline`."""
    names = _names_of_outlet(claims)
    lists: dict[frozenset[str], Candidate] = {}
    for shown, about in zip(*(lines or describe_lines(article)), strict=True):
        byline = continued(shown, article)
        odds = max(min(score(about, weights("byline")), 5.0), -8.0)
        key = _keys(byline.authors)
        known = lists.get(key)
        if known is None:
            lists[key] = Candidate(byline.authors, shown.line, None, {"any": 1.0, "shown": 1.0, "shown score": odds})
        else:
            known.features["shown score"] = max(known.features["shown score"], odds)
    for group, origin, line, people in _claimed(article, claims, names):
        key = _keys(people)
        if key not in lists:
            lists[key] = Candidate(people, line, origin, {"any": 1.0, "only claimed": 1.0})
        features = lists[key].features
        features[group] = 1.0
        features["claimed"] = 1.0
    text, authors = article.page.text, _keys(found.authors) if found is not None else frozenset()
    every = [(key, "claimed" in one.features, "shown" in one.features) for key, one in lists.items()]
    for key, one in lists.items():
        features, people = one.features, one.authors
        claimed = "claimed" in features
        features["found"] = float(key == authors)
        features["holds what is found"] = float(bool(authors) and authors < key)
        features["part of what is found"] = float(bool(authors) and key < authors)
        features["claims"] = log1p(sum(group in features for group in _GROUPS))
        features["claimed and shown"] = float(claimed and "shown" in features)
        features["claimed within"] = float(any(said and other < key for other, said, _ in every))
        features["part of a claim"] = float(any(said and key < other for other, said, _ in every))
        features["shown within"] = float(claimed and any(seen and other < key for other, _, seen in every))
        features["part of one shown"] = float(claimed and any(seen and key < other for other, _, seen in every))
        if claimed:
            features["in the text"] = float(all(name in text for name in people))
            features["given name"] = float(any_given_name(people[0].split()[:2]))
            features["one word"] = float(" " not in people[0])
            features["several"] = log1p(len(people) - 1)
    return list(lists.values())


_GROUPS = ("JSON-LD", "meta", "itemprop, near", "element, near", "itemprop, far", "element, far", "input")


def _claimed(
    article: Article, claims: Claims, names: frozenset[str]
) -> list[tuple[str, str, int | None, tuple[str, ...]]]:
    """Return the claimed lists of people: their kind, origin, line and names."""
    by_origin: dict[tuple[str, int], list[Claim]] = {}
    for claim in claims.named("author"):
        by_origin.setdefault((claim.origin, claim.line), []).append(claim)
    found = []
    near: list[str] = []
    for (origin, place), same in by_origin.items():
        people = _people([claim.value for claim in same], names)
        line = claims.line_of(same[0]) if place >= 0 else None
        group = _group(origin, line, article)
        if people and group is not None:
            found.append((group, origin, line, people))
            if group in ("itemprop, near", "element, near"):
                near += [name for name in people if name not in near]
    if 1 < len(near) <= _MOST_TOGETHER and len(found) > 1:
        found.append(("element, near", "author elements", None, tuple(near)))
    return found


def _group(origin: str, line: int | None, article: Article) -> str | None:
    if origin.startswith("JSON-LD"):
        return "JSON-LD"
    if origin.startswith("meta"):
        return "meta"
    if origin in ("author element", "itemprop author"):
        if line is None:
            return None
        top = article.first if article.title_line is None else min(article.first, article.title_line)
        near = top - _ABOVE <= line <= article.first + 1 or article.last - 1 <= line <= article.last + _BELOW
        if not near and not top - _FAR <= line <= article.last + _FAR:
            return None
        return f"{origin.partition(' ')[0].replace('author', 'element')}, {'near' if near else 'far'}"
    return "input"


def _people(values: Sequence[str], names: frozenset[str]) -> tuple[str, ...]:
    """Return the people that claimed authors name, without labels, roles, handles and the outlet's own name."""
    people: list[str] = []
    for value in values:
        text = _ADDRESS.sub(" ", value).strip()
        if not text or letters(text) in names:
            continue
        bare = behind_label(text)
        for name in people_in(bare or text, labelled=True):
            if letters(name) not in names and name not in people:
                people.append(name)
    return tuple(people) if len(people) <= MAX_PEOPLE else ()


def _names_of_outlet(claims: Claims) -> frozenset[str]:
    names = {letters(claim.value) for claim in claims.named("publisher")}
    return frozenset(names | {name.removeprefix("the") for name in names} | _NOBODY)


def _keys(people: Sequence[str]) -> frozenset[str]:
    return frozenset([letters(name) for name in people])


_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+|(?<!\w)@\w+")
_NOBODY_WORDS = "admin administrator editor staff guest unknown author webmaster null none default redaktion"
_NOBODY = frozenset(_NOBODY_WORDS.split())
_ABOVE, _BELOW, _FAR = 6, 6, 60
_MOST_TOGETHER = 4
