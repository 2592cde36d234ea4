"""Pages of the documentation exist where other pages and the code refer to them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CODE = sorted(
    path
    for folder in ("include", "dags", "plugins", "scripts", "benchmarks", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if path != Path(__file__)
)

LINK = re.compile(r"(?<!`)\]\((?P<target>[^)\s]+)\)|<img src=\"(?P<image>[^\"]+)\"")
REFERENCE = re.compile(r"docs/[\w/-]+\.md")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE_BLOCK = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page: Path) -> None:
    broken = []
    for match in LINK.finditer(CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))):
        target = match["target"] or match["image"]
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            broken.append(target)
    assert not broken


def test_references_in_code_lead_to_pages() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in CODE
        for name in REFERENCE.findall(path.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    ]
    assert not broken


def test_every_page_is_in_an_index() -> None:
    indexed = {
        (index.parent / match["target"]).resolve()
        for index in (ROOT / "docs" / "index.md", ROOT / "docs" / "decisions" / "README.md")
        for match in LINK.finditer(index.read_text(encoding="utf-8"))
        if match["target"]
    }
    pages = {page.resolve() for page in ROOT.glob("docs/**/*.md")}
    assert pages - indexed <= {ROOT / "docs" / "index.md"}


def _anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
