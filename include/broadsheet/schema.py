"""Every dataset's Arrow schema, each column described: the one contract between stages, versions and readers.

Each schema is frozen: every file is cast to it on write, so that no reader ever meets a column that is missing,
all null by inference, or of another type. A column's meaning is kept in the field's metadata under ``description``
and so travels inside each Parquet file.

Published datasets: `CORPUS`, `DUPLICATES`, `QUARANTINE`; a version's own state: `LEDGER`, `SKETCHES`, `RELATIONS`,
`LINES`; a run's working datasets: `PAGES`, `DOCUMENTS`, `DISPOSITIONS`, `FORGOTTEN`, `PLACEMENT`, `NEW_SKETCHES`,
`NEW_LINES`.
"""

import pyarrow as pa

PARTITION_KEYS = ("lang", "month")
"""Folder keys of `corpus` and `duplicates`: strings that are never null and never look like numbers."""

PUBLISHED_DATASETS = ("corpus", "duplicates")
"""Datasets of accepted documents, those that readers see and those left out as repeats."""

UNKNOWN_LANGUAGE = "und"
"""Language code where the language is not sure (ISO 639-2 "undetermined")."""

UNDATED = "undated"
"""Value of the folder key ``month`` where the month of publication is not known."""


def _column(name: str, kind: pa.DataType, description: str, *, nullable: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=nullable, metadata={"description": description})


SPAN = pa.struct([pa.field("start", pa.int32(), nullable=False), pa.field("end", pa.int32(), nullable=False)])
REASON = pa.struct([pa.field("code", pa.string(), nullable=False), pa.field("detail", pa.string(), nullable=False)])
QUALITY = pa.struct(
    [
        field.with_nullable(True)
        for field in [
            _column("body_share", pa.float64(), "share of the page's non-space characters that the text keeps, 0 to 1"),
            _column("sentence_share", pa.float64(), "share of paragraphs that end like a sentence, 0 to 1"),
            _column(
                "repeated_share", pa.float64(), "share of the body's lines dropped as repeats of earlier ones, 0 to 1"
            ),
            _column("capital_share", pa.float64(), "share of cased letters in the text that are capitals, 0 to 1"),
            _column("digit_share", pa.float64(), "share of the text's non-space characters that are digits, 0 to 1"),
            _column("encoding", pa.string(), "character encoding the page was decoded from"),
            _column("replaced_bytes", pa.int32(), "undecodable bytes replaced by U+FFFD"),
            _column("repaired_lines", pa.int32(), "lines of the page whose mojibake was repaired"),
        ]
    ]
)
"""Fields are nullable, for where the struct is null Arrow counts its fields as null too."""

IDENTITY = (
    _column(
        "doc_id", pa.string(), "stable identity of the source page: 24 hex digits of the SHA-256 of its source URI"
    ),
    _column(
        "source_uri",
        pa.string(),
        "where the page came from: path under its source, bytes that are not printable UTF-8 as %XX",
    ),
)
SOURCE_DIGEST = "SHA-256 of the raw bytes, 64 hex digits"

_NAMES = pa.list_(pa.field("element", pa.string(), nullable=False))
_AUTHORS = _column("authors", _NAMES, "byline, one name an entry; empty where none is found")

ARTICLE = (
    _column("url", pa.string(), "web address, where the input carries one", nullable=True),
    _column("title", pa.string(), "headline", nullable=True),
    _column("text", pa.string(), "the article's paragraphs, joined by a blank line"),
    _column("kind", pa.string(), "type of the page: article, live_blog, figures, or another of extraction.page_types"),
    _column("page_type_score", pa.float32(), "probability of that type, 0 to 1, as the models of page types see it"),
    _column("published_date", pa.timestamp("us"), "day of publication; see published_precision", nullable=True),
    _column(
        "published_precision",
        pa.string(),
        "day, month, year or none: how much of published_date the page states; missing parts stand at 01",
    ),
    _column(
        "published_at",
        pa.timestamp("us", tz="UTC"),
        "moment of publication, where the page gives time and zone",
        nullable=True,
    ),
    _column(
        "published_origin",
        pa.string(),
        "the rule that found the date, and the evidence that settled its order; null without a date",
        nullable=True,
    ),
    _column("updated_at", pa.timestamp("us"), "day of the last update that the page states", nullable=True),
    _column("updated_origin", pa.string(), "the rule that found updated_at; null without one", nullable=True),
    _column(
        "publisher", pa.string(), "the outlet that ran the page, as the page writes it; null in doubt", nullable=True
    ),
    _column("publisher_domain", pa.string(), "registered domain of its site, where the page names it", nullable=True),
    _column(
        "publisher_origin",
        pa.string(),
        "the strongest evidence for publisher: copyright line, mail of the house, web address and so on",
        nullable=True,
    ),
    _AUTHORS,
    _column("agency", pa.string(), "wire service credited", nullable=True),
    _column("dateline", pa.string(), "place in the dateline", nullable=True),
    _column("language", pa.string(), "ISO 639-1 code, else 639-3, und where not sure"),
    _column("language_score", pa.float64(), "confidence of the language identification, 0 to 1"),
    _column("word_count", pa.int32(), "words in text; characters count as words in scripts written without spaces"),
    _column("paragraph_count", pa.int32(), "paragraphs in text"),
    _column("quality", QUALITY, "signals used to judge the text"),
    _column(
        "spans",
        pa.list_(pa.field("element", SPAN, nullable=False)),
        "where each paragraph stands in the page with its characters normalised: code points, end exclusive",
    ),
)

EXTRACTOR = _column("extractor", pa.string(), "version of the rules that made the row")

LENT = (
    _column(
        "cluster_published_date",
        pa.timestamp("us"),
        "earliest day that this document or one of its duplicates states without doubt; null for a left-out one",
        nullable=True,
    ),
    _column("cluster_published_from", pa.string(), "doc_id of the document that states this day", nullable=True),
    _column(
        "cluster_authors",
        _NAMES,
        "authors of this document, else of the first of its duplicates that has some; null without, and for a left-out "
        "one",
        nullable=True,
    ),
    _column("cluster_authors_from", pa.string(), "doc_id of the document that has these authors", nullable=True),
    _column("cluster_publisher", pa.string(), "outlet, likewise: it can be another outlet's copy", nullable=True),
    _column("cluster_publisher_from", pa.string(), "doc_id of the document that has this publisher", nullable=True),
    _column("cluster_agency", pa.string(), "wire service, likewise", nullable=True),
    _column("cluster_agency_from", pa.string(), "doc_id of the document that credits this agency", nullable=True),
)
"""What a document and its duplicates know together, with the document that knows it; null for a left-out one."""

CORPUS = pa.schema(
    [
        *IDENTITY,
        _column("source_digest", pa.string(), SOURCE_DIGEST),
        *ARTICLE,
        _column(
            "cluster_id",
            pa.string(),
            "shared by documents that repeat one another, also through others: the smallest doc_id among them",
        ),
        _column("duplicate_count", pa.int32(), "how many left-out documents this one represents; 0 for a left-out one"),
        _column(
            "related_count",
            pa.int32(),
            "how many other documents of the corpus are in its cluster: they repeat parts of it; 0 for a left-out one",
        ),
        _column(
            "confirmed_shingles",
            pa.int32(),
            "how many of its 5-word shingles the closest other text of its cluster has, frames of outlets left aside",
        ),
        *LENT,
        EXTRACTOR,
    ]
)
"""The corpus: one row per representative. Sorted by published_date (nulls last), doc_id."""

DUPLICATES = pa.schema(
    [
        *CORPUS,
        _column("duplicate_of", pa.string(), "doc_id of its representative: the document of the corpus that holds it"),
        _column("relation", pa.string(), "exact, near or contained: how it repeats its representative"),
        _column("jaccard", pa.float64(), "Jaccard similarity to its representative over 5-word shingles, 0 to 1"),
        _column(
            "containment",
            pa.float64(),
            "shared 5-word shingles over those of the smaller of both texts, it and its representative, 0 to 1",
        ),
    ]
)
"""The duplicates and their representatives: with `CORPUS` it holds every accepted document. Sorted in the same way."""

REASONS = _column(
    "reasons",
    pa.list_(pa.field("element", REASON, nullable=False)),
    "why the page was refused: codes with details; see broadsheet.reasons",
)

QUARANTINE = pa.schema(
    [
        *IDENTITY,
        _column("source_digest", pa.string(), SOURCE_DIGEST, nullable=True),
        _column("stage", pa.string(), "the stage that refused the page: discover, extract, recurring or validate"),
        REASONS,
        *[field.with_nullable(True) for field in ARTICLE],
        EXTRACTOR,
    ]
)
"""The refused pages, the reasons, and the fields of the document that are known. Sorted by doc_id."""

STAT = pa.struct([pa.field(name, pa.int64()) for name in ("size", "mtime_ns", "ctime_ns", "inode")])

SKETCH_COLUMNS = (
    _column(
        "text_digest",
        pa.int64(),
        "64-bit digest of the normalised words, equal for exact copies; bits of an unsigned value",
    ),
    _column("shingle_count", pa.int32(), "distinct 5-word shingles of the text"),
    _column(
        "sketch",
        pa.list_(pa.field("element", pa.int64(), nullable=False)),
        "FracMinHash sketch: the kept 64-bit shingle hashes, distinct, sorted as unsigned values",
    ),
)

PAGES = pa.schema(
    [
        *IDENTITY,
        _column("path", pa.binary(), "absolute path of the file, as the bytes the operating system uses"),
        _column(
            "state",
            pa.string(),
            "new, changed or unchanged (extracted anew for a backfill, or because the rules changed)",
        ),
        _column("reason", pa.string(), "why discover refused the page, null where it may be read", nullable=True),
        _column("detail", pa.string(), "the particulars of that reason", nullable=True),
    ]
)
"""One row a page that a run has to read or to refuse."""

DOCUMENTS = pa.schema(
    [
        *IDENTITY,
        _column("source_digest", pa.string(), SOURCE_DIGEST, nullable=True),
        _column(
            "stat",
            STAT,
            "the file's stat when it was read, for the stat cache; null where it was not read",
            nullable=True,
        ),
        _column("stage", pa.string(), "the stage that refused the page, null for a document", nullable=True),
        REASONS,
        *[field.with_nullable(True) for field in ARTICLE],
        *[field.with_nullable(True) for field in SKETCH_COLUMNS],
        EXTRACTOR,
    ]
)
"""One row a page read: a document, or a reject with its reasons (then text and all that follows may be null)."""

LEDGER = pa.schema(
    [
        *IDENTITY,
        _column("source_digest", pa.string(), SOURCE_DIGEST, nullable=True),
        _column("place", pa.string(), "where the page ended: corpus, duplicates, quarantine or pending"),
        _column("published_date", pa.timestamp("us"), "day of publication as the page states it", nullable=True),
        _column(
            "lang",
            pa.string(),
            "folder key of the partition that holds the document, null outside corpus and duplicates",
            nullable=True,
        ),
        _column(
            "month",
            pa.string(),
            "folder key of the partition that holds the document, null outside corpus and duplicates",
            nullable=True,
        ),
        _column(
            "codes",
            pa.list_(pa.field("element", pa.string(), nullable=False)),
            "codes of the reasons for quarantine, empty elsewhere",
        ),
        EXTRACTOR,
        _column("settings", pa.string(), "digest of the settings that shaped the row"),
        _column(
            "source", pa.string(), "what stands before the paths of the page's source: its name and a slash, or nothing"
        ),
    ]
)
"""One row a page ever discovered and not taken down, and the one place where it is. Sorted by doc_id."""

SKETCHES = pa.schema(
    [
        IDENTITY[0],
        *SKETCH_COLUMNS,
        _column("word_count", pa.int32(), "words in the text"),
        _column(
            "metadata_count",
            pa.int32(),
            "how many of title, day of publication, publisher, authors, agency and dateline are known, 0 to 6",
        ),
        _column("cleanliness", pa.float64(), "how free of boilerplate the text looks, 0 to 1; from quality"),
        _column("body_share", pa.float64(), "share of the page's non-space characters that the text keeps, 0 to 1"),
        _column("published_date", pa.timestamp("us"), "day of publication", nullable=True),
        _column(
            "trusted_date",
            pa.timestamp("us"),
            "day of publication if the page states the day and leaves no doubt about day and month",
            nullable=True,
        ),
        _column("publisher", pa.string(), "the outlet that ran the page", nullable=True),
        _AUTHORS,
        _column("agency", pa.string(), "wire service credited", nullable=True),
        _column("language", pa.string(), "language of the text"),
    ]
)
"""All that deduplication needs of an accepted document without reading its text. Sorted by doc_id in each partition."""

RELATIONS = pa.schema(
    [
        _column("doc_a", pa.string(), "the smaller doc_id of the pair"),
        _column("doc_b", pa.string(), "the larger doc_id of the pair"),
        _column("relation", pa.string(), "near or contained; none for a candidate that was verified and refused"),
        _column("shared", pa.int32(), "distinct shingles in both"),
        _column("lead", pa.float64(), "share of one's first shingles that stand in the other, the greater of two"),
        _column("figures", pa.float64(), "share of numbers in both, of the text with fewer; 1 unless full of them"),
        _column("jaccard", pa.float64(), "shared over the union of the two shingle sets, 0 to 1"),
        _column("containment", pa.float64(), "shared over the smaller of the two shingle sets, 0 to 1"),
        _column("own_shared", pa.int32(), "shared shingles that are not in the frame of either outlet"),
        _column("own_a", pa.int32(), "distinct shingles of doc_a that are not in the frame of either outlet"),
        _column("own_b", pa.int32(), "the same of doc_b"),
        _column("context", pa.int64(), "digest of the texts on which the frames depend; 0 for none"),
    ]
)
"""Candidate pairs verified exactly on their full shingle sets, kept so that old pairs are never read again."""

CLUSTERS = pa.schema(
    [
        IDENTITY[0],
        _column("cluster_id", pa.string(), "smallest doc_id of the cluster"),
        _column("kept", pa.bool_(), "whether this document is a representative"),
        _column("duplicate_count", pa.int32(), "left-out documents it represents; 0 for a left-out one"),
        _column("related_count", pa.int32(), "other representatives of its cluster; 0 for a left-out one"),
        _column("confirmed_shingles", pa.int32(), "own shingles that the closest other text of its cluster has"),
        _column(
            "duplicate_of", pa.string(), "doc_id of the kept document, null for the kept one itself", nullable=True
        ),
        _column("relation", pa.string(), "exact, near or contained, null for the kept one", nullable=True),
        _column("jaccard", pa.float64(), "to the kept document, null for the kept one", nullable=True),
        _column("containment", pa.float64(), "to the kept document, null for the kept one", nullable=True),
        *LENT,
    ]
)
"""The outcome of deduplication for every accepted document. Sorted by doc_id."""


FOLDER_KEYS = tuple(
    _column(name, pa.string(), f"folder key of the document's partition: {meaning}")
    for name, meaning in (("lang", "its language"), ("month", "month of publication as YYYY-MM, or undated"))
)

PLACEMENT = pa.schema([*CLUSTERS, *FOLDER_KEYS])
"""Where every accepted document goes: its cluster and its partition. Sorted by doc_id."""

NEW_SKETCHES = pa.schema([*SKETCHES, *FOLDER_KEYS])
"""Sketches with their folder keys as columns, where no folder holds them."""

TAKEN_OUT = pa.struct([pa.field("text", pa.string(), nullable=False), *SPAN])
"""A paragraph that was taken out of a text, with its span."""

LINES = pa.schema(
    [
        IDENTITY[0],
        _column(
            "outlet",
            pa.string(),
            "whose page it is: host, else publisher in small letters, else the first folder of the source URI and a slash",
        ),
        _column(
            "hashes",
            pa.list_(pa.field("element", pa.int64(), nullable=False)),
            "64-bit hash of the words of each paragraph that extraction found, in order; bits of an unsigned value",
        ),
        _column("words", pa.list_(pa.field("element", pa.int32(), nullable=False)), "words of each of these"),
        _column("body_share", pa.float64(), "quality.body_share before anything was taken out"),
        _column(
            "places",
            pa.list_(pa.field("element", pa.int32(), nullable=False)),
            "which of these recur across the outlet's pages and so left the text: their numbers, ascending",
        ),
        _column("taken_out", pa.list_(pa.field("element", TAKEN_OUT, nullable=False)), "the paragraphs of these"),
    ]
)
"""The lines of every document that extraction accepted and whose date was asked for, whatever validation made of it.

Sorted by doc_id in each partition.
"""

NEW_LINES = pa.schema([*LINES, *FOLDER_KEYS])
"""Lines with their folder keys as columns, where no folder holds them."""

DISPOSITIONS = pa.schema(
    [
        IDENTITY[0],
        _column("disposition", pa.int8(), "what becomes of the page; see broadsheet.runs.disposition"),
    ]
)
"""What becomes of each page of a run against its base version: `broadsheet.runs.disposition.Disposition`."""

FORGOTTEN = pa.schema([IDENTITY[0]])
"""Pages that were refused unread and are in the source no more: nothing is known of them, so no row is kept."""


def describe(schema: pa.Schema) -> dict[str, str]:
    """Return the meaning of each column of `schema`, in order.

    >>> describe(CORPUS)["title"]
    'headline'
    """
    return {field.name: field.metadata[b"description"].decode() for field in schema}
