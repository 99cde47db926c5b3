"""The one form of a definition that equal definitions share, and its fingerprint. Knows no catalog."""

import json
from collections.abc import Iterable
from hashlib import sha256
from math import ceil, floor, isfinite
from typing import Any, TypeVar, assert_never

from tools.segment.base import Leaf, Scalar
from tools.segment.comparison import Comparison
from tools.segment.definition import Amount, Condition, Definition
from tools.segment.event import EventCondition, Measure, PropertyFilter
from tools.segment.formula import Arithmetic, Expression, Formula, MeasureNumber, Number, TagNumber
from tools.segment.group import All, AnyOf, Not
from tools.segment.near import Near
from tools.segment.saved import InLookalike, InSegment
from tools.segment.sequence import Sequence, Step
from tools.segment.tag import TagCondition
from tools.segment.window import Current, Last, Next, Window

_C = TypeVar("_C", bound=Comparison)
_M = TypeVar("_M", bound=Measure)
_L = TypeVar("_L", bound=Leaf)

# Measures that are whole numbers from 0 up, known of every user.
COUNTING = ("count", "days", "distinct")


def canonical(definition: Definition) -> Definition:
    """The same users, written the one way: sorted, flattened, without the words it came from."""
    order_by = definition.order_by
    if order_by is not None and order_by.measure is not None:
        order_by = order_by.model_copy(update={"measure": _measure(order_by.measure)})
    return Definition(
        where=canonical_condition(definition.where),
        order_by=order_by,
        limit=None if _is_everything(definition.limit) else definition.limit,
        sample=None if _is_everything(definition.sample) else definition.sample,
    )


def fingerprint(definition: Definition) -> str:
    """16 hexadecimal digits that definitions share when they are equal by construction."""
    return sha256(_json(canonical(definition)).encode()).hexdigest()[:16]


def canonical_condition(condition: Condition) -> Condition:
    """The same users, written the one way."""
    match condition:
        case All():
            parts = _joined(All, condition.of)
            return parts[0] if len(parts) == 1 else All(of=parts)
        case AnyOf():
            parts = _joined(AnyOf, condition.of)
            return parts[0] if len(parts) == 1 else AnyOf(of=parts)
        case Not(of=part):
            return _complement(canonical_condition(part))
        case TagCondition():
            return _comparison(_plain(condition))
        case EventCondition():
            return in_whole_numbers(_measure(_plain(condition)))
        case Sequence():
            return _sequence(_plain(condition))
        case Formula(left=left, right=right):
            return _plain(condition).model_copy(update={"left": _expression(left), "right": _expression(right)})
        case Near() | InSegment() | InLookalike():
            return _plain(condition)
        case _:
            assert_never(condition)


def _joined(kind: type[All] | type[AnyOf], parts: Iterable[Condition]) -> tuple[Condition, ...]:
    """Canonical parts of a group, those of inner groups of its kind pulled up, each once, sorted."""
    flat: list[Condition] = []
    for part in parts:
        done = canonical_condition(part)
        flat += done.of if isinstance(done, kind) else [done]
    return tuple(_each_once(flat))


def _complement(condition: Condition) -> Condition:
    match condition:
        case Not(of=part):
            return part
        case EventCondition(op="at_least", value=value) if condition.measure in COUNTING and value and value >= 1:
            return condition.model_copy(update={"op": "at_most", "value": value - 1})
        case EventCondition(op="at_most", value=value) if condition.measure in COUNTING and value is not None:
            return condition.model_copy(update={"op": "at_least", "value": value + 1})
        case _:
            return Not(of=condition)


def _plain(leaf: _L) -> _L:
    return leaf.model_copy(update={"because": None})


def _comparison(comparison: _C) -> _C:
    op, value, values, window = comparison.op, comparison.value, comparison.values, comparison.window
    if value is not None:
        value = _number(value)
    if values is not None:
        values = tuple(_number(value) for value in values)
        if op != "between":
            values = tuple(sorted({(type(value).__name__, value): value for value in values}.values(), key=_by_type))
        if len(values) == 1 or (op == "between" and values[0] == values[1]):
            op, value, values = "is", values[0], None
    if window is not None:
        window = _window(window)
    return comparison.model_copy(update={"op": op, "value": value, "values": values, "window": window})


def _measure(measure: _M) -> _M:
    window = None if measure.window is None else _window(measure.window)
    return measure.model_copy(update={"where": _filters(measure), "window": window})


def _sequence(sequence: Sequence) -> Sequence:
    window = None if sequence.window is None else _window(sequence.window)
    steps = tuple(step.model_copy(update={"where": _filters(step)}) for step in sequence.steps)
    return sequence.model_copy(update={"steps": steps, "window": window})


def _filters(events: Measure | Step) -> tuple[PropertyFilter, ...]:
    return tuple(_each_once(_comparison(part) for part in events.where))


def _expression(expression: Expression) -> Expression:
    """Its numbers plain and its measures canonical; a sum stays as it was written, whatever algebra says."""
    match expression:
        case Number(value=value):
            return Number(value=_number(value))
        case TagNumber():
            return expression
        case MeasureNumber():
            return _measure(expression)
        case Arithmetic(left=left, right=right):
            return expression.model_copy(update={"left": _expression(left), "right": _expression(right)})
        case _:
            assert_never(expression)


def in_whole_numbers(condition: EventCondition) -> EventCondition:
    """Its numbers plain; of counts, which are whole and not negative, every bound included."""
    low, high = condition.values or (condition.value, condition.value)
    if low is None or high is None or not (isfinite(low) and isfinite(high)):
        return condition
    whole = condition.measure in COUNTING
    match condition.op:
        case "more_than" if whole:
            return _bounds(condition, floor(low) + 1, None)
        case "less_than" if whole and high > 0:
            return _bounds(condition, None, ceil(high) - 1)
        case "at_least" if whole:
            return _bounds(condition, ceil(low), None)
        case "at_most" if whole and high >= 0:
            return _bounds(condition, None, floor(high))
        case "between" if whole and max(0, ceil(low)) <= floor(high):
            return _bounds(condition, ceil(low), floor(high))
        case "is" if whole and low == 0:
            return _bounds(condition, None, 0)
        case "between" if low == high:
            return condition.model_copy(update={"op": "is", "value": _number(low), "values": None})
        case "between":
            return condition.model_copy(update={"values": (_number(low), _number(high))})
        case _:
            return condition.model_copy(update={"value": _number(low)})


def _bounds(condition: EventCondition, low: int | None, high: int | None) -> EventCondition:
    """A counting condition between whole numbers, one end of which may be open."""
    if low is not None and low <= 0 and high is not None:
        low = None
    if high is None:
        change: dict[str, Any] = {"op": "at_least", "value": max(low or 0, 0), "values": None}
    elif low is None:
        change = {"op": "at_most", "value": high, "values": None}
    elif low == high:
        change = {"op": "is", "value": low, "values": None}
    else:
        change = {"op": "between", "value": None, "values": (low, high)}
    return condition.model_copy(update=change)


def _window(window: Window) -> Window:
    """Relative windows in days or months, which their other units are made of."""
    match window:
        case Last(unit="week") | Next(unit="week"):
            return window.model_copy(update={"n": window.n * 7, "unit": "day"})
        case Last(unit="quarter") | Next(unit="quarter"):
            return window.model_copy(update={"n": window.n * 3, "unit": "month"})
        case Last(unit="year") | Next(unit="year"):
            return window.model_copy(update={"n": window.n * 12, "unit": "month"})
        case Current(unit="day"):
            return Last(n=1)
        case _:
            return window


def _is_everything(amount: Amount | None) -> bool:
    return amount is not None and amount.share == 1


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _by_type(value: Scalar) -> tuple[str, Any]:
    return ("number" if isinstance(value, int | float) else "text", value)


def _each_once(parts: Iterable[Any]) -> list[Any]:
    """Distinct parts in the order of their text."""
    return [part for _, part in sorted({_json(part): part for part in parts}.items())]


def _json(part: Any) -> str:
    return json.dumps(part.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
