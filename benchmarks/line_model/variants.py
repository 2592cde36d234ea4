"""Further pages made from gold pages: what crawls hold and the gold folder lacks.

* a short article: the body cut after a few lines, the page around it whole;
* no article: the body taken out, so that only menus, teasers and notices are left;
* a story with foreign lines: links to other stories behind a label, offers to subscribe, notes of the site between its
  paragraphs, and the first sentences of other stories behind its end;
* a live blog: a time of day before each entry, an entry being one paragraph of the body or two;
* a front page: rows of headlines and first sentences of other stories in the frame of the page.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.page import Line, read_page
from gold import TOKEN, UNKNOWN, UNWANTED, WANTED, GoldPage

Row = tuple[str, int]
"""A line as it is written, with the space before it, and its label."""

LINKS = {
    "en": "READ MORE: {}|Read more: {}|READ ALSO: {}|Related: {}|RELATED | {}|WATCH: {}|Watch | {}|See also: {}|"
    "Also read: {}|MORE: {}|> {}|Recommended: {}|Don't miss: {}|Listen: {}",
    "de": "Lesen Sie auch: {}|Mehr zum Thema: {}|Auch interessant: {}|>> {}|Lesen Sie hier: {}",
    "fr": "Lire aussi : {}|À lire aussi : {}|Voir aussi : {}",
    "es": "Lea también: {}|Te puede interesar: {}|Más información: {}",
    "it": "Leggi anche: {}|Potrebbe interessarti: {}",
    "pl": "Czytaj też: {}|Zobacz także: {}|{}>>",
    "ru": "Читайте также: {}|Смотрите также: {}|По теме: {}",
    "zh": "相关阅读：{}|延伸阅读：{}",
    "": "• {}|> {}|>> {}",
}
"""Links to other stories inside a story, by language; ``{}`` is the other story's headline."""

NOTES = {
    "en": "Story continues below|Article continues after this advertisement|Advertisement|Follow us on Twitter and "
    "Instagram.|More on this story|Sign up for our morning newsletter and never miss a story.|Get the day's top news "
    "in your inbox, every weekday.|Enjoying this article? Become a member for the price of a coffee a month.|Our "
    "reporting is paid for by readers like you. Please consider a gift today.|You have reached your limit of free "
    "articles.|Subscribe to keep reading and support our newsroom, from 1 a week.|Already a member? Sign in.|Download "
    "our app to read offline.|Like what you read? Share it with a friend.|What do you think? Tell us in the comments.|"
    "Join the conversation on our Facebook page.|This story was made possible by our supporters. Join them from only 3 "
    "a month.",
    "de": "Anzeige|Abonnieren Sie unseren Newsletter und verpassen Sie nichts.|Weiterlesen mit dem Digitalabo, vier "
    "Wochen kostenlos.|Sie sind schon Abonnent? Bitte melden Sie sich an.|Folgen Sie uns auf Facebook.",
    "fr": "Publicité|Inscrivez-vous à notre lettre du matin.|Cet article est réservé aux abonnés.|Abonnez-vous pour "
    "lire la suite, sans engagement.|Suivez-nous sur Facebook.",
    "es": "Publicidad|Suscríbase a nuestro boletín y reciba las noticias del día.|Para seguir leyendo, hágase socio.",
    "it": "Pubblicità|Iscriviti alla nostra newsletter per ricevere le notizie del giorno.",
    "pl": "Reklama|Zapisz się na nasz newsletter.|Dalszy ciąg materiału pod reklamą",
    "ru": "Реклама|Подпишитесь на нашу рассылку.|Следите за новостями в нашем канале.",
    "zh": "广告|关注我们的公众号，获取更多新闻。",
}
"""Notes and offers of a site inside a story, by language."""

ENTRIES = 5
"""Paragraphs of prose of the shortest body that is made into a live blog."""

PROSE = 8
"""Words of a paragraph of prose, at least."""

ROWS = (8, 25)
"""Stories on a front page: at least, and fewer than."""

CLOCKS = (
    "{:02d}:{:02d}|{:02d}.{:02d} Uhr|{:02d}h{:02d}|{:02d}:{:02d} Uhr|Posted at {:02d}:{:02d}|{:02d}:{:02d} GMT|"
    "{:d}:{:02d} p.m.|{:02d}:{:02d}, Newsroom|kl. {:02d}.{:02d}"
)
"""Times of day over the entries of a live blog."""

AGES = "1 hour ago|12 min|March 3, 2021|03.03.2021|3 Mar|Sport|Politik|{} Comments|More »|||||"
"""What front pages have between a teaser and the next headline; ``{}`` is a number."""

TEASERS = 5
"""Teasers behind a story, at most."""

Stories = dict[str, list[tuple[str, str]]]
"""Headlines and first sentences of stories, by language."""


def stories(pages: Sequence[GoldPage]) -> Stories:
    """Return the headline and the first sentence of each page whose headline and body are known."""
    found: Stories = defaultdict(list)
    for page in pages:
        title = page.gold.get("title")
        sentence = (page.gold.get("body") or "").partition("\n")[0].partition(". ")[0].strip()
        if title and 30 <= len(sentence) <= 200:
            found[_language(page)].append((title, sentence if sentence[-1] in ".!?。" else f"{sentence}."))
    return found


def variants(page: GoldPage, seed: int, others: Stories) -> Iterator[GoldPage]:
    """Yield pages made from one whose whole page and body are known."""
    if not page.whole or page.gold["style"] != "full":
        return
    random = np.random.default_rng(seed)
    rows = list(zip(page.page.lines, page.labels.tolist(), strict=True))
    cut = int(random.integers(2, 7))
    yield _made(page, "short", (written(line, label) for line, label in _shortened(rows, cut)))
    yield _made(page, "none", (written(line, label) for line, label in rows if label == UNWANTED))
    told = others.get(_language(page), [])
    if len(told) > TEASERS:
        yield _made(page, "foreign", _with_foreign(rows, told, _language(page), random))
    if sum(label == WANTED and tokens >= PROSE for (_, label), tokens in zip(rows, page.tokens, strict=True)) > ENTRIES:
        yield _made(page, "live", _in_entries(rows, page.tokens, random))
    if len(told) > ROWS[0]:
        yield _made(page, "front", _front(rows, told, random))


def _shortened(rows: list[tuple[Line, int]], cut: int) -> Iterator[tuple[Line, int]]:
    kept = 0
    for line, label in rows:
        if label == UNWANTED or (label == WANTED and kept < cut):
            kept += label == WANTED
            yield line, label


def _with_foreign(
    rows: list[tuple[Line, int]], told: list[tuple[str, str]], language: str, random: np.random.Generator
) -> Iterator[Row]:
    links = LINKS.get(language, LINKS[""]).split("|")
    notes = NOTES.get(language, NOTES["en"]).split("|")
    last = max((number for number, (_, label) in enumerate(rows) if label == WANTED), default=-1)
    gaps = {line.gap for line, label in rows[: last + 1] if label == WANTED}
    space = "\n" * min(gaps, default=0)
    picked = [told[number] for number in random.permutation(len(told))[: TEASERS + 4]]
    for number, (line, label) in enumerate(rows):
        yield written(line, label)
        behind = rows[number + 1][1] if number < last else UNWANTED
        if label == behind == WANTED and random.random() < 0.15:
            headline = picked[int(random.integers(len(picked)))][0]
            form = random.choice(links) if random.random() < 0.5 else random.choice(notes)
            yield space + str(form).format(headline), UNWANTED
        elif number == last:
            bare = random.random() < 0.3
            for _, sentence in picked[: int(random.integers(0, TEASERS + 1))]:
                yield space + (sentence.rstrip(".") if bare else sentence), UNWANTED
            if random.random() < 0.3:
                yield space + str(random.choice(notes)), UNWANTED
    if random.random() < 0.5:
        yield from ((headline, UNWANTED) for headline, _ in picked)


def _in_entries(
    rows: list[tuple[Line, int]], tokens: NDArray[np.float64], random: np.random.Generator
) -> Iterator[Row]:
    form = str(random.choice(CLOCKS.split("|")))
    step = int(random.integers(5, 50)) * (1 if random.random() < 0.5 else -1)
    minutes = 60 * 11 + 30
    for (line, label), words in zip(rows, tokens, strict=True):
        if label == WANTED and words >= PROSE and random.random() < 0.7:
            minutes = min(max(minutes + step + int(random.integers(-4, 5)), 1), 60 * 24 - 1)
            yield "\n" * line.gap + form.format(*divmod(minutes, 60)), UNKNOWN
        yield written(line, label)


def _front(rows: list[tuple[Line, int]], told: list[tuple[str, str]], random: np.random.Generator) -> Iterator[Row]:
    frame = [(line, label) for line, label in rows if label == UNWANTED]
    middle = int(random.integers(len(frame) + 1))
    space = "\n" * int(random.integers(0, 2))
    ages = AGES.split("|")
    always, sometimes = str(random.choice(ages)), random.random() < 0.5
    yield from (written(line, label) for line, label in frame[:middle])
    for number in random.permutation(len(told))[: int(random.integers(*ROWS))].tolist():
        headline, sentence = told[number]
        yield space + headline, UNWANTED
        yield sentence, UNWANTED
        age = (str(random.choice(ages)) if sometimes else always).format(int(random.integers(1, 90)))
        if age:
            yield age, UNWANTED
    yield from (written(line, label) for line, label in frame[middle:])


def written(line: Line, label: int) -> Row:
    """Return a line as it is written, with the space before it, and its label."""
    return "\n" * line.gap + " " * line.indent + line.text, label


def _language(page: GoldPage) -> str:
    return str(page.gold.get("language") or page.gold.get("lang") or "en")


def _made(page: GoldPage, kind: str, rows: Iterable[Row]) -> GoldPage:
    written = list(rows)
    made = read_page("\n".join(text for text, _ in written))
    labels = np.array([label for _, label in written], np.int8)
    if len(made.lines) != len(labels):  # a line that holds two pieces, or none
        labels = np.full(len(made.lines), UNKNOWN, np.int8)
    counts = np.array([len(TOKEN.findall(line.text)) for line in made.lines], np.float64)
    return GoldPage(f"{page.name}#{kind}", page.gold, made, labels, counts, line_features([made]))
