"""What a document is in the index, and how texts and queries become terms.

Words are runs of letters and digits, in small letters and without accents. In scripts that do not separate words, or
attach endings that a search should not have to spell (Korean), each character is a term: a word of several characters
is then a phrase, and is found wherever these characters follow one another.
"""

from functools import cache
from typing import TYPE_CHECKING

from broadsheet.extras import requires_extra

if TYPE_CHECKING:
    import tantivy

ANALYZER = "words"
FORMAT = 1
"""Increase it whenever fields or terms change: the next update then builds the index anew."""

_ALONE = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_TERM = rf"[{_ALONE}]|[\p{{L}}\p{{M}}\p{{N}}--[{_ALONE}]]+"
_MOST_BYTES = 80
"""Longer terms are not indexed."""

EXACT = ("file", "doc_id", "language", "publisher", "agency", "page_type")
"""Fields that are compared as a whole. `file` is the data file that holds the document."""
TEXTS = ("title", "text")
"""Fields that are searched for words."""
NUMBERS = ("day", "word_count", "duplicate_count")
"""Fields to filter and sort by; `day` counts as `datetime.date.toordinal`, 0 without a date."""
MEASURES = ("replaced_bytes", "repaired_lines", "repeated_share", "body_share", "page_type_score", "language_score")
"""Measures of quality to filter by."""
_ONLY_STORED = ("published_precision", "cluster_id", "source_uri")


def require_tantivy() -> None:
    """Check that Tantivy is installed.

    Raises:
        ConfigurationError: it is not; the message names the extra.
    """
    with requires_extra("search", "full-text search"):
        import tantivy  # noqa: F401, PLC0415  # not needed to build a corpus


@cache
def analyzer() -> "tantivy.TextAnalyzer":
    """Return what makes terms of a text."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer  # noqa: PLC0415

    builder = TextAnalyzerBuilder(Tokenizer.regex(_TERM))
    for one in (Filter.remove_long(_MOST_BYTES), Filter.lowercase(), Filter.ascii_fold()):
        builder = builder.filter(one)
    return builder.build()


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order.

    >>> terms("L'Élysée, 2018"), terms("中国 abc")
    (['l', 'elysee', '2018'], ['中', '国', 'abc'])
    """
    return list(analyzer().analyze(text))


def fields() -> "tantivy.Schema":
    """Return the fields of the index."""
    from tantivy import SchemaBuilder  # noqa: PLC0415

    builder = SchemaBuilder()
    for name in TEXTS:
        builder.add_text_field(name, stored=True, tokenizer_name=ANALYZER)
    for name in EXACT:
        builder.add_text_field(name, stored=name != "file", tokenizer_name="raw", index_option="basic")
    for name in NUMBERS:
        builder.add_integer_field(name, stored=True, indexed=True, fast=True)
    for name in MEASURES:
        builder.add_float_field(name, indexed=True)
    for name in _ONLY_STORED:
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()
