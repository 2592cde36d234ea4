"""What deduplication keeps of a document beside its sketch: what the choice of the kept one looks at."""

import pyarrow as pa
import pyarrow.compute as pc

_METADATA = ("title", "publisher", "agency", "dateline")


def metadata_count(documents: pa.Table) -> pa.Array:
    """Count what is known of title, day of publication, publisher, authors, agency and dateline: int32, 0 to 6."""
    known = [pc.is_valid(documents[name]) for name in _METADATA]
    known.append(pc.equal(documents["published_precision"], "day"))
    known.append(pc.greater(pc.list_value_length(documents["authors"]), 0))
    count = pc.cast(known[0], pa.int32())
    for column in known[1:]:
        count = pc.add(count, pc.cast(column, pa.int32()))
    return count


def cleanliness(documents: pa.Table) -> pa.Array:
    """Judge how free of boilerplate and damage the text looks: float64, 0 to 1, rounded to two places.

    The share of paragraphs that end like a sentence, less the shares of digits and of damaged paragraphs.
    """

    def signal(name: str) -> pa.ChunkedArray:
        return pc.struct_field(documents["quality"], name)

    damaged = pc.divide(
        pc.cast(pc.add(signal("replaced_bytes"), signal("repaired_lines")), pa.float64()),
        pc.cast(pc.max_element_wise(documents["paragraph_count"], 1), pa.float64()),
    )
    clean = pc.multiply(
        pc.multiply(signal("sentence_share"), pc.subtract(1.0, signal("digit_share"))),
        pc.subtract(1.0, pc.min_element_wise(damaged, 1.0)),
    )
    return pc.round(clean, 2)
