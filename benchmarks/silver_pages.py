"""Turns HTML pages with machine-made answers ("silver") into text dumps like those of the gold sets, for training.

    python benchmarks/silver_pages.py EVAL2 FOLDER

Reads ``silver.jsonl.zst`` and ``silver.tar.zst`` of EVAL2 and writes FOLDER/pages/*.txt and FOLDER/gold.jsonl, only of
pages that rules and models may be made on: no page of a judging site (`sites`). Needs inscriptis and resiliparse, which
are not part of the development environment. A hash of the page's path decides which of the two converts it; pages whose
layout tables would be side by side take resiliparse.
"""

import argparse
import hashlib
import json
import re
import tarfile
from pathlib import Path

import pyarrow as pa
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding

from sites import is_allowed

_SIDE_BY_SIDE = re.compile(r"\S {4,}\S")
_MOST_SIDE_BY_SIDE = 3
_BLANK_LINES = re.compile(r"\n{4,}")


def main() -> None:
    """Write the dumps and their answers."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("eval2", type=Path, help="folder of silver.jsonl.zst and silver.tar.zst")
    arguments.add_argument("folder", type=Path, help="folder to write to")
    options = arguments.parse_args()
    with pa.input_stream(str(options.eval2 / "silver.jsonl.zst"), compression="zstd") as stream:
        rows = [json.loads(line) for line in stream.read().decode().split("\n") if line.strip()]
    allowed = {row["path"]: row for row in rows if is_allowed(row)}
    pages = options.folder / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    gold = []
    with (
        pa.input_stream(str(options.eval2 / "silver.tar.zst"), compression="zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        for member in archive:
            row = allowed.get(member.name.removeprefix("./").removeprefix("silver/"))
            file = archive.extractfile(member)
            if row is None or file is None:
                continue
            name = hashlib.sha256(row["path"].encode()).hexdigest()[:16]
            (pages / f"s_{name}.txt").write_text(dump(file.read(), row["path"]), encoding="utf-8")
            gold.append({"doc": f"s_{name}.txt", **row})
    (options.folder / "gold.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in gold), encoding="utf-8"
    )
    print(f"{len(gold)} of {len(rows)} pages written to {options.folder}")


def dump(html: bytes, path: str) -> str:
    """Return the visible text of a page as one of the two converters writes it."""
    try:
        text = html.decode()
    except UnicodeDecodeError:
        text = bytes_to_str(html, detect_encoding(html))
    if hashlib.sha256(path.encode()).digest()[0] % 2 == 0:
        found = _tidy(get_text(text, ParserConfig(css=CSS_PROFILES["strict"])))
        if sum(_SIDE_BY_SIDE.search(line) is not None for line in found.split("\n")) <= _MOST_SIDE_BY_SIDE:
            return found
    return _tidy(
        extract_plain_text(
            text,
            preserve_formatting=True,
            list_bullets=True,
            form_fields=False,
            alt_texts=False,
            links=False,
            main_content=False,
        )
    )


def _tidy(text: str) -> str:
    return _BLANK_LINES.sub("\n\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n") + "\n"


if __name__ == "__main__":
    main()
