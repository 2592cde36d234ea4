"""Finds the authors: the names after *By*, *Von*, *Par*, *Por*, *記者*, and names that are alone near the headline.

A label makes a byline of the names behind it. A line of nothing but a name is one where it is right: between
headline and body, beside the date, and not among the menu's entries or the people of the story. The weights of
these features are learned; see `broadsheet.extraction.log_linear`.
"""

from itertools import islice
from typing import NamedTuple

from broadsheet.extraction.article import Article
from broadsheet.extraction.byline.candidates import BULLETS, Candidate, any_given_name, byline_candidates
from broadsheet.extraction.byline.people import MAX_PEOPLE, people_in
from broadsheet.extraction.byline.scores import describe_all
from broadsheet.extraction.dates.formats import HINT
from broadsheet.extraction.lexicon.name_lists import is_place
from broadsheet.extraction.log_linear import chances, weights

LEAST = 0.4
"""Least probability, against all other lines of the page and none, of a byline; lines in a row add up, and so do labels
before the same people."""

MOST_CANDIDATES = 128
"""Candidates of one page that are scored, from the top: a page with more is a list of names."""


class Byline(NamedTuple):
    """The authors a page names.

    Attributes:
        authors: Their names as written, in order; people only, no wire services and no staff.
        line: Index of the line they are in; the first one where there are several. None where they are only claimed.
        origin: The claim that names them (`broadsheet.extraction.evidence`), empty where it is the line.
    """

    authors: tuple[str, ...]
    line: int | None
    origin: str = ""


class DescribedLines(NamedTuple):
    """The lines of a page that may be its byline, from the top, and what is known of each."""

    candidates: list[Candidate]
    features: list[dict[str, float]]


def describe_lines(article: Article) -> DescribedLines:
    """Return the lines of a page that may be its byline, with what is known of each."""
    candidates = list(islice(byline_candidates(article), MOST_CANDIDATES))
    return DescribedLines(candidates, describe_all(candidates, article, above=0.0) if candidates else [])


def find_byline(article: Article, lines: DescribedLines | None = None) -> Byline | None:
    """Return the byline of the article, None where the page names no author.

    `lines` is what `describe_lines` returns for the page, where it is at hand.
    """
    candidates, features = lines or describe_lines(article)
    if not candidates:
        return None
    likely = chances(features, weights("byline"))
    best = max(range(len(candidates)), key=lambda index: (likely[index], -index))
    first = last = best
    while first and _adjoin(candidates[first - 1], candidates[first]):
        first -= 1
    while last + 1 < len(candidates) and _adjoin(candidates[last], candidates[last + 1]):
        last += 1
    people = candidates[best].people
    adding = [
        chance
        for index, (candidate, chance) in enumerate(zip(candidates, likely, strict=True))
        if first <= index <= last or (candidate.people == people and _is_vouched(candidate))
    ]
    return continued(candidates[first], article) if sum(adding) > LEAST else None


def _is_vouched(candidate: Candidate) -> bool:
    """Whether a line is a label and a whole name: what comments and lists of stories repeat are other forms."""
    name = candidate.people[0]
    return (
        candidate.label in {"label", "label above", "label behind"}
        and (not name.isascii() or " " in name)
        and any_given_name(name.split()[:2])
    )


def _adjoin(above: Candidate, below: Candidate) -> bool:
    """Whether two candidates are names in lines that follow one another."""
    names = all(any_given_name(name.split()[:2]) for name in above.people)
    return names and above.label == below.label == "none" and above.line == below.line - 1


def continued(candidate: Candidate, article: Article) -> Byline:
    """Return a candidate as a byline, with the names in the lines right below that are nothing but names."""
    authors, index = list(candidate.people), candidate.line + 1
    while index < len(article.kept) and not article.kept[index] and len(authors) < MAX_PEOPLE:
        if index == article.title_line:
            break
        text = article.page.lines[index].text.lstrip(BULLETS)
        people = people_in(text, labelled=False) if len(text) < 60 and not HINT.search(text) else ()
        if not people or not all(any_given_name(name.split()[:2]) for name in people):
            break
        if any(map(is_place, people)) or (index != candidate.line + 1 and people[0] in authors):
            break
        authors.extend(name for name in people if name not in authors)
        index += 1
    return Byline(tuple(authors), candidate.line)
