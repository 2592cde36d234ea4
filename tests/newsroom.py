"""Makes up news pages for the tests: enough prose for the rules, and a different story for every number."""

import random
from datetime import date
from pathlib import Path

_PLACES = [
    "harbour",
    "market",
    "valley",
    "station",
    "library",
    "bridge",
    "council",
    "museum",
    "airport",
    "theatre",
    "hospital",
    "stadium",
]
_WHO = [
    "mayor",
    "minister",
    "spokeswoman",
    "researcher",
    "farmer",
    "captain",
    "director",
    "teacher",
    "engineer",
    "pilot",
    "baker",
    "nurse",
]
_DID = [
    "announced",
    "opened",
    "rejected",
    "visited",
    "described",
    "repaired",
    "praised",
    "measured",
    "postponed",
    "defended",
    "sold",
    "painted",
]
_WHAT = [
    "budget",
    "timetable",
    "agreement",
    "exhibition",
    "harvest",
    "report",
    "contract",
    "orchestra",
    "tunnel",
    "archive",
    "festival",
    "reservoir",
]
_HOW = [
    "quietly",
    "yesterday",
    "reluctantly",
    "publicly",
    "carefully",
    "twice",
    "unexpectedly",
    "together",
    "again",
    "slowly",
    "gladly",
    "finally",
]
_WHY = (
    "after months of patient work",
    "although few residents had asked for it",
    "because the old rules no longer applied",
    "while neighbours watched from their windows",
    "before the winter storms could reach the coast",
    "despite a long dispute over the costs",
    "as more than two hundred visitors arrived",
    "so that the next generation would profit from it",
)

PROMOTION = (
    "Readers support this paper with a gift; give yours today and receive the weekly letter of its editors by post."
)
"""A line that outlets made up for the tests put on their pages."""


def sentence(dice: random.Random) -> str:
    """Make up one sentence of fifteen to twenty-five words."""
    where, who, did, what, how, why = (dice.choice(words) for words in (_PLACES, _WHO, _DID, _WHAT, _HOW, _WHY))
    number = dice.randint(3, 9_999)
    return f"The {who} of the {where} {how} {did} the {what} number {number} {why}, and the {dice.choice(_WHO)} agreed."


def paragraphs(number: int, count: int = 6) -> list[str]:
    """Make up the paragraphs of the story of that number."""
    dice = random.Random(number)
    return [" ".join(sentence(dice) for _ in range(dice.randint(2, 3))) for _ in range(count)]


def page(number: int, published: date | None = None, body: list[str] | None = None) -> str:
    """Make up a whole page: a header line with date and title where there is a date, a menu, the story, a footer."""
    dice = random.Random(-number - 1)
    title = f"{dice.choice(_WHO).title()} {dice.choice(_DID)} {dice.choice(_WHAT)} at the {dice.choice(_PLACES)}"
    header = f" date {published.isoformat()} {title}" if published else title
    lines = ["Home", "News", "Sport", header, *(body or paragraphs(number)), "Share this", "Contact us"]
    return "\n".join(lines) + "\n"


def posted(number: int, written: str) -> str:
    """Make up the page of a story that is posted on a date, written as given."""
    text = page(number)
    title = text.splitlines()[3]
    return text.replace(title, f"{title}\nPosted {written}", 1)


def write_pages(folder: Path, pages: dict[str, str]) -> None:
    """Write pages by their path below `folder`."""
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
