"""Chooses the headline of a page among its lines and what is claimed to be its title.

Each candidate is a text: a line near the body, a heading, a claimed title, or a part of one that a bar or a dash sets
off (claimed titles often hold the outlet's name). What is known of each is weighed with learned weights
(`broadsheet.extraction.log_linear`): which lines and which claims say it, how likely the line model holds it, whether
it is the outlet's name.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log1p
from typing import NamedTuple

import numpy as np

from broadsheet.extraction.evidence.claims import Claims
from broadsheet.extraction.log_linear import chances, weights
from broadsheet.extraction.publisher.hosts import host_of, label_of_site, registered_domain
from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.page import Page
from broadsheet.extraction.title import LONGEST, LinesAlone, ScoredLines, Title, read_title
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
    pages: Sequence[Page],
    bodies: Sequence[Body],
    found: Sequence[Title | None],
    claims: Sequence[Claims | None],
    scored: ScoredLines,
) -> list[Title | None]:
    """Return the headline of each page; pages of which no title is claimed keep the one found in their text."""
    bounds, lines, scores = scored
    return [
        choose(describe(page, body, title, claim, dict(zip(lines[start:end], scores[start:end], strict=True))), title)
        if claim is not None and claim.named("title")
        else title
        for page, body, title, claim, (start, end) in zip(pages, bodies, found, claims, pairwise(bounds), strict=True)
    ]


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
    _add_lines(drafts, page, first, found, claims, scores, names)
    _add_claims(drafts, claims)
    absent = {f"not in {group}": 1.0 for group in sorted({_group(claim.origin) for claim in claims.named("title")})}
    found_key = letters(found.text) if found is not None else None
    for key, candidate in drafts.items():
        features = candidate.features
        features["name"] = float(key in names)
        features["short"] = float(len(key) <= _FEW_LETTERS and len(candidate.text.split()) <= _SHORT)
        features["long"] = float(len(key) > _LONG)
        if "claimed" in features:
            features["claims agree"] = log1p(sum([name.endswith(("whole", "begin")) for name in features]))
        features["found"] = float(key == found_key)
        features["again"] = log1p(features.get("again", 0.0))
        if "claimed" not in features:
            features |= absent
    return list(drafts.values())


def _add_lines(
    drafts: dict[str, Candidate],
    page: Page,
    first: int,
    found: Title | None,
    claims: Claims,
    scores: dict[int, float],
    names: frozenset[str],
) -> None:
    """Add the lines that may hold the headline; of those that say the same, the nearest above the body counts."""
    headings = _headings(page, claims)
    alone = LinesAlone(page)
    for line in sorted({*scores, *headings}):
        title = found if found is not None and found.line == line else read_title(page, line, alone)
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
    if markup is None or not claims.lines or not len(markup.elements):
        return {}
    numbers = np.minimum(np.array(claims.lines, np.int64), len(markup.elements) - 1)
    elements = np.where(np.array(claims.lines) < len(markup.elements), markup.elements[numbers], -1)
    tags, parents = markup.tags[elements], markup.parents[elements]
    marked = np.where(parents >= 0, markup.zones[parents], 0) | markup.zones[elements] | markup.inline[numbers]
    likely = (elements >= 0) & (((tags >= Tag.H1) & (tags <= Tag.H6)) | (marked & _TITLE != 0))
    found: dict[int, str] = {}
    for line in np.flatnonzero(likely).tolist():
        if len(page.lines[line].text) > LONGEST:
            continue
        tag = int(tags[line])
        if Tag.H1 <= tag <= Tag.H6:
            found[line] = _NAMES_OF_HEADINGS[tag - Tag.H1]
        else:
            own = int(markup.zones[elements[line]]) | (int(markup.zones[parents[line]]) if parents[line] >= 0 else 0)
            found[line] = "title class" if own & _TITLE else "title class inside"
        if len(found) >= _MOST_HEADINGS:
            break
    return found


_TITLE = int(Zone.TITLE)
_NAMES_OF_HEADINGS = ("h1", "h2", "h3", "h4", "h4", "h4")


def _parts(value: str) -> Iterator[tuple[str, str]]:
    """Yield a claimed title, and what bars and dashes set off at its beginning and end."""
    yield value, "whole"
    cuts = [match.span() for match in _BAR.finditer(value)][:_MOST_CUTS] if _MARK.search(value) else []
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
    cuts = list(_BAR.finditer(text)) if names and _MARK.search(text) else []
    if cuts and letters(text[cuts[-1].end() :]) in names and len(letters(text[: cuts[-1].start()])) > _FEW_LETTERS:
        return text[: cuts[-1].start()].strip()
    return text


@lru_cache(maxsize=8_192)
def letters(text: str) -> str:
    """Return the letters and digits of a text, case folded.

    >>> letters("The Quay – re-opened!")
    'thequayreopened'
    """
    folded = text.casefold()
    return "".join(_LETTERS.findall(folded)) if folded.isascii() else "".join(filter(str.isalnum, folded))


_LETTERS = re.compile("[0-9a-z]+")


_BAR = re.compile(
    r"\s*[|｜]\s*|\s+[-–—:•·»«›‹~/]{1,2}\s+|\s*[»›]\s+|:\s+|\s*_\s*(?=[^_]{2,40}$)|\s*[-–—]+(?=[^-–—]{2,24}$)"
)
_MARK = re.compile("[|｜–—:•·»«›‹~/_-]")
"""Characters of which `_BAR` needs one: a far quicker test."""
_SHORT, _FEW_LETTERS, _LONG = 2, 14, 140
_MOST_HEADINGS = 60
_MOST_CUTS = 6
_SHOWN = 80
