"""Makes up news pages of a fixed seed: several languages, menus and footers, and copies with gold.

Every page is of about 3.8 kB. A share of the stories is run again by other outlets: word for word, with a few words
changed in bursts or scattered, or cut to its first half; ``clusters`` lists which belong together.
"""

import html
import json
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
HOST, OUTLET = "www.harbour-courier.example", "Harbour Courier"
AUTHORS = ("Ada Lindqvist", "Tomas Varga", "Ines Okafor", "Peter Hallmann", "Mara Castellan")


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


def as_html(page: Page, teasers: int = 6) -> str:
    """Return a page as an HTML document of an outlet, with menu, teasers, footer, and metadata in its head.

    `teasers` is the number of links to other stories beside it; each has about 250 bytes.
    """
    header, *lines = page.text.split("\n")
    _, date, title = header.strip().split(" ", 2)
    number = int(page.name[-11:-4])
    menu = [line for line in lines if line in MENU]
    body = [line for line in lines if line and line not in MENU]
    address = f"https://{HOST}/{date.replace('-', '/')}/{number}.html"
    known = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": f"{date}T08:{number % 60:02d}:00Z",
        "author": {"@type": "Person", "name": AUTHORS[number % len(AUTHORS)]},
        "publisher": {"@type": "Organization", "name": OUTLET},
    }
    dice = random.Random(number % 97)  # teasers repeat over the pages of an outlet, as frames do
    words = title.split()
    shown = "".join(
        f'<li class="teaser teaser--small"><a class="teaser__link" href="/{dice.randrange(10**6)}.html">'
        f'<span class="kicker">{dice.choice(MENU)}</span> <h3 class="teaser__title">{html.escape(" ".join(words))}'
        f'</h3></a><time class="teaser__date" datetime="{date}">{date}</time></li>\n'
        for words in (dice.sample(words, len(words)) for _ in range(teasers))
    )
    links = "".join(f'<li class="nav__item"><a href="/{number}">{html.escape(name)}</a></li>' for name in menu)
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in body)
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{html.escape(title)} | {OUTLET}</title>
<meta property="og:title" content="{html.escape(title)}"><meta property="og:site_name" content="{OUTLET}">
<link rel="canonical" href="{address}"><style>body {{ margin: 0 auto }} .nav {{ color: #333 }}</style>
<script type="application/ld+json">{json.dumps(known, ensure_ascii=False)}</script></head>
<body class="article-page"><header class="masthead"><nav class="nav"><ul>{links}</ul></nav></header>
<main><article class="article"><h1 class="article__title">{html.escape(title)}</h1>
<div class="article__meta"><span class="byline">By {AUTHORS[number % len(AUTHORS)]}</span>
<time datetime="{date}">{date}</time></div>
<div class="article__body">{paragraphs}</div></article>
<aside class="sidebar"><h2>Most read</h2><ul>{shown}</ul></aside></main>
<footer class="footer"><ul>{links}</ul><p>Copyright {OUTLET}. All rights reserved.</p></footer>
<script>window.page = {{"id": {number}}};</script></body></html>
"""


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
