"""Broken and hostile files: each ends in records or in one clear reason, and nothing comes out wrong."""

import io
import tarfile
import zipfile

import pytest

from broadsheet.sources.formats import streams
from broadsheet.sources.formats.reader import is_one_page
from input_files import PACK, bad, good, jsonl, parquet, read, table, tarred, warc_record, zipped

ROWS: list[dict[str, object]] = [{"id": str(number), "text": f"Text {number}."} for number in range(1, 4)]
TEXTS = {"1": "Text 1.", "2": "Text 2.", "3": "Text 3."}


def uuid(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".xz"])
def test_of_a_truncated_file_the_records_before_the_break_are_read(ending):
    rows = [
        {"id": str(number), "text": "".join(chr(97 + number * place % 25) for place in range(500))}
        for number in range(2_000)
    ]
    whole = PACK[ending](jsonl(rows))
    records = read("a.jsonl" + ending, whole[: len(whole) * 4 // 5])
    read_rows = good(records)
    assert 0 < len(read_rows) < 2_000
    assert read_rows.items() <= {row["id"]: row["text"] for row in rows}.items()
    assert [reason for key, reason in bad(records).items() if not key] == ["damaged_file"]


def test_a_truncated_zstd_file_has_a_reason():
    assert bad(read("a.jsonl.zst", PACK[".zst"](jsonl(ROWS))[:-3])) == {"": "damaged_file"}


def test_garbage_behind_a_compressed_file_costs_the_garbage():
    records = read("a.jsonl.gz", PACK[".gz"](jsonl(ROWS)) + b"garbage")
    assert (good(records), bad(records)) == (TEXTS, {"": "damaged_file"})


def test_a_broken_line_costs_the_line():
    data = jsonl(ROWS[:2]) + b'{"id": "x", "text": \n' + b'["no object"]\n' + jsonl(ROWS[2:])
    records = read("a.jsonl", data)
    assert (good(records), bad(records)) == (TEXTS, {"@3": "bad_record", "@4": "bad_record"})


def test_a_last_line_that_breaks_off_costs_the_line():
    records = read("a.jsonl", jsonl(ROWS)[:-8])
    assert (list(good(records)), bad(records)) == (["1", "2"], {"@3": "bad_record"})


def test_an_array_that_breaks_off_gives_the_records_before():
    records = read("a.json", b'[{"id": "1", "text": "Text 1."}, {"id": "2", "te')
    assert (good(records), bad(records)) == ({"1": "Text 1."}, {"": "damaged_file"})


def test_a_line_of_ten_megabytes_is_passed_over():
    long = jsonl([{"id": "long", "text": "x" * 11_000_000}])
    records = read("a.jsonl", jsonl(ROWS[:1]) + long + jsonl(ROWS[1:]))
    assert (good(records), bad(records)) == (TEXTS, {"@2": "too_large"})


def test_ragged_rows_cost_the_rows():
    records = read("a.csv", b"id,text\n1,Text 1.\n2\n3,Text 3.,more\n4,Text 4.\n")
    assert (good(records), bad(records)) == (
        {"1": "Text 1.", "4": "Text 4."},
        {"@2": "bad_record", "@3": "bad_record"},
    )


def test_a_quotation_mark_that_is_never_closed_ends_the_table():
    data = table(ROWS) + b'4,"' + b"x\n" * 100_000
    records = read("a.csv", data, max_page_bytes=100_000)
    assert (good(records), bad(records)) == (TEXTS, {"": "damaged_file"})


def test_a_cell_over_several_lines_is_one_record():
    assert good(read("a.csv", b'id,text\r\n1,"One\r\ntwo, ""three"""\r\n')) == {"1": 'One\r\ntwo, "three"'}


def test_a_damaged_parquet_file_has_a_reason():
    assert bad(read("a.parquet", parquet(ROWS)[:-20])) == {"": "damaged_file"}


def test_a_member_that_is_shorter_than_it_says_is_refused_with_those_behind_it():
    data = warc_record(1, b"First.") + warc_record(2, b"Second.", size=500) + warc_record(3, b"Third.") * 5
    records = read("a.warc", data)
    assert good(records) == {uuid(1): "First."}
    assert bad(records) == {uuid(2): "damaged_file", "": "damaged_file"}


def test_a_member_that_is_longer_than_it_says_is_refused():
    data = warc_record(1, b"First.") + warc_record(2, b"Second, which is cut.", size=70) + warc_record(3, b"Third.")
    records = read("a.warc", data)
    assert good(records) == {uuid(1): "First."}
    assert bad(records) == {uuid(2): "damaged_file", "": "damaged_file"}


def test_an_archive_that_breaks_off_gives_the_pages_before():
    records = read("a.warc", (warc_record(1, b"First.") + warc_record(2, b"Second."))[:-8])
    assert (good(records), bad(records)) == ({uuid(1): "First."}, {uuid(2): "damaged_file"})


def test_a_truncated_compressed_archive_gives_the_pages_before():
    members = [PACK[".gz"](warc_record(number, b"A text.")) for number in (1, 2)]
    records = read("a.warc.gz", members[0] + members[1][:-20])
    assert (good(records), bad(records).get("")) == ({uuid(1): "A text."}, "damaged_file")


def test_a_broken_header_in_a_tar_archive_is_not_its_end():
    data = bytearray(tarred({"a.txt": b"One.", "b.txt": b"Two."}))
    data[1024:1030] = b"\xff" * 6
    records = read("a.tar", bytes(data))
    assert (good(records), bad(records)) == ({"a.txt": "One."}, {"": "damaged_file"})


def test_many_comments_on_top_of_a_page_cost_no_time():
    assert is_one_page(b"<!-- a --> " * 5_000 + b"<html><feed", "a.html")


def test_an_archive_with_line_feeds_alone_is_read():
    data = b"".join(warc_record(number, b"A text.", "conversion", newline=b"\n") for number in (1, 2))
    assert list(good(read("a.warc", data)).values()) == ["A text.", "A text."]


def test_an_archive_whose_line_ends_were_converted_is_refused_and_not_cut_wrongly():
    data = b"".join(warc_record(number, b"One\nTwo\nThree", "conversion", newline=b"\n") for number in (1, 2))
    records = read("a.warc", data.replace(b"\n", b"\r\n"))
    assert good(records) == {}
    assert set(bad(records).values()) == {"damaged_file"}


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b.txt", "..\\b.txt"])
@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_a_name_that_leads_out_of_its_archive_is_refused(pack, name):
    records = read("a.zip", pack({name: b"Evil.", "good.txt": b"Good."}))
    assert good(records) == {"good.txt": "Good."}
    assert list(bad(records).values()) == ["bad_record"]


def test_links_in_an_archive_are_refused():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert bad(read("a.tar", out.getvalue())) == {"link.txt": "not_a_file"}


def test_an_encrypted_member_is_refused_and_the_others_are_read():
    data = bytearray(zipped({"secret.txt": b"Secret.", "open.txt": b"Open."}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        start = archive.start_dir
    data[start + 8] |= 1  # the flag of the first member in the list
    records = read("a.zip", bytes(data))
    assert (good(records), bad(records)) == ({"open.txt": "Open."}, {"secret.txt": "bad_record"})


@pytest.fixture
def small_limit(monkeypatch):
    monkeypatch.setattr(streams, "SMALL", 1_000_000)


@pytest.mark.parametrize("ending", PACK)
def test_a_bomb_is_refused_while_it_is_read(ending, small_limit):
    records = read("bomb" + ending, PACK[ending](b'{"text": "' + bytes(b"0" * 20_000_000)))
    assert (good(records), bad(records)) == ({}, {"": "archive_bomb"})


def test_a_bomb_in_an_archive_costs_the_member(small_limit):
    records = read("a.zip", zipped({"bomb.txt": b"0" * 9_000_000, "good.txt": b"Good."}))
    assert (good(records), bad(records)) == ({"good.txt": "Good."}, {"bomb.txt": "archive_bomb"})


def test_a_bomb_of_bombs_is_refused(small_limit):
    inner = PACK[".gz"](PACK[".gz"](b'{"text": "' + b"0" * 50_000_000))
    assert bad(read("bomb.gz.gz", inner)) == {"": "archive_bomb"}


def test_what_is_nested_too_deep_is_refused():
    data = b"Good."
    for ending in (".gz", ".bz2", ".xz"):
        data = PACK[ending](data)
    assert bad(read("a", data)) == {"": "nested_too_deep"}
    files = zipped({"c.zip": zipped({"d.zip": zipped({"e.txt": b"Deep."})})})
    assert bad(read("a.zip", files)) == {"c.zip#d.zip": "nested_too_deep"}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.arc", b"filedesc://a.arc 0.0.0.0 2008", "ARC web archive"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\4", "7-Zip"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old Microsoft Office"),
        ("a.xlsx", zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "Excel workbook"),
        ("a.epub", zipped({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<x/>"}), "EPUB"),
        ("a.pst", b"!BDN" + bytes(100), "Outlook mail folder"),
        ("a.db", b"SQLite format 3\0" + bytes(100), "SQLite"),
        ("a.rtf", b"{\\rtf1 text}", "Rich Text"),
    ],
)
def test_what_no_format_reads_is_named_with_the_next_step(name, data, words):
    for file, content in ((name, data), (name + ".gz", PACK[".gz"](data))):
        (refused,) = read(file, content)
        assert (refused.key, refused.reason) == ("", "unsupported_format")  # type: ignore[union-attr]
        assert words in refused.detail  # type: ignore[union-attr]
        assert ";" in refused.detail  # type: ignore[union-attr]


def test_duplicate_members_of_an_archive_have_their_own_names():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for text in (b"One.", b"Two."):
            info = tarfile.TarInfo("a.txt")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    assert good(read("a.tar", out.getvalue())) == {"a.txt": "One.", "a.txt~2": "Two."}


def test_a_zip_that_says_its_list_of_members_is_elsewhere_is_damaged() -> None:
    data = bytearray(zipped({"one.txt": b"One."}))
    end = data.rindex(b"PK\x05\x06")
    data[end + 16 : end + 20] = (2**31).to_bytes(4, "little")  # where the list begins
    assert bad(read("a.zip", bytes(data))) == {"one.txt": "damaged_file"}


def test_a_member_of_a_zip_that_is_said_to_lie_elsewhere_costs_the_member_alone() -> None:
    data = bytearray(zipped({"one.txt": b"One.", "two.txt": b"Two."}))
    first = data.index(b"PK\x01\x02")
    data[first + 42 : first + 46] = (10**6).to_bytes(4, "little")  # where the member begins
    records = read("a.zip", bytes(data))
    assert bad(records) == {"one.txt": "damaged_file"}
    assert len(good(records)) == 1


def test_a_member_without_a_name_costs_the_member_alone() -> None:
    data = zipped({"a": b"One.", "two.txt": b"Two."})
    first = data.index(b"PK\x01\x02")
    nameless = bytearray(data[: first + 46] + data[first + 47 :])  # the list without the name
    nameless[first + 28] = 0
    end = nameless.rindex(b"PK\x05\x06")
    nameless[end + 12] -= 1  # the length of the list
    records = read("a.zip", bytes(nameless))
    assert good(records) == {"two.txt": "Two."}
    assert len(bad(records)) == 1
