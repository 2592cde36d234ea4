"""Exports of press databases: as many articles as the file says, each with its own lines, or the file is refused."""

import io

import pytest
from docx import Document as WordDocument

from broadsheet.sources.formats.reader import is_one_page
from broadsheet.sources.record import Record
from input_files import PACK, bad, good, read
from newsroom import page, paragraphs

TITLES = ["Tram line opens at last", "Harbour reopens after the storm", "Library loses its roof"]
BODIES = ["\n\n".join(paragraphs(number)) for number in range(3)]


def lexis(count: int, total: int | None = None) -> str:
    articles = [
        f"""
                               {n + 1} of {total or count} DOCUMENTS

                              The Courier (Harrowby)

                           September {11 + n}, 2018 Tuesday
                                 First Edition

{TITLES[n]}

BYLINE: Ann Lee; Bo Li

SECTION: NEWS; Pg. 1

LENGTH: 512 words

{BODIES[n]}

LOAD-DATE: September 20, 2018

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                  Copyright 2018 The Courier
                     All Rights Reserved
"""
        for n in range(count)
    ]
    return "\n".join(articles)


def proquest(count: int) -> str:
    ruler = "_" * 60
    articles = [
        f"""{ruler}

Document {n + 1} of {count}

{TITLES[n]}

Author: Lee, Ann

Publication info: The Courier ; Harrowby [Harrowby]11 Sep 2018: A.1.

Full text: {BODIES[n]}

Subject: Trams; Towns

Title: {TITLES[n]}

Publication title: The Courier

Publication date: Sep {11 + n}, 2018

Language of publication: English

Document URL: https://search.proquest.example/docview/{n}

Copyright: Copyright The Courier 2018

Database: ProQuest Central
"""
        for n in range(count)
    ]
    return "".join(articles)


def nexis(count: int, total: int | None = None) -> str:
    listed = "\n".join(f"{n + 1}. {TITLES[n]}\nClient/Matter: -None-" for n in range(count))
    cover = "User Name: Reader\nDate and Time: Thursday, September 20, 2018\nJob Number: 1\n"
    cover += f"Documents ({total or count})\n{listed}\n"
    return cover + "".join(
        f"""
{TITLES[n]}
The Courier (Harrowby)
September {11 + n}, 2018 Tuesday
Copyright 2018 The Courier All Rights Reserved
Section: NEWS; Pg. 1
Length: 512 words
Byline: Ann Lee
Body
{BODIES[n]}
Load-Date: September 20, 2018
End of Document
"""
        for n in range(count)
    )


def factiva_coded(count: int) -> str:
    return "".join(
        f"""SE  News
HD  {TITLES[n]}
BY  By Ann Lee
WC  512 words
PD  {11 + n} September 2018
SN  The Courier
SC  COUR
LA  English
CY  Copyright 2018 The Courier
LP
{BODIES[n]}
TD

AN  Document COUR000020180911ee9b000{n}1

"""
        for n in range(count)
    )


def factiva(count: int) -> str:
    return "".join(
        f"""News
{TITLES[n]}
By Ann Lee
512 words
{11 + n} September 2018
The Courier
COUR
English
Copyright 2018 The Courier

{BODIES[n]}

Document COUR000020180911ee9b000{n}1

"""
        for n in range(count)
    )


def europresse(count: int) -> str:
    return f"Documents sauvegardés • {count} documents\n" + "".join(
        f"""
The Courier (site web)
mardi {11 + n} septembre 2018 - 10:00
512 mots

{TITLES[n]}

{BODIES[n]}

© 2018 The Courier. Tous droits réservés.

news·20180911·CO·{n}

"""
        for n in range(count)
    )


def ruled(count: int) -> str:
    return "\n==========\n".join(
        f"{TITLES[n]}\nBy Ann Lee\nSeptember {11 + n}, 2018\n\n{BODIES[n]}" for n in range(count)
    )


LAYOUTS = {
    "LexisNexis": lexis,
    "ProQuest": proquest,
    "Nexis Uni": nexis,
    "Factiva with codes": factiva_coded,
    "Factiva": factiva,
    "Europresse": europresse,
    "ruled": ruled,
}


def word(text: str) -> bytes:
    document, out = WordDocument(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def head(n: int, layout: str) -> str:
    return f"By Ann Lee September {11 + n}, 2018" if layout == "ruled" else ""


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_each_article_has_its_own_text_and_facts(layout, kind):
    text = LAYOUTS[layout](3)
    data = text.encode() if kind == "txt" else word(text)
    records = read(f"export.{kind}", data)
    assert bad(records) == {}
    texts = good(records)
    assert {key: plain(text) for key, text in texts.items()} == {
        str(n + 1): plain(f"{TITLES[n]} {head(n, layout)} {BODIES[n]}") for n in range(3)
    }
    for n, record in enumerate(records):
        assert isinstance(record, Record)
        assert record.fields.title == TITLES[n]
        assert str(11 + n) in (record.fields.date or "")
        assert record.fields.publisher in {"The Courier", "The Courier (Harrowby)", None}
        if layout not in {"ruled", "Europresse"}:
            assert record.fields.authors[0] in {"Ann Lee", "Lee, Ann"}
        if layout not in {"ruled", "Europresse", "Nexis Uni"}:
            assert record.fields.language == "en"


@pytest.mark.parametrize(
    ("text", "stated", "counted"),
    [
        (lexis(3, total=4), "4", "3"),
        (lexis(3).replace("2 of 3 DOCUMENTS", ""), "3", "2"),
        (nexis(3, total=5), "5", "3"),
        (europresse(3).replace("3 documents", "7 documents"), "7", "3"),
    ],
)
def test_a_file_with_another_number_of_articles_than_it_says_is_refused_with_both(text, stated, counted):
    (refused,) = read("export.txt", text.encode())
    assert (refused.key, refused.reason) == ("", "count_mismatch")  # type: ignore[union-attr]
    assert f"{stated} articles; {counted} were found" in refused.detail  # type: ignore[union-attr]


def test_exports_in_other_encodings_and_packed_are_read():
    text = lexis(2).replace("The Courier", "Der Bürgerbote")
    for data in (text.encode("cp1252"), text.encode("utf-16"), PACK[".gz"](text.encode())):
        records = read("export.txt", data)
        assert len(good(records)) == 2
        assert {record.fields.publisher for record in records} == {"Der Bürgerbote (Harrowby)"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        page(1),
        f"{TITLES[0]}\n==========\n\n{BODIES[0]}\n\n==========\nRead more\n==========\nFooter",
        f"{TITLES[0]}\n\n{BODIES[0]}\n\n{'_' * 30}\n\nAbout us. {BODIES[1]}",
        f"Gallery\n\n1 of 4\n\nA caption.\n\n2 of 4\n\n{BODIES[0]}",
        f"{TITLES[0]}\n\nDocument 1 of 2\n\n{BODIES[0]}",
    ],
    ids=["page", "rulers on one page", "footer below a ruler", "gallery", "attachments of one page"],
)
def test_one_page_stays_one_page(text):
    assert is_one_page(text.encode(), "a.txt")
