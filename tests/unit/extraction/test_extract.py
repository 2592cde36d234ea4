"""Pages are read in bundles whose size is bounded; how they fall into bundles does not show in what comes out."""

import pytest

from broadsheet.extraction import extract as module
from broadsheet.extraction.document import Document, Rejected
from broadsheet.extraction.extract import TOGETHER, TOGETHER_BYTES, TOGETHER_LINES, extract_bytes, extract_records
from broadsheet.reject_reasons import Reason
from broadsheet.settings import load_settings
from broadsheet.sources.record import Fields, Record
from newsroom import page

PAGES = [(page(number).encode(), f"{number}.txt") for number in range(5)] + [(b"", "empty.txt"), (b"\0\1\2", "no.txt")]


def test_each_page_has_its_own_outcome_in_order() -> None:
    outcomes = extract_bytes(PAGES, load_settings())
    assert [type(outcome) for outcome in outcomes] == [Document] * 5 + [Rejected] * 2
    assert outcomes == [extract_bytes([page], load_settings())[0] for page in PAGES]


@pytest.mark.parametrize(
    ("sizes", "bundles"),
    [
        ([10] * (TOGETHER + 1), [TOGETHER, 1]),
        ([10, TOGETHER_BYTES, 10, 10], [2, 2]),
        ([], []),
    ],
    ids=["many", "a large one ends a bundle", "none"],
)
def test_a_bundle_is_bounded_in_pages_and_bytes(sizes, bundles) -> None:
    opened = [module._Opened(Record("", b"x" * size), str(number)) for number, size in enumerate(sizes)]
    assert [len(bundle) for bundle in module._bundles(opened)] == bundles


@pytest.mark.parametrize("line_end", [b"\n", b"\r", b"\r\n"], ids=["LF", "CR", "CRLF"])
def test_a_bundle_is_bounded_in_lines(line_end) -> None:
    opened = [module._Opened(Record("", (b"x" + line_end) * TOGETHER_LINES), str(number)) for number in range(3)]
    assert [len(bundle) for bundle in module._bundles(opened)] == [1, 1, 1]


@pytest.mark.parametrize("lines", [999, 1_000, 1_001])
def test_a_page_of_too_many_lines_is_refused(lines) -> None:
    text = "\n".join([page(1), *["and so on"] * lines]).splitlines()[:lines]
    settings = load_settings(extraction={"max_lines": 1_000})
    (outcome,) = extract_bytes([("\n".join(text).encode(), "a.txt")], settings)
    refused = isinstance(outcome, Rejected) and outcome.reason == "too_large"
    assert refused is (lines > 1_000)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"Home\nNews\n", Reason.NO_ARTICLE, id="no article"),
        pytest.param(bytes(range(256)) * 10, Reason.BINARY, id="not decoded"),
        pytest.param(b"word\n" * 30_000, Reason.TOO_LARGE, id="too many lines"),
    ],
)
def test_a_rejected_record_keeps_its_web_address(data: bytes, reason: Reason) -> None:
    record = Record("1", data, Fields(url="https://kai.example/a", origin="JSON record"))
    (outcome,) = extract_records([(record, "crawl.jsonl#1")], load_settings(extraction={"max_lines": 20_000}))
    assert isinstance(outcome, Rejected)
    assert (outcome.reason, outcome.url, outcome.url_origin) == (reason, "https://kai.example/a", "JSON record")


def test_a_defect_in_decoding_costs_the_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    decode = module.decode

    def defective(data: bytes, *options: object) -> object:
        return decode(data, *options) if data != b"x" else 1 / 0

    monkeypatch.setattr(module, "decode", defective)
    outcomes = extract_bytes([(b"x", "x.txt"), *PAGES], load_settings())
    assert isinstance(outcomes[0], Rejected)
    assert outcomes[0].reason == Reason.FAILED
    assert outcomes[1:] == extract_bytes(PAGES, load_settings())
