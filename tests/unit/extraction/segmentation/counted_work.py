"""Print, as JSON, how much work it takes to find the body of hostile pages of one, two and four times a length.

Work is counted in lines of Broadsheet's source that run, so the answer is the same on every machine. Kernels run as
plain Python: numba is switched off, which is why this is a program of its own.
"""

import json
import os
import sys
import warnings
from types import FrameType
from typing import Any

os.environ["NUMBA_DISABLE_JIT"] = "1"
warnings.simplefilter("ignore", RuntimeWarning)  # hashes overflow, as they are meant to

from broadsheet.extraction.segmentation.body import find_body  # noqa: E402
from broadsheet.extraction.segmentation.page import read_page  # noqa: E402

LINES = 64
"""Lines that the model scores in one block, whether there are as many or not."""

OPENING = "Forty ships had waited outside the harbour since Friday evening."
PAGES = {
    "blank": lambda size: " \n" * 500 * size,
    "one word": lambda size: "a" * 500 * size,
    "one line": lambda size: "word " * 250 * size,
    "many lines": lambda size: "\n".join(["Menu"] * LINES * size),
    "no-break spaces": lambda size: "\u00a0" * 500 * size,
    "one sentence": lambda size: "The same sentence stands here again and again.\n" * LINES * size,
    "quotes": lambda size: "“" * 500 * size,
    "equal openings": lambda size: "\n".join(
        f"{OPENING} Notice {1000 + number} of the board." for number in range(LINES * size)
    ),
    "overlapping lines": lambda size: "\n".join(
        " ".join(f"word{word:04d}" for word in range(line, line + 8)) for line in range(LINES * size)
    ),
}
SIZES = (1, 2, 4)


def work(text: str) -> int:
    """Return how many lines of source run while a page is split and its body is found."""
    steps = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal steps
        if "/broadsheet/" not in frame.f_code.co_filename:
            return None
        steps += event == "line"
        return trace

    sys.settrace(trace)
    try:
        find_body(read_page(text))
    finally:
        sys.settrace(None)
    return steps


if __name__ == "__main__":
    find_body(read_page("This makes the tables.\nThey are made once a process, 一次."))
    print(json.dumps({name: [work(made(size)) for size in SIZES] for name, made in PAGES.items()}))
