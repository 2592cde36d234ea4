"""Files of records: the texts, keys and fields that come out of each kind are those that went in."""

import json

import pytest

from broadsheet.sources.formats.reader import is_one_page
from broadsheet.sources.record import Record, record_digest
from input_files import PACK, arrow, bad, good, jsonl, parquet, read, table, tarred, warc_record, wet, zipped
from newsroom import page

TEXTS = {str(number): page(number) for number in range(1, 4)}
ROWS: list[dict[str, object]] = [
    {"id": key, "text": text, "url": f"https://courier.example/{key}"} for key, text in TEXTS.items()
]

FILES = {
    "a.jsonl": jsonl(ROWS),
    "array.json": json.dumps(ROWS, indent=1).encode(),
    "objects.json": "\n".join(json.dumps(row, indent=1) for row in ROWS).encode(),
    "answer.json": json.dumps({"status": "ok", "totalResults": 3, "articles": ROWS}).encode(),
    "a.csv": table(ROWS),
    "a.tsv": table(ROWS, "\t"),
    "semicolons.csv": table(ROWS, ";"),
    "marked.csv": b"\xef\xbb\xbf" + table(ROWS),
    "wide.csv": table(ROWS).decode().encode("utf-16"),
    "a.parquet": parquet(ROWS),
    "a.arrow": arrow(ROWS),
    "data-00000-of-00001.arrow": arrow(ROWS, stream=True),
}


@pytest.mark.parametrize("name", FILES)
def test_each_record_is_found_with_its_text_and_address(name):
    records = read(name, FILES[name])
    assert good(records) == TEXTS
    assert bad(records) == {}
    assert [record.fields.url for record in records if isinstance(record, Record)] == [row["url"] for row in ROWS]
    assert not is_one_page(FILES[name][:60_000], name)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
@pytest.mark.parametrize("ending", PACK)
def test_compression_changes_neither_keys_nor_digests(name, ending):
    packed = read(name + ending, PACK[ending](FILES[name]))
    assert good(packed) == TEXTS
    assert list(map(record_digest, packed)) == list(map(record_digest, read(name, FILES[name])))  # type: ignore[arg-type]


def test_content_decides_before_the_name():
    assert good(read("named.txt", FILES["a.jsonl"])) == TEXTS
    assert good(read("named.txt", FILES["a.parquet"])) == TEXTS
    assert good(read("named.txt", PACK[".gz"](FILES["a.csv"]))) == TEXTS
    assert good(read("story.jsonl", TEXTS["1"].encode())) == {"": TEXTS["1"]}


def test_without_an_id_the_number_of_the_line_or_row_is_the_key():
    rows = [{"text": text} for text in TEXTS.values()]
    assert list(good(read("a.jsonl", b"\n" + jsonl(rows)))) == ["2", "3", "4"]
    assert list(good(read("a.parquet", parquet(rows)))) == ["1", "2", "3"]


def test_a_repeated_id_gets_a_number_behind_it():
    rows = [{"id": key, "text": "A text."} for key in ("a", "b", "a", "a")]
    assert [record.key for record in read("a.jsonl", jsonl(rows))] == ["a", "b", "a~2", "a~3"]


def test_keys_are_printable_and_hold_no_mark_of_a_record():
    assert [record.key for record in read("a.jsonl", jsonl([{"id": "a#b\x01c%", "text": "x"}]))] == ["a%23b%01c%25"]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        pytest.param(
            {"text": "x", "id": "1", "metadata": {"url": "https://a.example/", "date": "2018-09-11"}},
            {"url": "https://a.example/", "date": "2018-09-11"},
            id="datatrove",
        ),
        pytest.param(
            {
                "text": "x",
                "id": "<urn:uuid:1>",
                "dump": "CC-MAIN-2018-39",
                "url": "u://x",
                "date": "2018-09-20T00:00:00Z",
            },
            {"url": "u://x", "crawled_at": "2018-09-20T00:00:00Z"},
            id="FineWeb: the date is that of the crawl",
        ),
        pytest.param(
            {"id": "1", "text": "x", "source": "news", "added": "2020-01-01", "created": "2018-09-11"},
            {"crawled_at": "2020-01-01", "date": "2018-09-11"},
            id="dolma: the source is the name of a dataset",
        ),
        pytest.param(
            {"title": "T", "text": "x", "domain": "a.example", "date": "2018-09-11 10:00:00", "url": "u://x"},
            {"title": "T", "date": "2018-09-11 10:00:00", "url": "u://x"},
            id="CC-News",
        ),
        pytest.param(
            {"maintext": "x", "date_publish": "2018-09-11", "authors": ["Ann Lee", "Bo Li"], "language": "en"},
            {"date": "2018-09-11", "authors": ("Ann Lee", "Bo Li"), "language": "en"},
            id="news-please",
        ),
        pytest.param(
            {
                "source": {"id": None, "name": "The Courier"},
                "author": "Ann Lee; Bo Li",
                "content": "x",
                "publishedAt": "d",
            },
            {"publisher": "The Courier", "authors": ("Ann Lee", "Bo Li"), "date": "d"},
            id="news interface",
        ),
        pytest.param({"text": "x", "title": None, "date": "nan", "url": " "}, {}, id="cells that say nothing"),
    ],
)
def test_usual_shapes_need_no_mapping(row, fields):
    (record,) = read("a.jsonl", jsonl([row]))
    assert isinstance(record, Record)
    stated = {name: value for name, value in record.fields._asdict().items() if value and name != "origin"}
    assert (record.data, stated) == (b"x", fields)
    assert record.fields.origin == "JSON record"


def test_other_shapes_need_a_mapping_and_say_so():
    data = jsonl([{"story": "x", "when": "2018"}, {"story": "y", "when": "2019"}])
    (refused,) = read("a.jsonl", data)
    assert (refused.key, refused.reason) == ("", "no_text_column")
    assert "story, when" in refused.detail
    records = read("a.jsonl", data, columns={"text": "story", "date": "when"}, clean=True)
    assert good(records) == {"1": "x", "2": "y"}
    assert [(record.fields.date, record.clean) for record in records] == [("2018", True), ("2019", True)]


def test_a_named_column_that_records_do_not_have_is_a_warning_with_the_columns_they_have(caplog):
    rows = [{"text": page(number), "day": "2018-09-11"} for number in (1, 2)]
    records = read("a.csv", table(rows), columns={"date": "first_seen"})
    assert [record.fields.date for record in records if isinstance(record, Record)] == [None, None]
    (line,) = caplog.messages
    assert line == "the settings name the column 'first_seen' for date, which records do not have; they have text, day"
    caplog.clear()
    read("a.csv", table(rows), columns={"date": "day"})
    assert caplog.messages == []


def test_a_saved_dataset_of_the_library_datasets_is_its_rows():
    described = json.dumps({"_data_files": [], "_fingerprint": "f"}, indent=1).encode()
    assert bad(read("state.json", described)) == {"": "not_a_page"}


def test_wet_files_give_their_texts_addresses_and_times():
    records = read("CC-NEWS.warc.wet", wet(TEXTS.values()))
    assert list(good(records).values()) == list(TEXTS.values())
    assert [record.key[-1] for record in records] == ["1", "2", "3"]
    fields = records[0].fields
    assert (fields.url, fields.crawled_at) == ("https://courier.example/story/1", "2018-09-11T08:00:00Z")


def test_warc_files_give_the_pages_without_the_headers_of_http():
    html = b"<html><body><p>A text.</p></body></html>"
    data = (
        warc_record(1, html)
        + warc_record(2, b"\x89PNG", http=b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n")
        + warc_record(3, html, http=b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n")
        + warc_record(
            4,
            b"5\r\nhello\r\n0\r\n\r\n",
            http=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n",
        )
        + warc_record(5, html, "request")
        + warc_record(6, b"x", url="dns:courier.example")
        + warc_record(
            7, PACK[".gz"](html), http=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
        )
    )
    records = read("a.warc", data)
    assert list(good(records).values()) == [html.decode(), "hello", html.decode()]
    assert list(bad(records).values()) == ["not_a_page", "not_a_page"]
    assert [record.charset for record in records if isinstance(record, Record)] == ["utf-8", None, None]


def test_concatenated_members_of_gzip_are_read_as_one_file():
    members = [PACK[".gz"](warc_record(number, text.encode())) for number, text in enumerate(TEXTS.values(), start=1)]
    assert list(good(read("a.warc.gz", b"".join(members))).values()) == list(TEXTS.values())


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_archives_give_pages_and_records_by_the_names_of_their_members(pack):
    inner = pack({"deep/b.jsonl.gz": PACK[".gz"](FILES["a.jsonl"])})
    files = {
        "2018/a.txt": TEXTS["1"].encode(),
        "c#1.txt": b"C",
        ".hidden": b"no",
        "__MACOSX/x": b"no",
        "inner.zip": inner,
    }
    records = read("crawl", pack(files))
    assert good(records) == {
        "2018/a.txt": TEXTS["1"],
        "c%231.txt": "C",
        **{f"inner.zip#deep/b.jsonl#{key}": text for key, text in TEXTS.items()},
    }
    assert bad(records) == {}
    assert good(read("crawl.tgz", PACK[".gz"](pack(files)))) == good(records)


def test_encodings_are_kept_for_who_reads_the_texts():
    text = "Der Bürgermeister eröffnete die Brücke."
    files = {"utf8.txt": text.encode(), "latin.txt": text.encode("latin-1"), "wide.txt": text.encode("utf-16")}
    records = {record.key: record.data for record in read("a.zip", zipped(files)) if isinstance(record, Record)}
    assert records == files
    row = b'{"id": "1", "text": "' + text.encode("latin-1") + b'"}\n'
    assert [record.data for record in read("a.jsonl", row)] == [text.encode("latin-1")]  # type: ignore[union-attr]
    cells = b"id,text\n1," + text.encode("latin-1") + b"\n"
    assert [record.data for record in read("a.csv", cells)] == [text.encode("latin-1")]  # type: ignore[union-attr]
