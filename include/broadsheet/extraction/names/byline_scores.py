"""What speaks for and against a line as the byline, as numbers that `broadsheet.extraction.names.evidence` weighs."""

from math import log1p

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.date_formats import HINT
from broadsheet.extraction.lines.features import Feature
from broadsheet.extraction.names.byline_candidates import Candidate, any_given_name
from broadsheet.extraction.names.places import is_place

_FAR = 40
_REACH = 3
_SHORT_STORY = 4


def describe_all(candidates: list[Candidate], article: Article) -> list[dict[str, float]]:
    """Return what is known of each candidate of a page, by the names of the weights."""
    bare = {candidate.line for candidate in candidates if candidate.label == "none"}
    runs = len([line for line in bare if line - 1 not in bare])
    return [_describe(candidate, runs, article) for candidate in candidates]


def _describe(candidate: Candidate, rivals: int, article: Article) -> dict[str, float]:
    """Return what is known of a candidate; `rivals` counts the runs of lines that hold candidates without a label."""
    labelled = candidate.label != "none"
    found = {"any": 1.0, candidate.label: 1.0, f"{candidate.label}, dated": float(candidate.dated)}
    side = "labelled" if labelled else "bare"
    for name, value in (_place(candidate, article) | _surroundings(candidate, article)).items():
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
    lines, line = article.page.lines, candidate.line
    around = [other for other in (line - 2, line - 1, line + 1, line + 2) if 0 <= other < len(lines)]
    texts = [lines[other].text for other in around]
    values = article.values
    return {
        "date near": float(any(len(text) < 60 and HINT.search(text) is not None for text in texts)),
        "share near": float(any(values[other, Feature.SHARE] > 0 for other in around)),
        "time near": float(any(values[other, Feature.TIME] > 0 for other in around)),
        "author words": float(
            values[line, Feature.AUTHOR] > 0 or any(values[other, Feature.AUTHOR] > 0 for other in around)
        ),
        "picture words": float(values[line, Feature.PICTURE] > 0),
        "page words": float(
            values[line, Feature.PAGE]
            + values[line, Feature.RELATED]
            + values[line, Feature.ACCOUNT]
            + values[line, Feature.PROMPT]
            > 0
        ),
    }


def _end_of_story(article: Article) -> int:
    """Return the index of the last body line but two, where authors may be introduced."""
    return article.last - 2 if article.last - article.first > _SHORT_STORY else article.last


def _names(candidate: Candidate, article: Article, side: str) -> dict[str, float]:
    lines, text, people = article.page.lines, article.page.text, candidate.people
    line, name = lines[candidate.line], people[0]
    words = name.split()
    start, end = lines[article.first].start, lines[_end_of_story(article)].end
    headed = article.title_line if article.title_line is not None else article.first
    told = words[-1]
    given = sum(any_given_name(person.split()[:2]) for person in people) / len(people)
    found = {
        f"{candidate.label}, given name": given,
        f"{side} stranger": float(given == 0 and candidate.line < article.first),
        f"{side} several people": log1p(len(people) - 1),
        f"{side} one word": float(len(words) == 1),
        f"{side} many words": float(len(words) > 3),
        f"{side} shouted": float(name.isupper()),
        f"{side} more text": float(len(line.text) > len(" ".join(people)) + 45),
        f"{side} exact": float(line.text.strip("•*+- ") == name),
        f"{side} in the title": float(told in (article.title or "")),
        f"{side} said before": float(
            text.find(name, 0, lines[max(min(headed, candidate.line) - _REACH, 0)].start) >= 0
        ),
        f"{side} said after": float(text.find(name, line.end) >= 0),
        f"{side} credit sign": float("©" in line.text or "/" in line.text),
        f"{side} place": float(is_place(name) or is_place(" ".join(words[:2]))),
        f"{side} everyday words": float(any(len(word) > 3 and f" {word.lower()} " in text for word in words)),
    }
    if not candidate.people[0].islower():
        again = text.count(told, start, end) - (start <= line.start < end)
        found[f"{side} told in the story"] = log1p(max(again, 0))
        behind = line.end if article.kept[candidate.line] else start
        found[f"{side} whole name told"] = float(text.find(name, max(start, behind), end) >= 0)
    return found
