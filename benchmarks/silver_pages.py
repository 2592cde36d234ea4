"""Turns HTML pages into text dumps like those of the gold sets, for training, with answers that machines made.

    pip install inscriptis==2.7.6 resiliparse==2.0.1           # beside the development environment
    PYTHONPATH=include python benchmarks/silver_pages.py EVAL2 FOLDER

Reads ``silver.jsonl.zst``, ``silver.tar.zst`` and ``html.tar.zst`` of EVAL2 and writes FOLDER/pages/*.txt and
FOLDER/gold.jsonl, only of pages that rules and models may be made on: no page of a judging site (`sites`). Both
converters dump each page. A row has ``kind``:

* ``silver``: a page with answers that machines made, or older ones, and what its head claims of title, outlet and
  authors. ``first`` is set on one of the two dumps: a hash of the page's path decides, and pages whose layout tables
  would be side by side take resiliparse.
* ``dump``: another dump of a gold page than the set's own, with the gold answer.
"""

import argparse
import hashlib
import html as entities
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml.html import HTMLParser, fromstring
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding

from broadsheet.extraction.publisher.hosts import host_of, registered_domain
from gold_sets import answers
from html_archives import members, paths
from sites import is_allowed, side

Row = dict[str, Any]

CONVERTERS = ("inscriptis", "resiliparse")
_SIDE_BY_SIDE = re.compile(r"\S {4,}\S")
_MOST_SIDE_BY_SIDE = 3
_BLANK_LINES = re.compile(r"\n{4,}")
_PERSON = re.compile(r"[^\W\d_][\w.'’-]+(?: [^\W\d_][\w.'’-]*){1,3}")
_LEAST_HEADING = 12
"""Letters of a heading that is taken for the title, more than."""
_SHORTEST_PAGE = 300
"""Characters of a page, at least, whose claims are taken."""


def main() -> None:
    """Write the dumps and their answers."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("eval2", type=Path, help="folder of silver.jsonl.zst, silver.tar.zst and html.tar.zst")
    arguments.add_argument("folder", type=Path, help="folder to write to")
    options = arguments.parse_args()
    pages = options.folder / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    with (options.folder / "gold.jsonl").open("w", encoding="utf-8") as file:
        written = 0
        for row, text in (*_silver(options.eval2), *_dumps(options.eval2)):
            (pages / row["doc"]).write_text(text, encoding="utf-8")
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            written += 1
    print(f"{written} pages written to {options.folder}")


def _silver(eval2: Path) -> Iterator[tuple[Row, str]]:
    with pa.input_stream(str(eval2 / "silver.jsonl.zst"), compression="zstd") as stream:
        rows = [json.loads(line) for line in stream.read().decode().split("\n") if line.strip()]
    allowed = {row["path"]: row for row in rows if is_allowed(row)}
    for path, data in paths(eval2 / "silver.tar.zst"):
        row = allowed.get(path.removeprefix("./").removeprefix("silver/"))
        if row is None:
            continue
        html = _decoded(data)
        digest = hashlib.sha256(row["path"].encode())
        texts = {name: dump(html, name) for name in CONVERTERS}
        first = CONVERTERS[digest.digest()[0] % 2]
        if sum(_SIDE_BY_SIDE.search(line) is not None for line in texts[first].split("\n")) > _MOST_SIDE_BY_SIDE:
            first = "resiliparse"
        for name, text in texts.items():
            about = {"doc": f"s_{digest.hexdigest()[:16]}.{name}.txt", "kind": "silver", "style": "full"}
            claims = _claims(row, html, text) if name == first else {}
            yield {**row, **about, "language": row.get("lang"), "first": name == first, **claims}, text


def _dumps(eval2: Path) -> Iterator[tuple[Row, str]]:
    gold = {row["doc"]: row for row in answers(eval2 / "extraction") if side(row, eval2.name) == "seen"}
    own = {PurePosixPath(name).name: data for name, data in members(eval2 / "extraction" / "docs.tar.zst")}
    for name, data in members(eval2 / "html.tar.zst"):
        stem = name.removesuffix(".html")
        row = gold.get(f"{stem}.txt")
        if row is None:
            continue
        for converter in CONVERTERS:
            text = dump(_decoded(data), converter)
            if text.split() != own[row["doc"]].decode("utf-8", "replace").split():
                yield {**row, "doc": f"{stem}.{converter}.txt", "kind": "dump", "first": False}, text


def dump(html: str, converter: str) -> str:
    """Return the visible text of a page as one of the `CONVERTERS` writes it."""
    if converter == "inscriptis":
        return _tidy(get_text(html, ParserConfig(css=CSS_PROFILES["strict"])))
    return _tidy(
        extract_plain_text(
            html,
            preserve_formatting=True,
            list_bullets=True,
            form_fields=False,
            alt_texts=False,
            links=False,
            main_content=False,
        )
    )


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        text: str = bytes_to_str(data, detect_encoding(data))
        return text


def _tidy(text: str) -> str:
    return _BLANK_LINES.sub("\n\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n") + "\n"


def _claims(row: Row, html: str, text: str) -> Row:
    """Return title, outlet and authors in the form of the set ``metadata``, with what the page's head adds to a row."""
    if len(text) < _SHORTEST_PAGE:
        return {}
    tree = fromstring(html.encode("utf-8", "ignore") or b"<p>", parser=HTMLParser(encoding="utf-8"))
    meta = {
        (element.get("property") or element.get("name") or "").lower(): entities.unescape(element.get("content") or "")
        for element in reversed(tree.xpath("//meta[@content]"))
    }
    window = " ".join("".join(tree.xpath("//title[1]//text()")).split())
    headings = [" ".join(element.text_content().split()) for element in tree.xpath("//h1")][:5]
    article = row.get("page_type") in (None, "article")
    title = row.get("title") or (_title(headings, meta.get("og:title", ""), window) if article else None)
    letters, lines = _letters(text), {_letters(line) for line in text.split("\n")}
    named = [name for name in row.get("authors") or [] if _letters(name) and _letters(name) in letters]
    claimed = meta.get("author", "").strip()
    if not row.get("authors") and article and _PERSON.fullmatch(claimed) and _letters(claimed) in letters:
        named = [claimed] if _letters(claimed) != _letters(meta.get("og:site_name", "")) else []
    known = row.get("url") and row.get("url_basis") in {"source", "canonical", "og"}
    domain = registered_domain(host_of(row["url"])) if known else None
    site = meta.get("og:site_name", "").strip() or None
    return {
        "title": title,
        "title_in_text": bool(title) and _letters(title or "") in lines,
        "authors": row.get("authors") or named,
        "authors_in_text": named,
        "site": site,
        "site_og": site,
        "domain": domain,
        "site_in_text": bool(site) and _letters(site or "") in letters,
        "domain_in_text": bool(domain) and (domain or "") in text.casefold(),
    }


def _title(headings: list[str], shared: str, window: str) -> str | None:
    """Return the heading that the page's head begins with, or the shared title that the window's title begins with."""
    for heading in headings:
        own = _letters(heading)
        if len(own) > _LEAST_HEADING and any(_letters(name).startswith(own) for name in (shared, window)):
            return heading
    own = _letters(shared)
    return shared if own and own != _letters(window) and _letters(window).startswith(own) else None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


if __name__ == "__main__":
    main()
