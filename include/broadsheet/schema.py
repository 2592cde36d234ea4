"""Every dataset's Arrow schema, each column described: the one contract between stages, versions and readers.

Each schema is frozen: every file is cast to it on write, so that no reader ever meets a column that is missing,
all null by inference, or of another type. A column's meaning is kept in the field's metadata under ``description``
and so travels inside each Parquet file.

Published datasets: `CORPUS`, `DUPLICATES`, `QUARANTINE`; a version's own state: `LEDGER`, `SKETCHES`, `RELATIONS`,
`LINES`; a run's working datasets: `PAGES`, `RECORDS`, `DOCUMENTS`, `DISPOSITIONS`, `FORGOTTEN`, `GONE`, `PLACEMENT`,
`NEW_SKETCHES`, `NEW_LINES`.
"""

from typing import Literal, TypeAlias

import pyarrow as pa

Relation: TypeAlias = Literal["exact", "near", "contained", "version"]
"""Relations of a duplicate to the representative of its cluster, the closest first; version: an older version of the
same page."""

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
            _column(
                "body_share", pa.float64(), "share of the page's characters (spaces excluded) that are in text, 0 to 1"
            ),
            _column("sentence_share", pa.float64(), "share of paragraphs that end like a sentence, 0 to 1"),
            _column(
                "repeated_share",
                pa.float64(),
                "share of the body's lines that were dropped because they repeat earlier lines, 0 to 1",
            ),
            _column(
                "capital_share",
                pa.float64(),
                "share of capitals among the letters that have capital and small forms, 0 to 1",
            ),
            _column(
                "digit_share", pa.float64(), "share of digits among the text's characters (spaces excluded), 0 to 1"
            ),
            _column("encoding", pa.string(), "character encoding the page was decoded from"),
            _column("replaced_bytes", pa.int32(), "number of undecodable bytes; each was replaced by U+FFFD"),
            _column(
                "repaired_lines",
                pa.int32(),
                "number of lines of the page in which wrongly decoded characters were repaired",
            ),
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
        "path of the page below its source, after the source's name if it has one; for a record of a file the path "
        "without extensions of compression, # and its key; bytes that are not printable UTF-8 as %XX",
    ),
    _column("source", pa.string(), "name of the source that the page comes from; empty for a source without a name"),
)
SOURCE_DIGEST = (
    "SHA-256 of the bytes of the page, and of what its file states of it if it is a record of a file; 64 hex digits"
)

_NAMES = pa.list_(pa.field("element", pa.string(), nullable=False))
_AUTHORS = _column("authors", _NAMES, "names in the byline, one per entry; empty if none was found")

ARTICLE = (
    _column("url", pa.string(), "web address of the page as its input states it, else as the page does", nullable=True),
    _column(
        "url_origin",
        pa.string(),
        "what states url: the input, such as JSON record or WARC header, or the page, such as canonical link",
        nullable=True,
    ),
    _column(
        "url_normalized",
        pa.string(),
        "normal form of url: small letters in the host, sorted parameters, no tracking, session, user or fragment",
        nullable=True,
    ),
    _column(
        "url_domain",
        pa.string(),
        "registered domain of url by the Public Suffix List, as DNS writes it (xn--…); null for an IP address or without a public suffix",
        nullable=True,
    ),
    _column(
        "crawled_at",
        pa.timestamp("us", tz="UTC"),
        "time of the crawl, if the input states it; without a zone it is read as UTC, a day as its first moment",
        nullable=True,
    ),
    _column("title", pa.string(), "headline", nullable=True),
    _column("text", pa.string(), "the article's paragraphs, joined by a blank line"),
    _column(
        "page_type", pa.string(), "type of the page: article, live_blog, figures, or another of extraction.page_types"
    ),
    _column("page_type_score", pa.float32(), "probability of that type, 0 to 1, as the models of page types see it"),
    _column(
        "published_date",
        pa.timestamp("us"),
        "day of publication; parts that the page does not state are 01, see published_precision",
        nullable=True,
    ),
    _column(
        "published_precision",
        pa.string(),
        "day, month or year: the part of published_date that the page states; none without a date",
    ),
    _column(
        "published_at",
        pa.timestamp("us", tz="UTC"),
        "time of publication in UTC, if the page states a time and its zone",
        nullable=True,
    ),
    _column(
        "published_origin",
        pa.string(),
        "the rule that found the date; for an ambiguous date also the evidence for the order of day and month",
        nullable=True,
    ),
    _column("updated_at", pa.timestamp("us"), "day of the last update that the page states", nullable=True),
    _column("updated_origin", pa.string(), "the rule that found updated_at; null without one", nullable=True),
    _column(
        "publisher",
        pa.string(),
        "name of the newspaper or site that published the page, as the page writes it; null in doubt",
        nullable=True,
    ),
    _column(
        "publisher_domain",
        pa.string(),
        "registered domain of the publisher's site, if the page names it",
        nullable=True,
    ),
    _column(
        "publisher_origin",
        pa.string(),
        "the strongest evidence for publisher, such as a copyright line, an e-mail address or the web address",
        nullable=True,
    ),
    _AUTHORS,
    _column("agency", pa.string(), "wire service that the text credits", nullable=True),
    _column("dateline", pa.string(), "place at the start of the text, from the dateline", nullable=True),
    _column(
        "language", pa.string(), "language of the text: ISO 639-1 code, or 639-3 if there is none; und if uncertain"
    ),
    _column("language_score", pa.float64(), "confidence of the language identification, 0 to 1"),
    _column(
        "word_count", pa.int32(), "number of words in text; in scripts without spaces each character counts as a word"
    ),
    _column("paragraph_count", pa.int32(), "number of paragraphs in text"),
    _column("quality", QUALITY, "measures of the quality of the text"),
    _column(
        "spans",
        pa.list_(pa.field("element", SPAN, nullable=False)),
        "start and end of each paragraph in the normalised page, in code points; the end is exclusive",
    ),
)

READING = pa.struct(
    [
        field.with_nullable(True)
        for field in ARTICLE
        if field.name in ("published_date", "published_at", "published_origin", "updated_at", "updated_origin")
    ]
)
"""The columns that depend on the order of day and month in a date; its precision is ``day``."""

_NUMBER_ORDER = [pa.field("mark", pa.string()), pa.field("day_first", pa.bool_())]

DAY_ORDERS = (
    _column(
        "day_order",
        pa.struct(_NUMBER_ORDER),
        "order of day and month in the page's date and the mark between them, if the page shows it without doubt",
        nullable=True,
    ),
    _column(
        "open_date",
        pa.struct([*_NUMBER_ORDER, pa.field("own", READING), pa.field("other", READING)]),
        "the page's date in the order that the page suggests and in the other, if it leaves doubt about the order",
        nullable=True,
    ),
)
"""What a page tells about the order of day and month; not published. `broadsheet.boilerplate.day_order` reads it."""

EXTRACTOR = _column("extractor", pa.string(), "version of the extraction rules that made the row")

LENT = (
    _column(
        "cluster_published_date",
        pa.timestamp("us"),
        "earliest day that this document or one of its duplicates states without doubt; null for a duplicate",
        nullable=True,
    ),
    _column("cluster_published_from", pa.string(), "doc_id of the document that states this day", nullable=True),
    _column(
        "cluster_authors",
        _NAMES,
        "authors of this document, else of the first of its duplicates that has some; null for a duplicate",
        nullable=True,
    ),
    _column("cluster_authors_from", pa.string(), "doc_id of the document that has these authors", nullable=True),
    _column(
        "cluster_publisher",
        pa.string(),
        "publisher of this document, else of the first of its duplicates that has one; null for a duplicate",
        nullable=True,
    ),
    _column("cluster_publisher_from", pa.string(), "doc_id of the document that has this publisher", nullable=True),
    _column(
        "cluster_agency",
        pa.string(),
        "wire service of this document, else of the first of its duplicates that has one; null for a duplicate",
        nullable=True,
    ),
    _column("cluster_agency_from", pa.string(), "doc_id of the document that credits this agency", nullable=True),
)
"""What a document and its duplicates know together, with the document that knows it; null for a duplicate."""

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
        _column("duplicate_count", pa.int32(), "number of duplicates that this document represents; 0 for a duplicate"),
        _column(
            "related_count",
            pa.int32(),
            "number of other documents of the corpus in its cluster; they repeat parts of it; 0 for a duplicate",
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
        _column(
            "duplicate_of",
            pa.string(),
            "doc_id of its representative: the document of the corpus that holds it, or that counts for the newest version of its page",
        ),
        _column(
            "relation",
            pa.string(),
            "how it repeats its representative: exact, near or contained; or version: an older version of the same page",
        ),
        _column("jaccard", pa.float64(), "Jaccard similarity to its representative over 5-word shingles, 0 to 1"),
        _column(
            "containment",
            pa.float64(),
            "shared 5-word shingles over those of the smaller of both texts, it and its representative, 0 to 1",
        ),
        _column(
            "newer_version",
            pa.string(),
            "doc_id of the newest version of its page, if it is an older one; null for any other duplicate",
            nullable=True,
        ),
    ]
)
"""The duplicates and their representatives: with `CORPUS` it holds every accepted document. Sorted in the same way."""

REASONS = _column(
    "reasons",
    pa.list_(pa.field("element", REASON, nullable=False)),
    "why the page was refused: reason codes with details; broadsheet.reject_reasons explains the codes",
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
            "new, changed or unchanged (extracted again for a backfill, or because the rules changed)",
        ),
        _column("reason", pa.string(), "why discovery refused the page; null if it can be read", nullable=True),
        _column("detail", pa.string(), "details of that reason", nullable=True),
        _column(
            "record",
            pa.int32(),
            "row of the page among the records of the shard; null for a file that is one page, which is read from path",
            nullable=True,
        ),
    ]
)
"""One row a page that a run has to read or to refuse."""

RECORD_FIELDS = pa.struct(
    [
        pa.field("url", pa.string()),
        pa.field("title", pa.string()),
        pa.field("date", pa.string()),
        pa.field("updated", pa.string()),
        pa.field("authors", pa.list_(pa.field("element", pa.string(), nullable=False))),
        pa.field("publisher", pa.string()),
        pa.field("language", pa.string()),
        pa.field("crawled_at", pa.string()),
        pa.field("origin", pa.string()),
    ]
)
"""What an input states of a page: the members of `broadsheet.sources.record.Fields`, in order."""

RECORDS = pa.schema(
    [
        _column("digest", pa.string(), "SHA-256 of the bytes of the record and of what the file states of it"),
        _column("data", pa.binary(), "its bytes: text or HTML"),
        _column("fields", RECORD_FIELDS, "what the file states of it, as given"),
        _column("charset", pa.string(), "character encoding that the file declares for it", nullable=True),
        _column("clean", pa.bool_(), "whether the text is an article already"),
    ]
)
"""The pages of a shard that come from files of several records, in the order of its pages."""

DOCUMENTS = pa.schema(
    [
        *IDENTITY,
        _column("source_digest", pa.string(), SOURCE_DIGEST, nullable=True),
        _column(
            "stat",
            STAT,
            "the file's stat when it was read, for the stat cache; null if it was not read",
            nullable=True,
        ),
        _column("stage", pa.string(), "the stage that refused the page; null for a document", nullable=True),
        REASONS,
        *[field.with_nullable(True) for field in ARTICLE],
        *DAY_ORDERS,
        *[field.with_nullable(True) for field in SKETCH_COLUMNS],
        EXTRACTOR,
    ]
)
"""One row a page read: a document, or a reject with its reasons (then text and all that follows may be null)."""

LEDGER = pa.schema(
    [
        *IDENTITY,
        _column("source_digest", pa.string(), SOURCE_DIGEST, nullable=True),
        _column("place", pa.string(), "the dataset that holds the page (corpus, duplicates or quarantine), or pending"),
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
        _column("settings", pa.string(), "digest of the settings that the row depends on"),
    ]
)
"""One row a page ever discovered and not taken down, and the one place where it is. Sorted by doc_id."""

SKETCHES = pa.schema(
    [
        IDENTITY[0],
        IDENTITY[2],
        *SKETCH_COLUMNS,
        _column("word_count", pa.int32(), "words in the text"),
        _column(
            "metadata_count",
            pa.int32(),
            "how many of title, day of publication, publisher, authors, agency and dateline are known, 0 to 6",
        ),
        _column(
            "cleanliness",
            pa.float64(),
            "estimate of how free of boilerplate the text is, 0 to 1; computed from quality",
        ),
        _column(
            "body_share", pa.float64(), "share of the page's characters (spaces excluded) that are in text, 0 to 1"
        ),
        _column("published_date", pa.timestamp("us"), "day of publication", nullable=True),
        _column(
            "trusted_date",
            pa.timestamp("us"),
            "day of publication if the page states the day and leaves no doubt about day and month",
            nullable=True,
        ),
        _column("publisher", pa.string(), "name of the newspaper or site that published the page", nullable=True),
        _AUTHORS,
        _column("agency", pa.string(), "wire service that the text credits", nullable=True),
        _column("language", pa.string(), "language of the text"),
        _column(
            "address",
            pa.int64(),
            "64-bit digest of the address of the page; equal for versions of one page; null if its input states none",
            nullable=True,
        ),
        _column("crawled_at", pa.timestamp("us", tz="UTC"), "time of the crawl, if the input states it", nullable=True),
    ]
)
"""All that deduplication needs of an accepted document without reading its text. Sorted by doc_id in each partition."""

RELATIONS = pa.schema(
    [
        _column("doc_a", pa.string(), "the smaller doc_id of the pair"),
        _column("doc_b", pa.string(), "the larger doc_id of the pair"),
        _column("relation", pa.string(), "near or contained; none for a candidate that is no duplicate"),
        _column("shared", pa.int32(), "distinct shingles in both"),
        _column(
            "lead",
            pa.float64(),
            "share of the lead of one text that is in the other text; the larger of the two shares",
        ),
        _column(
            "figures",
            pa.float64(),
            "share of the numbers of the text with fewer numbers that are in both; 1 if the texts are no reports of figures",
        ),
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
        _column("duplicate_count", pa.int32(), "number of duplicates it represents; 0 for a duplicate"),
        _column("related_count", pa.int32(), "other representatives of its cluster; 0 for a duplicate"),
        _column("confirmed_shingles", pa.int32(), "own shingles that the closest other text of its cluster has"),
        _column(
            "duplicate_of",
            pa.string(),
            "doc_id of the representative; null for the representative itself",
            nullable=True,
        ),
        _column(
            "relation", pa.string(), "exact, near, contained or version; null for the representative", nullable=True
        ),
        _column(
            "jaccard", pa.float64(), "measured against the representative; null for the representative", nullable=True
        ),
        _column(
            "containment",
            pa.float64(),
            "measured against the representative; null for the representative",
            nullable=True,
        ),
        _column(
            "newer_version",
            pa.string(),
            "doc_id of the newest version of its page; null where it is that",
            nullable=True,
        ),
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
            "outlet of the page: host, or else publisher in small letters, or else first folder of the source URI with a slash",
        ),
        _column(
            "hashes",
            pa.list_(pa.field("element", pa.int64(), nullable=False)),
            "64-bit hash of the words of each paragraph that extraction found, in order; bits of an unsigned value",
        ),
        _column(
            "words",
            pa.list_(pa.field("element", pa.int32(), nullable=False)),
            "number of words of each of these paragraphs",
        ),
        _column("body_share", pa.float64(), "quality.body_share before template lines were removed"),
        _column(
            "places",
            pa.list_(pa.field("element", pa.int32(), nullable=False)),
            "numbers of the paragraphs that were removed as template lines, ascending",
        ),
        _column(
            "taken_out", pa.list_(pa.field("element", TAKEN_OUT, nullable=False)), "text and span of these paragraphs"
        ),
        *DAY_ORDERS,
        _column(
            "other_order",
            pa.bool_(),
            "whether the document has the other reading of open_date, because other pages of its outlet show its order",
        ),
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
        _column("disposition", pa.int8(), "disposition of the page in this run; see broadsheet.runs.disposition"),
    ]
)
"""What becomes of each page of a run against its base version: `broadsheet.runs.disposition.Disposition`."""

FORGOTTEN = pa.schema([IDENTITY[0]])
"""Pages that were refused unread and are in the source no more: nothing is known of them, so no row is kept."""


GONE = pa.schema([IDENTITY[0], IDENTITY[2]])
"""Pages of the base version that are in their source no more."""


def describe(schema: pa.Schema) -> dict[str, str]:
    """Return the meaning of each column of `schema`, in order.

    >>> describe(CORPUS)["title"]
    'headline'
    """
    return {field.name: field.metadata[b"description"].decode() for field in schema}
