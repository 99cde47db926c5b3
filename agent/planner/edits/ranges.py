"""Ranges of numbers: which holds which, and a range made wider."""

from math import inf

from tools.segment import Condition, EventCondition, TagCondition

_OPEN = {"at_least", "more_than", "at_most", "less_than"}
NUMERIC = frozenset({*_OPEN, "between"})


def ends(line: Condition) -> tuple[float, float] | None:
    """Both ends of the range a line asks for; None when it asks for none."""
    if not isinstance(line, TagCondition | EventCondition):
        return None
    if line.op == "between" and line.values:
        low, high = line.values
        return (float(low), float(high)) if not isinstance(low, str) and not isinstance(high, str) else None
    if isinstance(line.value, bool | str) or line.value is None:
        return None
    match line.op:
        case "at_least" | "more_than":
            return float(line.value), inf
        case "at_most" | "less_than":
            return -inf, float(line.value)
        case _:
            return None


def is_inside(inner: Condition, outer: Condition) -> bool:
    """Whether what `inner` asks for is part of what `outer` asks for."""
    a, b = ends(inner), ends(outer)
    return a is not None and b is not None and b[0] <= a[0] and a[1] <= b[1]


def extended(line: TagCondition, to: TagCondition) -> TagCondition | None:
    """A range whose nearer end is moved out to one number; None when the number does not widen it."""
    if to.op != "is" or isinstance(to.value, bool | str) or to.value is None:
        return None
    range_, value = ends(line), to.value
    if range_ is None or range_[0] <= value <= range_[1]:
        return None
    if line.op == "between" and line.values:
        low, high = line.values
        values = (value, high) if value < range_[0] else (low, value)
        return TagCondition(tag=line.tag, op="between", values=values, because=to.because)
    return TagCondition(tag=line.tag, op=line.op, value=value, because=to.because)
