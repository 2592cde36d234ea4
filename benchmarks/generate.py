"""Makes up news pages of a fixed seed: several languages, menus and footers, and copies with gold.

Every page is of about 3.8 kB. A share of the stories is run again by other outlets: word for word, with a few words
changed in bursts or scattered, or cut to its first half; ``clusters`` lists which belong together.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ALPHABETS = {
    "en": ("th", "er", "on", "an", "re", "he", "in", "ed", "nd", "ha", "at", "en", "es", "of", "or", "nt", "ea", "ti"),
    "de": ("er", "en", "ch", "de", "ei", "te", "in", "nd", "ie", "ge", "st", "ne", "be", "es", "un", "sch", "au", "ü"),
    "es": ("de", "es", "en", "el", "la", "os", "ar", "ue", "ra", "re", "ci", "ón", "as", "co", "do", "ta", "te", "ñ"),
    "ru": ("ст", "но", "то", "на", "ен", "ов", "ни", "ра", "во", "ко", "по", "пр", "ет", "ро", "ал", "ре", "ли", "ть"),
}
FUNCTION_WORDS = {
    "en": [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "that",
        "is",
        "was",
        "for",
        "on",
        "with",
        "as",
        "by",
        "at",
        "from",
        "it",
        "he",
        "said",
        "has",
        "have",
        "been",
        "not",
        "which",
    ],
    "de": [
        "der",
        "die",
        "das",
        "und",
        "in",
        "zu",
        "den",
        "von",
        "mit",
        "ist",
        "im",
        "für",
        "auf",
        "nicht",
        "ein",
        "eine",
        "als",
        "auch",
        "an",
        "sich",
        "es",
        "sagte",
        "hat",
        "dem",
    ],
    "es": [
        "de",
        "la",
        "que",
        "el",
        "en",
        "y",
        "a",
        "los",
        "se",
        "del",
        "las",
        "un",
        "por",
        "con",
        "no",
        "una",
        "su",
        "para",
        "es",
        "al",
        "lo",
        "como",
        "más",
        "dijo",
        "fue",
    ],
    "ru": [
        "и",
        "в",
        "не",
        "на",
        "что",
        "с",
        "по",
        "из",
        "у",
        "за",
        "от",
        "как",
        "это",
        "но",
        "его",
        "к",
        "для",
        "был",
        "он",
        "которые",
        "также",
        "сказал",
        "после",
    ],
}
MENU = ("Home", "News", "Sport", "Business", "Opinion", "Weather", "Subscribe", "Log in", "Contact us", "Share this")
MONTHS = 48


@dataclass(frozen=True, slots=True)
class Page:
    """One page made up.

    Attributes:
        name: Path of its file below the source.
        text: The page as it was crawled.
        story: Number of its story; pages of one story belong to one cluster.
        kind: original, exact, burst, scattered or contained: how it differs from its original.
    """

    name: str
    text: str
    story: int
    kind: str


def pages(count: int, seed: int = 7, copies: float = 0.2) -> Iterator[Page]:
    """Yield `count` pages; about the share `copies` of them repeat an earlier story."""
    dice = random.Random(seed)
    vocabularies = {language: _vocabulary(language, seed) for language in ALPHABETS}
    recent: list[tuple[int, str, list[str]]] = []
    story = 0
    for number in range(count):
        if recent and dice.random() < copies:
            original, language, body = dice.choice(recent)
            kind = dice.choice(("exact", "burst", "scattered", "contained"))
            yield _page(number, original, kind, language, _copy(kind, body, vocabularies[language], dice), dice)
            continue
        story += 1
        language = dice.choices(list(ALPHABETS), weights=(6, 2, 1, 1))[0]
        body = [_paragraph(language, vocabularies[language], dice) for _ in range(dice.randint(9, 15))]
        recent = [*recent[-199:], (story, language, body)]
        yield _page(number, story, "original", language, body, dice)


def write(folder: Path, count: int, seed: int = 7) -> list[Page]:
    """Write pages below `folder`, a thousand in each of its folders; return them without their text."""
    written = []
    for page in pages(count, seed):
        path = folder / page.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.text, encoding="utf-8")
        written.append(Page(page.name, "", page.story, page.kind))
    return written


def _vocabulary(language: str, seed: int) -> list[str]:
    dice = random.Random(f"{language}{seed}")
    return ["".join(dice.choices(ALPHABETS[language], k=dice.randint(2, 5))) for _ in range(20_000)]


def _sentence(language: str, words: list[str], dice: random.Random) -> str:
    chosen = [
        dice.choice(FUNCTION_WORDS[language]) if dice.random() < 0.45 else words[int(len(words) * dice.random() ** 3)]
        for _ in range(dice.randint(12, 28))
    ]
    return " ".join(chosen).capitalize() + "."


def _paragraph(language: str, words: list[str], dice: random.Random) -> str:
    return " ".join(_sentence(language, words, dice) for _ in range(dice.randint(2, 3)))


def _copy(kind: str, body: list[str], words: list[str], dice: random.Random) -> list[str]:
    if kind == "contained":
        return body[: max(4, len(body) // 2)]
    if kind == "exact":
        return body
    text = [paragraph.split() for paragraph in body]
    places = [(row, column) for row, line in enumerate(text) for column in range(len(line))]
    amount = max(1, len(places) // 40)
    if kind == "burst":
        start = dice.randrange(len(places) - amount)
        changed = places[start : start + amount]
    else:
        changed = dice.sample(places, amount)
    for row, column in changed:
        text[row][column] = dice.choice(words)
    return [" ".join(line) for line in text]


def _page(number: int, story: int, kind: str, language: str, body: list[str], dice: random.Random) -> Page:
    title = " ".join(body[0].split()[:9]).rstrip(".,")
    month, day = divmod(story, 28)
    date = f"{2015 + month % MONTHS // 12}-{month % 12 + 1:02d}-{day + 1:02d}"
    menu = dice.sample(MENU, 6)
    lines = [f" date {date} {title}", *menu[:3], *body, *menu[3:]]
    return Page(f"{number // 1_000:04d}/{number:07d}.txt", "\n".join(lines) + "\n", story, kind)
