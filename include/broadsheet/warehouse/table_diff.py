"""Two tables of documents set against one another, row by row."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class Matched(NamedTuple):
    """Which documents two tables hold.

    Attributes:
        changed: doc_ids in both whose rows differ in some column: string.
        only_new: doc_ids in the new one alone.
        only_old: doc_ids in the old one alone.
    """

    changed: pa.Array
    only_new: pa.Array
    only_old: pa.Array


def match_rows(new: pa.Table, old: pa.Table) -> Matched:
    """Match tables of the same columns by doc_id, which is unique in each; null equals null.

    Time is linear in their rows.
    """
    new_ids, old_ids = new["doc_id"].combine_chunks(), old["doc_id"].combine_chunks()
    rows = pc.index_in(new_ids, old_ids)
    both = pa.array(np.flatnonzero(pc.is_valid(rows)))
    changed = _differ(new.take(both), old.take(rows.take(both)))
    return Matched(
        changed=new_ids.take(both).filter(changed),
        only_new=new_ids.filter(pc.is_null(rows)),
        only_old=old_ids.filter(pc.invert(pc.is_in(old_ids, new_ids))),
    )


def _differ(one: pa.Table, other: pa.Table) -> pa.Array:
    differs = pa.repeat(False, len(one))
    for name in one.schema.names:
        apart = pc.fill_null(pc.not_equal(one[name], other[name]), False)
        null_in_one = pc.xor(pc.is_null(one[name]), pc.is_null(other[name]))
        differs = pc.or_(differs, pc.or_(apart, null_in_one).combine_chunks())
    return differs
