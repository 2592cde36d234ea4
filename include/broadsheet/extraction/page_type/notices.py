"""Recognises notices instead of an article: errors, consent and bot checks, prompts to log in or to pay.

Form alone does not separate notices from a brief, so phrases do (``notices.txt``, in some forty languages). Phrases
count only if they are a large part of the text: an article on a ruling about "accept all cookies" is an
article.
"""

from broadsheet.extraction.page_type.page_stats import PageStats
from broadsheet.extraction.page_type.phrases import phrases_in, wording
from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.page import Page
from broadsheet.reject_reasons import Reason
from broadsheet.sources.file_reader import Refused

SHORT = 60
"""Words of a notice that one or two phrases may give away."""

LONG = 500
"""Words of the longest notice: a consent wall with all its purposes."""


def find_notice(page: Page, body: Body, title: str | None, stats: PageStats) -> Refused | None:
    """Return what the page says in place of an article, None where it says none of it.

    Args:
        page: The page.
        body: Its body, which may be empty.
        title: Its headline.
        stats: What the page is made of.
    """
    words = stats.body_words or stats.words
    if words >= LONG or (words >= SHORT and stats.prompts < _PROMPTING * words and body.paragraphs):
        return None
    if words >= SHORT and words < _MOST * stats.words:
        return None
    lines = [line.text for line, kept in zip(page.lines, body.kept, strict=True) if kept or not body.paragraphs]
    headed = wording(title or "")
    text = wording("\n".join(lines))
    # without a body no headline is known: any line may be it
    titles = {line.strip(" .!") for line in ([headed.text] if body.paragraphs else text.text.split("\n"))}
    best: tuple[float, Reason, list[str]] | None = None
    for reason in _REASONS:
        said = phrases_in(text, "notices", reason)
        named = phrases_in(headed, "notices", reason)
        named += [phrase for phrase, kind in _WHOLE_TITLES.items() if kind is reason and phrase in titles]
        covered = _covered(text.text, said)
        of_title = max(map(len, named), default=0) / max(len(headed.text), 1)
        if _is_notice(words, covered, len(said), of_title) and (best is None or (covered + bool(named)) > best[0]):
            best = covered + bool(named), reason, named + said
    if best is None:
        return None
    quoted = ", ".join(f"“{phrase}”" for phrase in dict.fromkeys(best[2][:3]))
    return Refused(best[1], f"{quoted}; {round(words)} words in all, and no story")


_MOST = 0.4
"""Share of the page's words that a notice which is not short makes up, at least."""

_PROMPTING = 0.05
"""Share of interface words in a notice that is not short, at least."""

_WHOLE_TITLES = {
    "access denied": Reason.BOT_CHECK,
    "attention required": Reason.BOT_CHECK,
    "attention required! | cloudflare": Reason.BOT_CHECK,
    "service unavailable": Reason.ERROR_PAGE,
}
"""Phrases that are a notice only as a whole title: stories use them, too."""

_REASONS = (Reason.CONSENT_WALL, Reason.BOT_CHECK, Reason.ERROR_PAGE, Reason.PAYWALL)


def _is_notice(words: float, covered: float, phrases_said: int, of_title: float) -> bool:
    """Recognise a notice by the share of its text and of its title that phrases cover, and by how many it says."""
    if words < SHORT:
        return of_title >= 0.6 or covered >= 0.6 or (covered >= 0.3 and (phrases_said >= 2 or of_title > 0))
    return covered >= 0.4 and phrases_said >= 3


def _covered(text: str, said: list[str]) -> float:
    """Return which share of the text's characters is in lines that hold one of the phrases."""
    if not said:
        return 0.0
    lines = text.split("\n")
    return sum(len(line) for line in lines if any(phrase in line for phrase in said)) / max(len(text), 1)
