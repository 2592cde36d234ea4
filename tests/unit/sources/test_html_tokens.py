"""Tests of the tokens of HTML that a parser wrote."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from broadsheet.sources.html_tokens import CLOSE, OPEN, RAW, READ, TEXT, TagTable, tokenize

TABLE = TagTable({"p": 1, "span": 2, "body": 1, "a": 3})
PIECES = (
    "<p class='lead wide' id=top>", "</p>", "<span class=name>", "</span>", "<a href='x?a=1&amp;b=2'\" class=story>",
    "</a>", "<br>", "<img alt='a > b'>", "<!-- <p> -->", "<!-->", "<?php echo ?>", "<xmp><b>&amp;", "</xmp>",
    "<custom-tag =x>", "text & more", "&lt;p&gt;", "\u00a0", "<table><td>", "<plaintext>", "<div<p>", "'\">",
)  # fmt: skip


def values(html: str, token: int) -> dict[str, str]:
    tokens = tokenize(html, TABLE)
    number = int(tokens.names[token])
    read = {name: html[slice(*place)] for name, place in zip(READ, tokens.values[number].tolist(), strict=True)}
    return {name: value for name, value in read.items() if value}


def test_attributes_are_read_whatever_is_beside_them() -> None:
    html = """<body><p data-x="a &gt; b" "="" class="lead wide" id="top" role="main">x</p></body>"""
    assert values(html, 1) == {"class": "lead wide", "id": "top", "role": "main"}


def test_equal_attributes_have_one_number_and_other_groups_another() -> None:
    html = '<body><p class="a"></p><p class="a"></p><span class="a"></span><p class="b"></p><p></p></body>'
    tokens = tokenize(html, TABLE)
    numbers = [number for kind, number in zip(tokens.kinds, tokens.names.tolist(), strict=True) if kind == OPEN]
    assert numbers == [-1, 0, 0, 1, 2, -1]
    assert tokens.groups.tolist() == [1, 2, 1]


@pytest.mark.parametrize("first", ["lead wide", "lead high", "lead"])
def test_the_first_class_has_one_hash(first: str) -> None:
    html = f'<body><p class="lead"></p><p id="x" class="{first}"></p></body>'
    assert len(set(tokenize(html, TABLE).classes.tolist())) == 1


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_elements_balance_and_texts_are_those_of_the_tree(parts: list[str]) -> None:
    body = LexborHTMLParser("".join(parts)).body
    assert body is not None
    html = body.html or ""
    tokens = tokenize(html, TABLE)
    kinds = tokens.kinds.tolist()
    assert kinds.count(OPEN) == kinds.count(CLOSE)
    texts = [
        unescape(html[start:end]) if kind == TEXT else html[start:end]
        for kind, start, end in zip(kinds, tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
        if kind in (TEXT, RAW)
    ]
    shown = [node.text_content or "" for node in body.traverse(include_text=True) if node.tag == "-text"]
    assert "".join(texts) == "".join(shown)
