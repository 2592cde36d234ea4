"""The distinct values of an array of integers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.deduplication.distinct import distinct


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
@given(values=st.lists(st.integers(-(2**31), 2**31 - 1) | st.integers(0, 3)))
def test_the_values_that_numpy_finds(dtype: type[np.integer], values: list[int]) -> None:
    found = distinct(np.array(values, dtype))
    assert found.dtype == np.int64
    assert found.tolist() == sorted(set(values))
