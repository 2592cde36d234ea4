"""Takes a text that is an article already as its own body: every line is a paragraph."""

from dataclasses import replace

from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.page import Page
from broadsheet.extraction.segmentation.paragraphs import join_lines


def take_whole(page: Page, body: Body) -> Body:
    """Return the body that holds all lines of a page; lines of a fixed width were joined before."""
    lines = len(page.lines)
    paragraphs = join_lines(page.lines, range(lines), [False] * lines)
    reason = None if lines else body.reason
    return replace(
        body, kept=(True,) * lines, paragraphs=paragraphs, reason=reason, share=1.0 if lines else 0.0, repeats=0
    )
