"""Articles for the metadata rules: a page with its headline and body marked by hand."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.article import Article
from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.page import read_page


@pytest.fixture
def marked_article() -> Callable[..., Article]:
    """Make an article of a page whose headline begins with ``# `` and whose body lines begin with ``> ``."""

    def make(marked: str, language: str = "en", source_uri: str = "page.txt", url: str | None = None) -> Article:
        lines = [line.strip() for line in marked.strip().splitlines() if line.strip()]
        page = read_page("\n".join(line.removeprefix("# ").removeprefix("> ") for line in lines))
        titles = [index for index, line in enumerate(lines) if line.startswith("# ")]
        kept = tuple(line.startswith("> ") for line in lines)
        body = [number for number, in_body in enumerate(kept) if in_body]
        return Article(
            page=page,
            kept=kept,
            title=page.lines[titles[0]].text if titles else None,
            title_line=titles[0] if titles else None,
            language=language,
            source_uri=source_uri,
            values=line_features([page]).values,
            first=min(body, default=len(kept)),
            last=max(body, default=-1),
            url=url,
        )

    return make
