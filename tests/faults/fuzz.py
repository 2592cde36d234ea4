"""Searches for bytes that raise an error, led by the branches they take: needs ``pip install atheris``.

    python tests/faults/fuzz.py page 600      # target, and seconds to search

Targets: decode, html, page, dates, addresses, formats. It prints how many inputs it ran. At the first error it stops
with a traceback, and leaves the bytes in the working folder.
"""

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import atheris

import broadsheet

PACKAGE = Path(broadsheet.__file__).parent
# numba compiles the bytecode itself, so what it compiles must not be changed
COMPILED = [
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if "@compiled" in path.read_text(encoding="utf-8")
]

with atheris.instrument_imports(include=["broadsheet"], exclude=COMPILED):
    from broadsheet.extraction.dates.formats import date_in_address, read_dates
    from broadsheet.extraction.one_page import extract
    from broadsheet.reject_reasons import Reason
    from broadsheet.sources.addresses import normal_address, page_key
    from broadsheet.sources.decoding import decode
    from broadsheet.sources.formats.format import HEAD, BadRecord, Options
    from broadsheet.sources.formats.reader import is_one_page, read_file
    from broadsheet.sources.html import html_in, read_html

from concurrency_trials import well_formed_files  # noqa: E402  # imports what is to be instrumented

LANGUAGES = ("und", "en", "fa", "ja", "ar", "de", "th")
NAMES = tuple(name for name, _ in well_formed_files())


def main() -> None:
    """Fuzz the target that the command line names."""
    target, seconds = TARGETS[sys.argv[1]], sys.argv[2]
    for _, data in well_formed_files():  # to compile what is compiled
        _page(data)
    with tempfile.TemporaryDirectory() as examples:
        for name, data in well_formed_files():
            (Path(examples) / name).write_bytes(bytes([NAMES.index(name)]) + data)
        atheris.Setup([sys.argv[0], examples, f"-max_total_time={seconds}", "-max_len=6000", "-timeout=60"], target)
        atheris.Fuzz()


def _decode(data: bytes) -> None:
    decode(data, 0.01)


def _html(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    read_html(html_in(text) or f"<html><body>{text}</body></html>")


def _page(data: bytes) -> None:
    found = extract(data[1:], url="https://quay.example/2018/09/11/a")
    if getattr(found, "reason", None) == Reason.FAILED:
        raise AssertionError(found)


def _dates(data: bytes) -> None:
    text = data[1:].decode("utf-8", "replace")
    read_dates(text, LANGUAGES[data[0] % len(LANGUAGES)] if data else "und")
    date_in_address(text, f"https://quay.example/{text}")


def _addresses(data: bytes) -> None:
    normal = normal_address("https://" + data.decode("utf-8", "replace"))
    page_key(normal)
    if normal is not None and normal_address(normal) != normal:
        raise AssertionError(f"{normal} is not normal")


def _formats(data: bytes) -> None:
    name, data = NAMES[data[0] % len(NAMES)] if data else "a", data[1:]
    is_one_page(data[:HEAD], name)
    for record in read_file(io.BufferedReader(io.BytesIO(data)), name, Options()):  # type: ignore[arg-type]
        if isinstance(record, BadRecord) and record.reason == Reason.FAILED:
            raise AssertionError(record)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "decode": _decode,
    "html": _html,
    "page": _page,
    "dates": _dates,
    "addresses": _addresses,
    "formats": _formats,
}

if __name__ == "__main__":
    main()
