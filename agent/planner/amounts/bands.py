"""Amounts over tags whose values are bands: "income over 100k" over "75K to 99K", "100K to 124K", …"""

from dataclasses import dataclass
from math import inf

from agent.planner.amounts.quantities import Quantity, read_quantity
from tools.catalog.model import Attribute
from tools.catalog.tokens import tokenise
from tools.segment import Scalar


@dataclass(frozen=True)
class Band:
    value: Scalar
    low: float
    high: float


def bands_of(tag: Attribute) -> list[Band]:
    """The tag's values as bands, in order; empty unless nearly all of them are."""
    bands = [
        Band(value.value, *ends)
        for value in tag.values
        if (ends := next((found for name in (str(value.value), *value.label.all) if (found := _ends(name))), None))
    ]
    return sorted(bands, key=lambda band: band.low) if len(bands) >= max(2, len(tag.values) - 1) else []


def within(bands: list[Band], quantity: Quantity) -> tuple[Scalar, ...] | None:
    """The values that lie in a quantity's range; None when its ends cut a band in two."""
    low, high = _range(quantity)
    inside = [band for band in bands if band.low >= low and band.high <= high]
    cut = [band for band in bands if band not in inside and band.low < high and band.high > low]
    return tuple(band.value for band in inside) if inside and not cut else None


def _ends(name: str) -> tuple[float, float] | None:
    """ "45-54" → 45, 55 and "under 15K" → -inf, 15000: from the lower end up to the next band's."""
    tokens = tokenise(name)
    for at in range(len(tokens)):
        quantity = read_quantity(tokens, at, frozenset())
        if quantity and quantity.op is not None and not quantity.share:
            if quantity.high is None:
                return _range(quantity)
            step = 1000 if quantity.value >= 1000 and quantity.high % 1000 == 0 else 1
            return float(quantity.value), float(quantity.high + step)
    return None


def _range(quantity: Quantity) -> tuple[float, float]:
    """As half-open, whether an end itself is held or not: bands meet at their ends."""
    if quantity.high is not None:
        return float(quantity.value), float(quantity.high) + (1 if quantity.high < 1000 else 1000)
    if quantity.op in ("at_most", "less_than"):
        return -inf, float(quantity.value)
    return float(quantity.value), inf
