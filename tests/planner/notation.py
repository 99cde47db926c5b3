"""Definitions in one short line, for cases that people read: `plan=annual & not(checkin[last 30 day]>=1)`."""

from typing import Any, assert_never

from tools.segment import (
    All,
    AnyOf,
    Between,
    Condition,
    Current,
    Definition,
    EventCondition,
    InLookalike,
    InSegment,
    Last,
    Near,
    Next,
    Not,
    Previous,
    TagCondition,
    Window,
)

_SIGNS = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}


def notation(definition: Definition) -> str:
    line = _condition(definition.where) or "everyone"
    if definition.order_by:
        by = definition.order_by.tag or _measure(definition.order_by.measure)
        line += f" | order by {by}{'' if definition.order_by.descending else ' up'}"
    for name in ("limit", "sample"):
        if amount := getattr(definition, name):
            line += f" | {name} {amount.size or amount.share}"
    return line


def _condition(condition: Condition, inner: bool = False) -> str:
    match condition:
        case All(of=parts):
            line = " & ".join(_condition(part, True) for part in parts)
            return f"({line})" if inner and len(parts) > 1 else line
        case AnyOf(of=parts):
            return f"({' | '.join(_condition(part, True) for part in parts)})"
        case Not(of=part):
            return f"not({_condition(part)})"
        case TagCondition(tag=tag):
            return tag + _comparison(condition)
        case EventCondition():
            return _measure(condition) + _comparison(condition)
        case Near(tag=tag, place=place, radius_m=radius):
            return f"{tag} within {radius:g} m of {place}"
        case InSegment(segment=name):
            return f"segment {name}"
        case InLookalike(size=size, share=share):
            return f"lookalike {size or share}"
        case _:
            assert_never(condition)


def _measure(measure: Any) -> str:
    inside = [f"{each.property}{_comparison(each)}" for each in measure.where]
    inside += [_window(measure.window)] if measure.window else []
    line = measure.event + (f"[{', '.join(inside)}]" if inside else "")
    if measure.measure == "count":
        return line
    return f"{measure.measure}({line}{'.' + measure.property if measure.property else ''})"


def _comparison(comparison: Any) -> str:
    match comparison.op:
        case "is":
            return f"={comparison.value}"
        case "in":
            return f" in {{{', '.join(map(str, comparison.values))}}}"
        case "all_of":
            return f" all of {{{', '.join(map(str, comparison.values))}}}"
        case "between":
            return f" {comparison.values[0]}..{comparison.values[1]}"
        case "within":
            return f" {_window(comparison.window)}"
        case "known":
            return " known"
        case op:
            return f"{_SIGNS[op]}{comparison.value}"


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
