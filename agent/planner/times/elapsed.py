"""How long ago something was, or how far ahead it lies: "joined over a year ago", 入会满两年, 还有60天以上到期."""

from dataclasses import replace
from datetime import date, timedelta

from agent.planner.amounts.quantities import Quantity
from tools.catalog.tokens import phrase
from tools.segment import Between, Last, Next, Unit, Window, days

_DAY = timedelta(days=1)
_WORDS: dict[Unit, tuple[str, ...]] = {
    "day": ("天", "日", "day"),
    "week": ("周", "星期", "礼拜", "week"),
    "month": ("月", "个月", "month"),
    "quarter": ("季度", "quarter"),
    "year": ("年", "year"),
}
_UNITS: dict[tuple[str, ...], Unit] = {phrase(word): unit for unit, words in _WORDS.items() for word in words}


def unit_of(quantity: Quantity) -> Unit | None:
    """The unit of time a quantity is in; None when it is in something else, years of age included."""
    return _UNITS.get(quantity.unit) if quantity.unit else None


def window_of(quantity: Quantity, as_of: date, ahead: bool = False) -> Window | None:
    """The days that lie as long before `as_of` as a quantity says, or as long after it; None for a bare duration."""
    unit = unit_of(quantity)
    if unit == "year" and quantity.value * 2 % 2 == 1:
        months = replace(quantity, value=int(quantity.value * 12), unit=phrase("个月"))
        return window_of(months, as_of, ahead) if quantity.high is None else None
    if unit is None or quantity.value != int(quantity.value) or quantity.value < 1:
        return None
    near = _distant(int(quantity.value), unit, as_of, ahead)
    step = _DAY if ahead else -_DAY
    match quantity.op:
        case "more_than":
            return _open(near + step, ahead)
        case "at_least":
            return _open(near, ahead)
        case "less_than" | "at_most":
            n = int(quantity.value)
            return Next(n=n, unit=unit) if ahead else Last(n=n, unit=unit)
        case "between":
            far = _distant(int(quantity.high or 0), unit, as_of, ahead)
            return Between(start=min(near, far), end=max(near, far))
        case "is" | None:
            return None


def _distant(n: int, unit: Unit, as_of: date, ahead: bool) -> date:
    """The day `n` units from `as_of`."""
    if ahead:
        last = days(Next(n=n, unit=unit), as_of)[1]
        assert last is not None
        return last
    first = days(Last(n=n, unit=unit), as_of)[0]
    assert first is not None
    return first - _DAY


def _open(day: date, ahead: bool) -> Window:
    return Between(start=day) if ahead else Between(end=day)
