"""How cost grows with size."""

from math import log


def exponent(size: int, cost: float, larger: int, its_cost: float) -> float:
    """Return e of the law ``cost = c * size ** e`` through two points: 1 is linear, 2 is quadratic."""
    return log(its_cost / cost) / log(larger / size)
