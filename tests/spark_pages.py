"""Writes pages of the kinds on which the engines could differ."""

import json
import random
from datetime import date, timedelta
from pathlib import Path

from generate import pages as generated
from newsroom import PROMOTION, page, paragraphs, posted, write_pages

FIRST = date(2018, 9, 10)


def write_generated(folder: Path, count: int, seed: int = 7) -> None:
    """Write one file of many pages, a fifth of them copies of others in several ways."""
    rows = ({"id": made.name, "text": made.text} for made in generated(count, seed))
    (folder / f"generated-{seed}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))


def write_story(folder: Path, copies: int) -> None:
    """Write one story as many outlets ran it: each leaves out a sentence or two, and has lines of its own."""
    dice, body = random.Random(3), [line for number in range(4) for line in paragraphs(number)]
    with (folder / "story.jsonl").open("w") as file:
        for number in range(copies):
            kept = [line for line in body if dice.random() > 0.06]
            text = page(10_000 + number, FIRST, [*kept, *paragraphs(20_000 + number, 1)])
            print(json.dumps({"id": f"outlet-{number}/story", "text": text}), file=file)


def write_outlet(folder: Path, numbers: range) -> None:
    """Write pages of an outlet that has one line on all of them, and dates in doubt that some of its pages settle."""
    made = {}
    for number in numbers:
        body = paragraphs(number)
        made[f"quay/{number}.txt"] = page(number, FIRST + timedelta(days=number), [*body[:3], PROMOTION, *body[3:]])
        written = f"{number % 9 + 1}/4/2019" if number % 2 else f"{number % 9 + 13}/3/2019"
        made[f"kai.example/{number}.txt"] = posted(500 + number, written)
    write_pages(folder, made)


def write_versions(folder: Path) -> None:
    """Write pages that were crawled more than once: the same address, with the same, other, or more text."""
    crawls = [(number // 3, f"2018-09-{10 + number % 3}T0{number % 7}:00:00Z", number % 4) for number in range(30)]
    for at, (story, crawled, more) in enumerate(crawls):
        text = "\n\n".join(paragraphs(700 + story + (more == 3) * 100)[: 3 + more])
        head = f"---\nurl: https://kai.example/{story}\ncrawled_at: {crawled}\ndate: {FIRST}\ntitle: Story\n---\n\n"
        (folder / f"{at}.md").write_text(f"{head}{text}\n")


def write_newsletters(folder: Path, numbers: range) -> None:
    """Write stories of one outlet in one frame: each paragraph is half in words that all of them have."""
    frame = paragraphs(30_000, 8)
    made = {}
    for number in numbers:
        own = paragraphs(31_000 + number, 8)
        body = [f"{shared} {words}" for shared, words in zip(frame, own, strict=True)]
        made[f"letter.example/{number}.txt"] = page(31_000 + number, FIRST, body)
    write_pages(folder, made)
