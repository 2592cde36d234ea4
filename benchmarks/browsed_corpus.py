"""Makes up a published version of any size in seconds: the layout, sizes and statistics of a real one, no extraction.

Texts are cut out of a stock of made-up words, about 4 kB each; titles, outlets, agencies, days and clusters are drawn
so that there is something common, something rare and something large to look for.
"""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.identity import doc_id
from broadsheet.publishing.version_stats import count_figures
from broadsheet.reject_reasons import Reason
from broadsheet.schema import CORPUS, DUPLICATES, LEDGER, LINES, QUARANTINE, RELATIONS, SKETCHES, UNDATED
from broadsheet.settings import Settings
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.journal import record
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.parquet_writer import sorted_documents, write_parts
from broadsheet.warehouse.staging import Staging, make_current
from generate import ALPHABETS

VERSION = "0123456789abcdef"
RARE_WORD = "Zugzwang"
"""A word in the titles of about twenty documents, in a corpus of any size."""
BIG_CLUSTER = 400
"""Members of the largest cluster, of one language and of all months."""

RUNS = 2_000
"""Runs in the journal."""

_TITLE_WORDS = 4_000
_OUTLETS = 600
_HASHES = 40
_OF_THE_ROW = ("doc_id", "word_count", "published_date", "publisher", "authors", "agency", "language")
_STOCK_BYTES = 40_000_000
_QUALITY = {"sentence_share": 1.0, "digit_share": 0.01, "body_share": 0.7, "encoding": "utf-8"}
_SPANS = [{"start": at * 600, "end": at * 600 + 590} for at in range(6)]
_HAN = "年月日本中国市政府会议经济报道新闻记者人民发展国家问题工作社会"


@dataclass(frozen=True, slots=True)
class Shape:
    """How documents are spread over partitions.

    Attributes:
        name: Its name.
        months: Months they are spread over, the latest with the most.
        languages: Shares of languages.
        undated: Share without a day.
    """

    name: str
    months: int
    languages: dict[str, float]
    undated: float
    text_bytes: int = 3_800


SPREAD = Shape("spread", 48, {"en": 0.6, "de": 0.15, "es": 0.1, "ru": 0.08, "zh": 0.06, "sw": 0.01}, 0.03)
ONE_MONTH = Shape("one month", 1, {"en": 1.0}, 0.0, 200)


def make(root: Path, documents: int, shape: Shape, seed: int = 7, settings: Settings | None = None) -> Warehouse:
    """Write a warehouse of one version with so many documents, or return the one that is there.

    A tenth as many are duplicates, a twentieth refused. Of documents without a month some state their year.
    """
    warehouse = Warehouse(root)
    if warehouse.current_id():
        return warehouse
    _Maker(warehouse, documents, shape, seed, settings or Settings()).write()
    return warehouse


class _Maker:
    def __init__(self, warehouse: Warehouse, documents: int, shape: Shape, seed: int, settings: Settings) -> None:
        self.shape = shape
        self.warehouse = warehouse
        self.staging = Staging(warehouse, "browsed")
        self.dice = np.random.default_rng(seed)
        self.kept, self.left_out, self.refused = documents, documents // 10, documents // 20
        self.cluster = min(BIG_CLUSTER - 1, self.left_out // 3)
        self.words = np.array(["".join(self.dice.choice(ALPHABETS["en"], 3)).capitalize() for _ in range(_TITLE_WORDS)])
        stock = " ".join(self._common(self.words, _STOCK_BYTES // 7)).encode()
        self.stock = np.frombuffer(stock, np.uint8).copy()
        self.outlets = np.array([f"The {word} Courier" for word in self.words[:_OUTLETS]])
        self.settings = settings
        self.draw()

    def draw(self) -> None:
        """Draw what every document is."""
        total = self.kept + self.left_out
        self.uris = np.array([f"{number // 1000:05d}/{number:08d}.txt" for number in range(total + self.refused)])
        self.ids = np.array([doc_id(uri) for uri in self.uris])
        self.languages = self.dice.choice(list(self.shape.languages), total, p=list(self.shape.languages.values()))
        self.languages[0] = self.languages[self.kept :][: self.cluster] = next(iter(self.shape.languages))
        months = (self.dice.random(total) ** 0.7 * self.shape.months).astype(int)
        days = (np.datetime64("2015-01") + months).astype("M8[D]") + self.dice.integers(0, 28, total)
        self.days = np.where(self.dice.random(total) < self.shape.undated, np.datetime64("NaT"), days)
        self.repeats = np.arange(total)
        self.repeats[self.kept :] = self.dice.integers(0, self.kept, self.left_out)
        self.repeats[self.kept :][: self.cluster] = 0
        rank = np.argsort(np.argsort(self.ids[:total]))
        smallest = rank.copy()
        np.minimum.at(smallest, self.repeats, rank)
        self.clusters = np.sort(self.ids[:total])[smallest[self.repeats]]
        self.copies = np.bincount(self.repeats, minlength=total) - 1

    def write(self) -> None:
        """Write every dataset, the manifest, the journal and the switch."""
        months = np.where(np.isnat(self.days), UNDATED, self.days.astype("M8[M]").astype(str))
        keys = np.char.add(np.char.add(self.languages, "/"), months)
        order = np.argsort(keys, kind="stable")
        partitions = np.split(order, np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1)
        ledger = [self._partition(own, str(self.languages[own[0]]), str(months[own[0]])) for own in partitions]
        self._write("_ledger", pa.concat_tables([*ledger, self._quarantine()]).sort_by("doc_id"), LEDGER)
        self._write("_relations", RELATIONS.empty_table(), RELATIONS)
        self._seal()

    def _partition(self, own: Any, lang: str, month: str) -> pa.Table:
        count, folder = len(own), f"lang={lang}/month={month}"
        stated = self.days[own]
        if month == UNDATED:
            stated = np.where(self.dice.random(count) < 0.3, np.datetime64("2016-01-01"), stated)
        days = pa.array(stated).cast(pa.timestamp("us"))
        dated = pc.is_valid(days)
        rows = _table(
            DUPLICATES,
            count,
            doc_id=self.ids[own],
            source_uri=self.uris[own],
            source_digest="ab" * 32,
            title=self._titles(count, lang),
            text=self._texts(count),
            page_type="article",
            page_type_score=0.9,
            published_date=days,
            published_precision=pc.if_else(dated, "year" if month == UNDATED else "day", "none"),
            published_origin=pc.if_else(dated, "header line", None),
            publisher=self._common(self.outlets, count),
            authors=pa.repeat(pa.scalar(["Ida Holm"], DUPLICATES.field("authors").type), count),
            agency=self.dice.choice(np.array(["Reuters", "AFP", None], object), count, p=[0.2, 0.1, 0.7]),
            language=lang,
            language_score=0.97,
            word_count=self.dice.integers(100, 900, count),
            paragraph_count=6,
            quality=pa.repeat(pa.scalar(_QUALITY, DUPLICATES.field("quality").type), count),
            spans=pa.repeat(pa.scalar(_SPANS, DUPLICATES.field("spans").type), count),
            cluster_id=self.clusters[own],
            duplicate_count=np.where(own < self.kept, self.copies[own], 0),
            related_count=0,
            confirmed_shingles=0,
            extractor=RULES_VERSION,
            duplicate_of=self.ids[self.repeats[own]],
            relation="near",
            jaccard=self.dice.random(count),
            containment=self.dice.random(count),
        )
        order = sorted_documents(rows)
        is_kept = pa.array(own < self.kept).take(order)
        rows = rows.take(order)
        for dataset, schema, mask in (("corpus", CORPUS, is_kept), ("duplicates", DUPLICATES, pc.invert(is_kept))):
            if chosen := rows.select(schema.names).filter(mask):
                self._write(f"{dataset}/{folder}", chosen, schema)
        by_id = rows.take(pc.sort_indices(rows["doc_id"]))
        self._write(f"_sketches/{folder}", self._sketches(by_id), SKETCHES)
        self._write(f"_lines/{folder}", self._lines(by_id), LINES)
        place = pc.if_else(is_kept, "corpus", "duplicates")
        return _table(LEDGER, count, **_shared(rows), place=place, lang=lang, month=month, settings="0" * 16)

    def _sketches(self, rows: pa.Table) -> pa.Table:
        count = len(rows)
        hashes = self.dice.integers(0, 2**62, count * _HASHES)
        return _table(
            SKETCHES,
            count,
            **{name: rows[name] for name in _OF_THE_ROW},
            text_digest=self.dice.integers(0, 2**62, count),
            shingle_count=pc.subtract(rows["word_count"], 4),
            sketch=_lists(hashes, count, SKETCHES.field("sketch").type),
            metadata_count=self.dice.integers(2, 6, count),
            cleanliness=np.round(1 - self.dice.random(count) ** 2 / 4, 2),
            body_share=0.5,
            trusted_date=rows["published_date"],
        )

    def _lines(self, rows: pa.Table) -> pa.Table:
        count = len(rows)
        hashes, words = self.dice.integers(0, 2**62, count * 6), self.dice.integers(5, 90, count * 6)
        return _table(
            LINES,
            count,
            doc_id=rows["doc_id"],
            outlet=rows["publisher"],
            hashes=_lists(hashes, count, LINES.field("hashes").type),
            words=_lists(words, count, LINES.field("words").type),
            body_share=0.5,
            places=_nothing(count, LINES.field("places").type),
            taken_out=_nothing(count, LINES.field("taken_out").type),
            other_order=False,
        )

    def _quarantine(self) -> pa.Table:
        count = self.refused
        codes = self._common(np.array([str(reason) for reason in Reason]), count)
        rows = _table(
            QUARANTINE,
            count,
            doc_id=self.ids[-count:],
            source_uri=self.uris[-count:],
            source_digest="ab" * 32,
            stage="validate",
            reasons=[[{"code": code, "detail": "made up for the benchmark"}] for code in codes],
            title=pc.if_else(pa.array(self.dice.random(count) < 0.5), self._titles(count, "en"), None),
            text=self._texts(count),
            word_count=400,
            language="en",
            extractor=RULES_VERSION,
        ).sort_by("doc_id")
        self._write("quarantine", rows, QUARANTINE)
        self.reasons = dict(Counter(codes.tolist()).most_common())
        return _table(LEDGER, count, **_shared(rows), place="quarantine", settings="0" * 16)

    def _titles(self, count: int, lang: str) -> pa.Array:
        if lang == "zh":
            columns = [self._common(np.array(list(_HAN)), count) for _ in range(14)]
            return pa.array(reduce(np.char.add, columns))
        columns = [self._common(self.words, count) for _ in range(9)]
        columns[4] = columns[4].astype(f"U{len(RARE_WORD)}")
        columns[4][self.dice.random(count) < 20 / self.kept] = RARE_WORD
        return pa.array(reduce(lambda one, other: np.char.add(np.char.add(one, " "), other), columns))

    def _texts(self, count: int) -> pa.Array:
        """Return texts of six paragraphs, cut out of the stock."""
        size = self.shape.text_bytes
        starts = self.dice.integers(0, len(self.stock) - size, count)
        values = np.empty((count, size), np.uint8)
        for number, start in enumerate(starts.tolist()):
            values[number] = self.stock[start : start + size]
        for cut in range(size // 6, size - 2, size // 6):
            values[:, cut : cut + 2] = ord("\n")
        offsets = np.arange(count + 1, dtype=np.int64) * size
        return pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(values))

    def _common(self, values: Any, count: int) -> Any:
        """Draw so many values, the first ones most often."""
        return values[(self.dice.random(count) ** 3 * len(values)).astype(int)]

    def _write(self, folder: str, rows: pa.Table, schema: pa.Schema) -> None:
        write_parts(rows, self.staging, folder, schema, self.settings.publishing)

    def _seal(self) -> None:
        files = tuple(sorted(self.staging.files, key=lambda entry: entry.path))
        places = {"corpus": self.kept, "duplicates": self.left_out, "quarantine": self.refused, "pending": 0}
        figures = count_figures(places, self.staging.version, list(files))
        digest = self.settings.digest()
        writer = f"pyarrow {pa.__version__}"
        manifest = Manifest(VERSION, digest, self.settings.shaping(), RULES_VERSION, writer, figures, files)
        self.staging.seal(manifest)
        facts = {"sources": {"": {"location": "pages"}}, "since": None, "until": None, "pages": figures.pages, **places}
        for number in range(RUNS):
            action = "unchanged" if number < RUNS - 1 else "publish"
            record(self.warehouse, action, run=f"run-{number}", version=VERSION, parent=None, **facts)
        make_current(self.warehouse, VERSION, None)


def _table(schema: pa.Schema, count: int, **columns: Any) -> pa.Table:
    """Return rows of a schema (texts large): a scalar is in every row, a missing column is null or empty."""
    arrays, fields = [], []
    for field in schema:
        kind = pa.large_string() if field.name == "text" else field.type
        value = columns.get(field.name)
        if field.name == "reasons" and value is None:
            value = [[]] * count
        if value is None and field.name == "source":
            value = ""
        if value is None:
            array = pa.nulls(count, kind)
        elif isinstance(value, str | int | float):
            array = pa.repeat(pa.scalar(value, kind), count)
        else:
            array = value.cast(kind) if isinstance(value, pa.Array | pa.ChunkedArray) else pa.array(value, kind)
        arrays.append(array)
        fields.append(field.with_type(kind))
    return pa.table(arrays, schema=pa.schema(fields))


def _shared(rows: pa.Table) -> dict[str, Any]:
    """Return what a ledger holds of rows as they are."""
    shared = {name: rows[name] for name in ("doc_id", "source_uri", "source_digest", "published_date", "extractor")}
    return {**shared, "codes": _nothing(len(rows), LEDGER.field("codes").type)}


def _lists(values: Any, count: int, kind: pa.DataType) -> pa.Array:
    offsets = pa.array(np.arange(count + 1, dtype=np.int32) * (len(values) // count))
    return pa.ListArray.from_arrays(offsets, pa.array(values, kind.value_type), type=kind)


def _nothing(count: int, kind: pa.DataType) -> pa.Array:
    return pa.repeat(pa.scalar([], kind), count)
