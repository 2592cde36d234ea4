"""Scores pages for the types that people labelled: article, or service, product, forum, and so on."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.page_type.page_features import WORDS_OF_PAGE, column_names
from broadsheet.extraction.page_type.type_words import TARGETS
from broadsheet.extraction.segmentation.line_model import LineModel, read_model

MODELS = Path(__file__).parent
"""Folder of the models, a file ``NAME_model.json`` for each of `broadsheet.extraction.page_type.type_words.TARGETS`."""


@cache
def type_models() -> tuple[LineModel, ...]:
    """Return the models in the package, one for each of `TARGETS`."""
    return tuple(read_model(MODELS / f"{name}_model.json", column_names()) for name in TARGETS)


def score_types(matrix: NDArray[np.float32], models: Sequence[LineModel] | None = None) -> NDArray[np.float32]:
    """Return the log odds of each target for some pages: float32, (pages, `TARGETS`).

    The sum of what the trees say and what the page's words say: the trees see the words' scores too, but cut them into
    steps, and the linear model keeps their size.

    Args:
        matrix: Figures of the pages, as `page_features` returns them.
        models: The trees, one for each of `TARGETS`; None for those in the package.
    """
    trees = np.stack([model.scores(matrix) for model in models or type_models()], axis=1)
    return np.asarray(trees + matrix[:, WORDS_OF_PAGE : WORDS_OF_PAGE + len(TARGETS)], np.float32)
