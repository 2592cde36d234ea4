"""Chooses the headline of a page among its lines and what is claimed to be its title.

Each candidate is a text: a line near the body, a heading, a claimed title, or a part of one that a bar or a dash sets
off (claimed titles often hold the outlet's name). What is known of each is weighed with learned weights
(`broadsheet.extraction.log_linear`): which lines and which claims say it, how likely the line model holds it, whether
it is the outlet's name.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log1p
from typing import NamedTuple

from broadsheet.extraction.evidence.claims import Claims
from broadsheet.extraction.log_linear import chances, weights
from broadsheet.extraction.publisher.hosts import host_of, label_of_site, registered_domain
from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.page import Page
from broadsheet.extraction.title import LONGEST, Title, read_title, title_candidates, title_model
from broadsheet.sources.markup import Tag, Zone

Features = dict[str, float]


class Candidate(NamedTuple):
    """A text that may be the headline.

    Attributes:
        text: The headline as it would be given.
        line: Index of the line that it is in, None where it is only claimed.
        origin: What it was taken from.
        features: What is known of it, by the names of the weights.
    """

    text: str
    line: int | None
    origin: str
    features: Features


def weigh_titles(
    pages: Sequence[Page], bodies: Sequence[Body], found: Sequence[Title | None], claims: Sequence[Claims | None]
) -> list[Title | None]:
    """Return the headline of each page; pages of which no title is claimed keep the one found in their text."""
    titles = list(found)
    asked = [number for number, claim in enumerate(claims) if claim is not None and claim.named("title")]
    if not asked:
        return titles
    own_pages, own_bodies = [pages[number] for number in asked], [bodies[number] for number in asked]
    lines = title_candidates(own_pages, own_bodies)
    scores = title_model().scores(lines.matrix).tolist()
    numbers = lines.lines.tolist()
    for (start, end), number in zip(pairwise(lines.bounds.tolist()), asked, strict=True):
        claim = claims[number]
        if claim is None:
            continue
        scored = dict(zip(numbers[start:end], scores[start:end], strict=True))
        candidates = describe(pages[number], bodies[number], titles[number], claim, scored)
        titles[number] = choose(candidates, titles[number])
    return titles


def choose(candidates: Sequence[Candidate], found: Title | None) -> Title | None:
    """Return the likeliest candidate as headline; `found` where there is none."""
    if not candidates:
        return found
    likely = chances([one.features for one in candidates], weights("title"))
    best = max(range(len(candidates)), key=lambda index: (likely[index], -index))
    chosen = candidates[best]
    if found is not None and letters(found.text) == letters(chosen.text):
        return found
    note = f"; the text reads: {found.text[:_SHOWN]}" if found is not None and chosen.line is None else ""
    return Title(chosen.text, chosen.line, chosen.origin + note)


def describe(page: Page, body: Body, found: Title | None, claims: Claims, scores: dict[int, float]) -> list[Candidate]:
    """Return the candidates of a page, each with its features, in order.

    Args:
        page: The page.
        body: Its body.
        found: The headline that its text alone gives.
        claims: What is claimed of it.
        scores: For each line that may hold the headline, the log odds that the model of headlines gives it.
    """
    names = _names(claims)
    first = body.first if body.paragraphs else len(page.lines)
    drafts: dict[str, Candidate] = {}
    _add_lines(drafts, page, first, found, claims, scores)
    _add_claims(drafts, claims)
    groups = sorted({_group(claim.origin) for claim in claims.named("title")})
    for key, candidate in drafts.items():
        features = candidate.features
        features["name"] = float(key in names)
        features["short"] = float(len(candidate.text.split()) <= _SHORT and len(key) <= _FEW_LETTERS)
        features["long"] = float(len(key) > _LONG)
        features["claims agree"] = log1p(sum(name.endswith(("whole", "begin")) for name in features))
        features["found"] = float(found is not None and key == letters(found.text))
        features["again"] = log1p(features.get("again", 0.0))
        if "claimed" not in features:
            features |= {f"not in {group}": 1.0 for group in groups}
    return list(drafts.values())


def _add_lines(
    drafts: dict[str, Candidate],
    page: Page,
    first: int,
    found: Title | None,
    claims: Claims,
    scores: dict[int, float],
) -> None:
    """Add the lines that may hold the headline; of those that say the same, the nearest above the body counts."""
    names, headings = _names(claims), _headings(page, claims)
    for line in sorted({*scores, *headings}):
        title = found if found is not None and found.line == line else read_title(page, line)
        text = _without_name(title.text, names) if title is not None else ""
        key = letters(text)
        if title is None or not key:
            continue
        features = _of_line(line, first, scores.get(line), headings.get(line))
        known = drafts.get(key)
        if known is None:
            drafts[key] = Candidate(text, line, title.origin, {"any": 1.0, **features})
            continue
        for name, value in features.items():
            known.features[name] = max(known.features.get(name, value), value)
        known.features["again"] = known.features.get("again", 0.0) + 1.0
        if known.line is not None and abs(line - first) < abs(known.line - first) and line <= first:
            drafts[key] = known._replace(line=line)


def _add_claims(drafts: dict[str, Candidate], claims: Claims) -> None:
    """Add the claimed titles and their parts."""
    for claim in claims.named("title"):
        group = _group(claim.origin)
        for text, part in _parts(claim.value):
            key = letters(text)
            if not key or len(text) > LONGEST or (key not in drafts and part != "whole" and group == "h1"):
                continue
            if key not in drafts:
                drafts[key] = Candidate(text, None, claim.origin, {"any": 1.0, "only claimed": 1.0})
            drafts[key].features[f"{group}, {part}"] = 1.0
            drafts[key].features["claimed"] = 1.0


def _of_line(line: int, first: int, score: float | None, tag: str | None) -> Features:
    features = {
        "line": 1.0,
        "line score": max(min((score if score is not None else -8.0), 4.0), -8.0),
        "above": float(line < first),
        "lines to the body": -log1p(min(abs(first - line), 40)),
    }
    if tag is not None:
        features[tag] = 1.0
        features[f"{tag}, above"] = float(line < first)
    return features


def _headings(page: Page, claims: Claims) -> dict[int, str]:
    """Return the lines that the markup calls headings, with what it calls them."""
    markup = claims.markup
    if markup is None:
        return {}
    found: dict[int, str] = {}
    for line, number in enumerate(claims.lines):
        element = int(markup.elements[number]) if number < len(markup.elements) else -1
        if element < 0 or len(page.lines[line].text) > LONGEST:
            continue
        tag = int(markup.tags[element])
        parent = int(markup.parents[element])
        if tag == Tag.H1:
            found[line] = "h1"
        elif Tag.H2 <= tag <= Tag.H3:
            found[line] = "h2" if tag == Tag.H2 else "h3"
        elif Tag.H4 <= tag <= Tag.H6:
            found[line] = "h4"
        elif int(markup.zones[element]) & Zone.TITLE or (parent >= 0 and int(markup.zones[parent]) & Zone.TITLE):
            found[line] = "title class"
        elif int(markup.inline[number]) & Zone.TITLE:
            found[line] = "title class inside"
        if len(found) >= _MOST_HEADINGS:
            break
    return found


def _parts(value: str) -> Iterator[tuple[str, str]]:
    """Yield a claimed title, and what bars and dashes set off at its beginning and end."""
    yield value, "whole"
    cuts = [match.span() for match in _BAR.finditer(value)][:_MOST_CUTS]
    for start, end in cuts:
        before, behind = value[:start].strip(), value[end:].strip()
        if before:
            yield before, "begin"
        if behind:
            yield behind, "end"


def _group(origin: str) -> str:
    if origin.startswith("JSON-LD"):
        return "JSON-LD"
    if origin in ("h1", "itemprop headline", "title element"):
        return origin
    if origin.startswith("meta"):
        name = origin[5:].lower()
        return name if name in ("og:title", "twitter:title") else "meta"
    return "input"


def _names(claims: Claims) -> frozenset[str]:
    """Return the letters of the names of the outlet, as claims and the address give them."""
    names = {letters(claim.value) for claim in claims.named("publisher")}
    if claims.url:
        host = host_of(claims.url).removeprefix("www.")
        site = registered_domain(host)
        names |= {letters(host), letters(site or ""), letters(label_of_site(site or host))}
    names |= {key.removeprefix("the") for key in names}
    return frozenset(name for name in names if name)


def _without_name(text: str, names: frozenset[str]) -> str:
    """Cut the outlet's claimed name off the end of a line, behind a bar or a dash."""
    cuts = list(_BAR.finditer(text)) if names else []
    if cuts and letters(text[cuts[-1].end() :]) in names and len(letters(text[: cuts[-1].start()])) > _FEW_LETTERS:
        return text[: cuts[-1].start()].strip()
    return text


def letters(text: str) -> str:
    """Return the letters and digits of a text, case folded.

    >>> letters("The Quay – re-opened!")
    'thequayreopened'
    """
    return "".join(filter(str.isalnum, text.casefold()))


_BAR = re.compile(
    r"\s*[|｜]\s*|\s+[-–—:•·»«›‹~/]{1,2}\s+|\s*[»›]\s+|:\s+|\s*_\s*(?=[^_]{2,40}$)|\s*[-–—]+(?=[^-–—]{2,24}$)"
)
_SHORT, _FEW_LETTERS, _LONG = 2, 14, 140
_MOST_HEADINGS = 60
_MOST_CUTS = 6
_SHOWN = 80
