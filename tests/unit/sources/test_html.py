import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.reject_reasons import Reason
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.file_reader import Refused
from broadsheet.sources.html import html_in, read_html
from broadsheet.sources.html_words import zones_of
from broadsheet.sources.markup import Tag, Zone


def lines_of(body: str) -> list[str]:
    """The lines of a page with this body that are not blank."""
    return [line for line in read_html(f"<html><body>{body}</body></html>").lines if line]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param("<p>One</p><p>Two</p>", ["One", "Two"], id="paragraphs"),
        pytest.param("One<br>Two<br><br>Three", ["One", "Two", "Three"], id="line breaks"),
        pytest.param("<p>A <b>bold</b> <i>word</i>, and<em> more</em></p>", ["A bold word, and more"], id="inline"),
        pytest.param("<p>Half<span>way</span></p>", ["Halfway"], id="inline without space"),
        pytest.param("<p>One\n   two\tthree</p>", ["One two three"], id="space collapses"),
        pytest.param("<p>One&nbsp;&nbsp;&nbsp;two</p>", ["One two"], id="no-break spaces"),
        pytest.param("<p>R&amp;D, &amp;lt;</p>", ["R&D, &lt;"], id="references once"),
        pytest.param("<ul><li>One<li>Two</ul>", ["• One", "• Two"], id="list"),
        pytest.param("<ul><li><p>One</p></li></ul>", ["• One"], id="paragraph in a list"),
        pytest.param("<pre>One\n  two\n\nthree</pre>", ["One", "two", "three"], id="preformatted"),
        pytest.param("<div>One<div>Two</div>Three</div>", ["One", "Two", "Three"], id="nested blocks"),
        pytest.param(
            "<table><tr><td>Kai<td>3:1</tr><tr><td>Hafen<td>0:2</tr></table>", ["Kai  3:1", "Hafen  0:2"], id="table"
        ),
        pytest.param(
            f"<table><tr><td>Menu<td>{'The ferry sailed. ' * 9}</tr></table>",
            ["Menu", ("The ferry sailed. " * 9).strip()],
            id="layout table",
        ),
        pytest.param("<h1>Head</h1>Text", ["Head", "Text"], id="heading"),
    ],
)
def test_lines(body: str, lines: list[str]) -> None:
    assert lines_of(body) == lines


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>secret()</script>",
        "<style>.secret{}</style>",
        "<noscript><p>secret</p></noscript>",
        "<template><p>secret</p></template>",
        "<p hidden>secret</p>",
        '<div aria-hidden="true">secret</div>',
        '<div style="color:red; DISPLAY: none">secret</div>',
        "<select><option>secret</option></select>",
        "<textarea>secret</textarea>",
        "<!-- secret -->",
        "<svg><text>secret</text></svg>",
    ],
)
def test_what_a_reader_does_not_see_is_left_out(hidden: str) -> None:
    assert lines_of(f"<p>One</p>{hidden}<p>Two</p>") == ["One", "Two"]


def test_a_story_that_scripts_unveil_is_read() -> None:
    story = "<p>The ferry sailed out of the harbour on Monday.</p>" * 40
    assert len(lines_of(f'<p>Loading</p><div style="display:none">{story}</div>')) == 41


def test_the_view_of_a_source_is_read_as_the_page() -> None:
    shown = "".join(
        f'<tr><td class="line-number"></td><td class="line-content">{line}</td></tr>'
        for line in ("&lt;html&gt;&lt;body&gt;", "&lt;p&gt;The ferry&lt;/p&gt;", "&lt;/body&gt;&lt;/html&gt;")
    )
    assert [line for line in read_html(f"<html><body><table>{shown}</table></body></html>").lines if line] == [
        "The ferry"
    ]


def test_a_copied_view_of_a_source_loses_its_line_numbers() -> None:
    page = html_in("1 <!DOCTYPE html>\n2 <html><body>\n3 <p>In 2018 the quay was shut.</p>\n4 </body></html>")
    assert page is not None
    assert [line for line in read_html(page).lines if line] == ["In 2018 the quay was shut."]


def test_markup_is_known_of_each_line() -> None:
    lines, markup = read_html(
        "<html><body><nav class=menu><a href=/>Home</a></nav>"
        "<div class='article-body'><h2>Quay</h2><p>Shut for <b>years</b></p></div></body></html>"
    )
    row = {line: number for number, line in enumerate(lines) if line}
    assert markup.linked[row["Home"]] == len("Home")
    assert markup.bold[row["Shut for years"]] == len("years")
    assert markup.tags[markup.elements[row["Quay"]]] == Tag.H2
    around = markup.parents[markup.elements[row["Shut for years"]]]
    assert markup.zones[around] & Zone.BODY
    assert markup.zones[markup.elements[row["Home"]]] & Zone.NAVIGATION


def test_a_page_without_visible_text_is_empty() -> None:
    refused = decode(b"<html><body><div id=root></div><script>start()</script></body></html>", 0.01)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.EMPTY


TAG_WORDS = """
    <p> </p> <div> </div> <li> <ul> </ul> <table> <tr> <td> </table> <br> <b> </b> <a> </a> <pre> </pre> <script>
    </script>
    <body> </html> <h1> <!-- --> < > & &amp; &#8232;
"""
TAGS = st.sampled_from([*TAG_WORDS.split(), " ", "\n", "\t", "\u00ad"])


@given(st.lists(st.one_of(TAGS, st.text(max_size=8))))
def test_no_soup_of_tags_is_an_error_and_every_line_has_its_markup(parts: list[str]) -> None:
    decoded = decode(("<html><body>" + "".join(parts)).encode("utf-8", "replace"), 0.5)
    if isinstance(decoded, Decoded) and decoded.markup is not None:
        markup = decoded.markup
        lines = decoded.text.split("\n")
        assert len(markup.elements) == len(lines)
        assert markup.elements.max() < len(markup.parents)
        assert (markup.parents[1:] < range(1, len(markup.parents))).all()


@given(st.binary())
def test_no_bytes_behind_a_tag_are_an_error(data: bytes) -> None:
    decode(b"<html><body>" + data, 0.01)


@given(st.text("abc <>/&;\n"), st.text("xyz ", min_size=1))
def test_no_text_of_a_script_enters(before: str, code: str) -> None:
    lines = read_html(f"<html><body><p>{before.replace('<', '')}</p><script>{code}</script><p>end").lines
    assert not set("xyz") & set("".join(lines))


@given(st.lists(st.sampled_from(["p", "div", "li", "td", "span", "h2", "b", "pre"]), min_size=1, max_size=20))
def test_the_text_of_lines_is_in_document_order(tags: list[str]) -> None:
    body = "".join(f"<{tag}>w{number}w</{tag}> " for number, tag in enumerate(tags))
    found = " ".join(lines_of(f"<table><tr>{body}</tr></table>" if "td" in tags else body))
    at = [found.find(f"w{number}w") for number in range(len(tags))]
    in_table = {number for number, tag in enumerate(tags) if tag == "td"}  # a parser moves all else before the table
    for kind in (in_table, set(range(len(tags))) - in_table):
        assert [at[number] for number in sorted(kind)] == sorted(at[number] for number in kind)
    assert -1 not in at


@pytest.mark.parametrize(
    ("names", "is_body"),
    [("entry content", True), ("entry-content", True), ("entry  content", False), ("entry", False)],
)
def test_the_words_of_a_body_may_be_two_classes_side_by_side(names: str, is_body: bool) -> None:
    assert bool(zones_of(names) & Zone.BODY) == is_body
