"""From a definition to its line."""

import json
import re
from typing import Any, assert_never

from tools.segment import (
    All,
    Between,
    Comparison,
    Condition,
    Current,
    Definition,
    EventCondition,
    InLookalike,
    InSegment,
    Last,
    Measure,
    Near,
    Next,
    Not,
    Previous,
    Scalar,
    TagCondition,
    Window,
)
from tools.segment.formula import Arithmetic, Expression, Formula, MeasureNumber, Number, TagNumber
from tools.segment.group import AnyOf
from tools.segment.sequence import Sequence, Step

_SIGNS = {"is": "=", "at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}
_ARITHMETIC = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
_WORD = re.compile(r"\w[\w-]*")
_NOT_A_WORD = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false", re.IGNORECASE)


def notation(definition: Definition) -> str:
    """The definition in one line."""
    line = condition_notation(definition.where)
    if definition.order_by:
        tag, measure = definition.order_by.tag, definition.order_by.measure
        by = _measure(measure, bare=True) if measure else _name(tag or "")
        line += f" | order by {by}{'' if definition.order_by.descending else ' up'}"
    if definition.sample:
        line += f" | sample {definition.sample.size or definition.sample.share}"
        line += f" seed {definition.sample.seed}" if definition.sample.seed else ""
    if definition.limit:
        line += f" | limit {definition.limit.size or definition.limit.share}"
    return line


def condition_notation(condition: Condition, inner: bool = False) -> str:
    """One condition; `inner` puts what stands in an `&` into parentheses where it must."""
    match condition:
        case All(of=()):
            return "everyone"
        case All(of=(part,)):
            return f"all({condition_notation(part)})"
        case All(of=parts):
            line = " & ".join(condition_notation(part, True) for part in parts)
            return f"({line})" if inner else line
        case AnyOf(of=(part,)):
            return f"any({condition_notation(part)})"
        case AnyOf(of=parts):
            return f"({' | '.join(condition_notation(part, True) for part in parts)})"
        case Not(of=part):
            return f"not({condition_notation(part)})"
        case TagCondition(tag=tag):
            return _name(tag) + _comparison(condition)
        case EventCondition():
            return _measure(condition) + _compared(condition.op, condition.value, condition.values)
        case Near(tag=tag, radius_m=radius):
            centre = _name(condition.place) if condition.place else f"({condition.lat}, {condition.lon})"
            return f"{_name(tag)} within {_number(int(radius) if radius.is_integer() else radius)} m of {centre}"
        case InSegment(segment=name, version=version):
            return f"segment {_quoted(name)}" + (f" version {version}" if version else "")
        case InLookalike(lookalike=lookalike, size=size, share=share):
            return f"lookalike {_quoted(lookalike) + ' ' if lookalike else ''}{size or share}"
        case Sequence():
            return _sequence(condition)
        case Formula(left=left, op=op, right=right):
            return f"formula({_expression(left)} {_SIGNS[op]} {_expression(right)})"
        case _:
            assert_never(condition)


def _measure(measure: Measure, bare: bool = False) -> str:
    """A measure; `bare` leaves out the brackets that tell a count of events from a tag, where there is no doubt."""
    inside = [f"{_name(each.property)}{_comparison(each)}" for each in measure.where]
    inside += [_window(measure.window)] if measure.window else []
    counted = _name(measure.event) + (f"[{', '.join(inside)}]" if inside else "")
    if measure.measure == "count":
        return f"count({counted})" if bare and not inside else counted
    return f"{measure.measure}({counted}{'.' + _name(measure.property) if measure.property else ''})"


def _comparison(comparison: Comparison) -> str:
    match comparison.op:
        case "within" if comparison.window:
            return f" {_window(comparison.window)}"
        case "recurs" if comparison.window:
            return f" recurs {_window(comparison.window)}"
        case "known":
            return " known"
        case op:
            return _compared(op, comparison.value, comparison.values)


def _compared(op: str, value: Scalar | None, values: tuple[Scalar, ...] | None) -> str:
    match op, values:
        case "between", (low, high):
            return f" {_end(low)}..{_end(high)}"
        case "in", several if several is not None:
            return f" in {{{', '.join(map(_value, several))}}}"
        case "all_of", several if several is not None:
            return f" all of {{{', '.join(map(_value, several))}}}"
        case _:
            return f"{_SIGNS[op]}{_value(value if value is not None else '')}"


def _window(window: Window) -> str:
    match window:
        case Last(n=n, unit=unit):
            return f"last {n} {unit}"
        case Next(n=n, unit=unit):
            return f"next {n} {unit}"
        case Current(unit=unit):
            return f"this {unit}"
        case Previous(n=n, unit=unit):
            return f"previous {n} {unit}"
        case Between(start=start, end=end):
            return f"{start or ''}..{end or ''}"
        case _:
            assert_never(window)


def _sequence(sequence: Sequence) -> str:
    first, *others = sequence.steps
    steps = [_step(first, sequence.window), *(_step(step, None) for step in others)]
    within = "" if sequence.within_days is None else f" within {sequence.within_days} days"
    return f"sequence({' then '.join(steps)}{within})"


def _step(step: Step, window: Window | None) -> str:
    events = Measure(event=step.event, where=step.where, window=window)
    return ("no " if step.absent else "") + _measure(events)


def _expression(expression: Expression) -> str:
    match expression:
        case Number(value=value):
            return _number(value)
        case TagNumber(tag=tag):
            return _name(tag)
        case MeasureNumber():
            return _measure(expression, bare=True)
        case Arithmetic(op=op, left=left, right=right):
            return f"{_operand(left)} {_ARITHMETIC[op]} {_operand(right)}"
        case _:
            assert_never(expression)


def _operand(expression: Expression) -> str:
    line = _expression(expression)
    return f"({line})" if isinstance(expression, Arithmetic) else line


def _end(value: Scalar) -> str:
    """An end of a range; text in quotes, since a bare range of dates is a window."""
    return _quoted(value) if isinstance(value, str) else _value(value)


def _value(value: Scalar) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _quoted(value) if _NOT_A_WORD.fullmatch(value) else _name(value)
        case _:
            return _number(value)


def _number(value: float) -> str:
    return str(value)


def _name(name: str) -> str:
    return name if _WORD.fullmatch(name) else _quoted(name)


def _quoted(text: Any) -> str:
    return json.dumps(text, ensure_ascii=False)
