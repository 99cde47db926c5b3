"""Amounts in the unit of their attribute: two hours where minutes are counted, 160斤 where kilograms are, 60%."""

from dataclasses import replace

from agent.planner.amounts.quantities import Quantity
from agent.planner.amounts.unit_scales import ratio
from tools.catalog.model import Attribute


def in_units_of(quantity: Quantity, attribute: Attribute | None) -> Quantity:
    """The quantity in the numbers that an attribute is stored in."""
    names = attribute.unit.all if attribute is not None and attribute.unit is not None else ()
    if quantity.share:
        return _times(quantity, 100) if any("%" in name for name in names) else quantity
    factor = ratio(quantity.unit, names)
    return quantity if factor is None or factor == 1 else _times(quantity, factor)


def _times(quantity: Quantity, factor: float) -> Quantity:
    high = None if quantity.high is None else tidy(quantity.high * factor)
    return replace(quantity, value=tidy(quantity.value * factor), high=high, share=False)


def tidy(value: float) -> int | float:
    """A product of decimals without the traces of binary fractions."""
    rounded = round(value, 9)
    return int(rounded) if float(rounded).is_integer() else rounded
