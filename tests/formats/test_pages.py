"""Files of mail, Markdown, feeds, PDF and Word: their texts come out without what is around them."""

import io
from email.message import EmailMessage

import pytest
from docx import Document as WordDocument

from broadsheet.sources.formats.reader import is_one_page
from broadsheet.sources.record import Record
from input_files import PACK, bad, good, read, zipped
from newsroom import page, paragraphs

STORY = "\n\n".join(paragraphs(1))
TITLE = "Harbour reopens – after the storm"


def message(plain: str | None = STORY, html: str | None = None, encoding: str = "quoted-printable") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "The Courier <news@courier.example>"
    mail["To"] = "reader@example.org"
    mail["Subject"] = TITLE
    mail["Date"] = "Tue, 11 Sep 2018 08:30:00 +0200"
    mail["Message-ID"] = "<a1@courier.example>"
    if plain is not None:
        mail.set_content(plain, cte=encoding)
    if html is not None:
        mail.add_alternative(html, subtype="html") if plain is not None else mail.set_content(html, subtype="html")
    return mail


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_mail_is_read_without_its_headers_and_codes(encoding):
    (record,) = read("a.eml", message(encoding=encoding).as_bytes())
    assert isinstance(record, Record)
    assert record.key == ""
    assert record.data.decode().strip() == STORY
    assert (record.fields.title, record.fields.date) == (TITLE, "2018-09-11T08:30:00+02:00")
    assert record.fields.publisher is None


def test_the_plain_part_counts_unless_it_is_a_stub():
    html = f"<html><body><p>{STORY}</p></body></html>"
    assert STORY[:50] in good(read("a.eml", message(STORY, html).as_bytes()))[""]
    assert good(read("a.eml", message("Please read this mail as HTML.", html).as_bytes()))[""].startswith("<html>")
    mail = message(STORY)
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    assert good(read("a.eml", mail.as_bytes()))[""].strip() == STORY


def test_a_mail_folder_is_its_messages():
    folder = b""
    for number in (1, 2):
        mail = message(f"From the harbour.\n\n{page(number)}", encoding="8bit")
        mail.replace_header("Message-ID", f"<{number}@courier.example>")
        body = mail.as_bytes().replace(b"\nFrom the", b"\n>From the")
        folder += b"From news@courier.example Tue Sep 11 08:30:00 2018\n" + body + b"\n"
    records = read("news.mbox", folder)
    assert list(good(records)) == ["1@courier.example", "2@courier.example"]
    assert good(records)["2@courier.example"].strip() == f"From the harbour.\n\n{page(2)}".strip()


@pytest.mark.parametrize(
    "text",
    [
        "From: the harbour\nTo: the market\n\n" + STORY,
        "Subject: what we know\nDate: unknown\n\n" + STORY,
        "From the harbour at 10:30 in 2018\n" + STORY,
        "Note: this page\n" + STORY,
    ],
)
def test_a_page_that_looks_a_little_like_mail_is_a_page(text):
    assert is_one_page(text.encode(), "a.txt")


def test_a_saved_web_page_is_its_html():
    mail = EmailMessage()
    mail["From"] = "<Saved by Blink>"
    mail["Snapshot-Content-Location"] = "https://courier.example/story"
    mail["Subject"] = TITLE
    mail["Date"] = "Tue, 11 Sep 2018 08:30:00 -0000"
    mail["MIME-Version"] = "1.0"
    mail.set_content("<html><body><p>A text.</p></body></html>", subtype="html")
    mail.add_related(b"\x89PNG", maintype="image", subtype="png")
    (record,) = read("a.mhtml", mail.as_bytes())
    assert isinstance(record, Record)
    assert record.data.startswith(b"<html>")
    assert record.fields.url == "https://courier.example/story"


@pytest.mark.parametrize(
    ("front", "fields"),
    [
        (
            '---\ntitle: "A tram: the line"\ndate: 2018-09-11\nauthors:\n  - Ann Lee\n  - Bo Li\n---\n',
            ("2018-09-11", ("Ann Lee", "Bo Li")),
        ),
        ("---\r\ntitle: 'A tram: the line'\r\nauthor: [Ann Lee, Bo Li]\r\n---\r\n", (None, ("Ann Lee", "Bo Li"))),
        ('+++\ntitle = "A tram: the line"\ndate = 2018-09-11\n+++\n', ("2018-09-11", ())),
    ],
)
def test_front_matter_is_what_a_file_states_and_not_its_text(front, fields):
    (record,) = read("a.md", f"{front}\n{STORY}".encode())
    assert isinstance(record, Record)
    assert record.data.decode().strip() == STORY
    assert (record.fields.title, record.fields.date, record.fields.authors) == ("A tram: the line", *fields)


def test_marks_of_markdown_are_not_in_the_text():
    text = "# A headline #\n\nThe **mayor** said *nothing* [about it](https://a.example/b) ![map](m.png).\n\n"
    text += "> A 2*3*4 quotation.\n\n---\n"
    expected = "A headline\n\nThe mayor said nothing about it .\n\nA 2*3*4 quotation."
    assert good(read("a.md", text.encode()))[""].strip() == expected


RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Courier</title><language>en</language>
<image><title>Logo</title></image>
<item><title>{TITLE}</title><link>https://courier.example/1</link><guid>g1</guid>
<pubDate>Tue, 11 Sep 2018 08:30:00 GMT</pubDate>
<dc:creator>Ann Lee</dc:creator><description>Short.</description>
<content:encoded><![CDATA[<p>{STORY}</p>]]></content:encoded></item>
<item><title>Teaser</title><link>https://courier.example/2</link><description>Read more.</description></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title>
<entry><id>urn:uuid:7</id><title>{TITLE}</title><link rel="self" href="https://courier.example/self"/>
<link href="https://courier.example/1"/><published>2018-09-11T08:30:00Z</published><author><name>Ann Lee</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{STORY}</p></div></content></entry></feed>"""


def test_feeds_give_entries_with_their_whole_text():
    records = read("feed.xml", RSS.encode())
    assert list(good(records)) == ["g1"]
    assert STORY in good(records)["g1"]
    assert good(records)["g1"].startswith("<!DOCTYPE html>")
    assert bad(records) == {"https://courier.example/2": "not_a_page"}
    (atom,) = read("feed.atom", ATOM.encode())
    assert isinstance(atom, Record)
    for record in (records[0], atom):
        assert isinstance(record, Record)
        stated = record.fields
        assert (stated.url, stated.title, stated.authors) == ("https://courier.example/1", TITLE, ("Ann Lee",))
        assert stated.publisher == "The Courier"
    assert STORY[:60] in atom.data.decode()


def test_a_feed_that_breaks_off_or_attacks_is_refused_with_what_was_read():
    records = read("feed.xml", RSS[: RSS.index("<item><title>Teaser")].encode())
    assert (list(good(records)), bad(records)) == (["g1"], {"": "damaged_file"})
    attack = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    attack += "<rss><channel><title>&b;</title></channel></rss>"
    assert bad(read("feed.xml", attack.encode())) == {"": "damaged_file"}


def pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page with these lines, or with none as of a scanner."""
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    content = f"BT /F1 10 Tf 40 780 Td {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return out + end % len(out)


def test_the_text_layer_of_a_pdf_is_read():
    lines = ["Harbour reopens", "The mayor opened the harbour on Tuesday."]
    assert good(read("a.pdf", pdf(lines)))[""].splitlines() == lines
    assert good(read("a.pdf.gz", PACK[".gz"](pdf(lines)))) == good(read("a.pdf", pdf(lines)))


def test_a_pdf_without_text_or_that_is_broken_has_a_reason():
    assert bad(read("a.pdf", pdf([]))) == {"": "empty"}
    assert bad(read("a.pdf", b"%PDF-1.4\nbroken")) == {"": "damaged_file"}


def word(lines: list[str]) -> bytes:
    document, out = WordDocument(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def test_a_word_document_is_one_page():
    assert good(read("a.docx", word([TITLE, STORY]))) == {"": f"{TITLE}\n{STORY}"}
    assert bad(read("a.docx", word([]))) == {"": "empty"}
    assert good(read("a.zip", zipped({"deep/a.docx": word([STORY])}))) == {"deep/a.docx": STORY}
