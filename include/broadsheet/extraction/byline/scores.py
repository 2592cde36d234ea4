"""Computes features for and against a line as the byline; `broadsheet.extraction.log_linear` weighs them."""

from functools import cache
from math import log1p

from broadsheet.extraction.article import Article
from broadsheet.extraction.byline.candidates import Candidate, any_given_name
from broadsheet.extraction.dates.formats import HINT
from broadsheet.extraction.lexicon.name_lists import is_place
from broadsheet.extraction.log_linear import score, weights
from broadsheet.extraction.segmentation.features import Feature

_FAR = 40
_REACH = 3
_SHORT_STORY = 4


def describe_all(
    candidates: list[Candidate], article: Article, *, above: float | None = None
) -> list[dict[str, float]]:
    """Return what is known of each candidate of a page, by the names of the weights.

    Args:
        candidates: Those of the page.
        article: The article.
        above: Log odds. For a candidate that cannot reach them, the features of the page's text are not computed.
            None computes all features.
    """
    bare = {candidate.line for candidate in candidates if candidate.label == "none"}
    runs = len([line for line in bare if line - 1 not in bare])
    described = []
    for candidate in candidates:
        features = _describe(candidate, runs, article)
        if above is None or score(features, weights("byline")) + _most() > above:
            _listen(features, candidate, article)
        described.append(features)
    return described


@cache
def _most() -> float:
    """Return the most that features of the page's text can add to a candidate's log odds."""
    of_side = [
        sum(max(weights("byline").get(f"{side} {name}", 0.0), 0.0) * most for name, most in _HEARD.items())
        for side in ("bare", "labelled")
    ]
    return max(of_side) + _ROUNDING


_ROUNDING = 1e-6


def _describe(candidate: Candidate, rivals: int, article: Article) -> dict[str, float]:
    """Return the features of a candidate that do not need the page's text.

    Args:
        candidate: The candidate.
        rivals: How many runs of lines hold candidates without a label.
        article: The article.
    """
    labelled = candidate.label != "none"
    found = {"any": 1.0, candidate.label: 1.0, f"{candidate.label}, dated": float(candidate.dated)}
    side = "labelled" if labelled else "bare"
    for facts in (_place(candidate, article), _surroundings(candidate, article)):
        for name, value in facts.items():
            found[f"{side} {name}"] = value
    found |= _names(candidate, article, side)
    found["rivals"] = 0.0 if labelled else log1p(rivals)
    return found


def _place(candidate: Candidate, article: Article) -> dict[str, float]:
    line, first, last, title = candidate.line, article.first, article.last, article.title_line
    found = {
        "above": float(line < first),
        "below": float(line > last),
        "inside": float(first <= line <= last),
        "in the body": float(article.kept[line]),
    }
    if line < first:
        found["lines to the body"] = log1p(min(first - line, _FAR))
    elif line > last:
        found["lines behind the body"] = log1p(min(line - last, _FAR))
    else:
        found["lines into the body"] = log1p(min(line - first, _FAR))
    if title is not None and title < first:
        found["between"] = float(title < line < first)
        found["lines from the title"] = log1p(min(abs(line - title), _FAR))
        found["under the title"] = float(0 < line - title <= _REACH)
        found["over the title"] = float(0 < title - line <= _REACH)
    return found


def _surroundings(candidate: Candidate, article: Article) -> dict[str, float]:
    lines, line, value = article.page.lines, candidate.line, article.values.item
    around = [other for other in (line - 2, line - 1, line + 1, line + 2) if 0 <= other < len(lines)]
    dated = shared = timed = False
    author = value(line, _AUTHOR) > 0
    for other in around:
        text = lines[other].text
        dated = dated or (len(text) < _SHORT and _is_dated(value(other, _DIGITS), text))
        shared = shared or value(other, _SHARE) > 0
        timed = timed or value(other, _TIME) > 0
        author = author or value(other, _AUTHOR) > 0
    return {
        "date near": float(dated),
        "share near": float(shared),
        "time near": float(timed),
        "author words": float(author),
        "picture words": float(value(line, _PICTURE) > 0),
        "page words": float(sum([value(line, column) for column in _PAGE_WORDS]) > 0),
    }


def _is_dated(digits: float, text: str) -> bool:
    """Return whether a line holds a date; `digits` are its share of digits, which most lines do not have."""
    return (digits > 0 or "元" in text) and HINT.search(text) is not None


_SHORT = 60
_SHARE, _TIME, _AUTHOR, _PICTURE = (
    int(feature) for feature in (Feature.SHARE, Feature.TIME, Feature.AUTHOR, Feature.PICTURE)
)
_DIGITS = int(Feature.DIGITS)
_PAGE_WORDS = tuple(int(feature) for feature in (Feature.PAGE, Feature.RELATED, Feature.ACCOUNT, Feature.PROMPT))


def _end_of_story(article: Article) -> int:
    """Return the index of the last body line but two, where authors may be introduced."""
    return article.last - 2 if article.last - article.first > _SHORT_STORY else article.last


def _names(candidate: Candidate, article: Article, side: str) -> dict[str, float]:
    line, people = article.page.lines[candidate.line].text, candidate.people
    name = people[0]
    words = name.split()
    given = sum([any_given_name(person.split()[:2]) for person in people]) / len(people)
    return {
        f"{candidate.label}, given name": given,
        f"{side} stranger": float(given == 0 and candidate.line < article.first),
        f"{side} several people": log1p(len(people) - 1),
        f"{side} one word": float(len(words) == 1 and (name.isascii() or name.lower() != name.upper())),
        f"{side} many words": float(len(words) > 3),
        f"{side} shouted": float(name.isupper()),
        f"{side} more text": float(len(line) > len(" ".join(people)) + 45),
        f"{side} exact": float(line.strip("•*+- ") == name),
        f"{side} in the title": float(words[-1] in (article.title or "")),
        f"{side} credit sign": float("©" in line or "/" in line),
        f"{side} place": float(is_place(name) or is_place(" ".join(words[:2]))),
    }


_HEARD = {
    "said before": 1.0,
    "said after": 1.0,
    "everyday words": 1.0,
    "told in the story": log1p(1e6),
    "whole name told": 1.0,
}
"""Features from the page's text, and the largest value of each."""


def _listen(features: dict[str, float], candidate: Candidate, article: Article) -> None:
    """Add where and how often the page says a candidate's name and its words."""
    lines, text, name = article.page.lines, article.page.text, candidate.people[0]
    side = "bare" if candidate.label == "none" else "labelled"
    line, words = lines[candidate.line], name.split()
    start, end = lines[article.first].start, lines[_end_of_story(article)].end
    headed = article.title_line if article.title_line is not None else article.first
    before = lines[max(min(headed, candidate.line) - _REACH, 0)].start
    after = text.find(name, line.end)
    features[f"{side} said before"] = float(text.find(name, 0, before) >= 0)
    features[f"{side} said after"] = float(after >= 0)
    features[f"{side} everyday words"] = float(any(len(word) > 3 and f" {word.lower()} " in text for word in words))
    if not name.islower():
        again = text.count(words[-1], start, end) - (start <= line.start < end)
        features[f"{side} told in the story"] = log1p(max(again, 0))
        behind = max(line.end, start) if article.kept[candidate.line] else start
        told = behind < line.end or after >= 0  # else the name is nowhere behind the line
        features[f"{side} whole name told"] = float(told and text.find(name, behind, end) >= 0)
