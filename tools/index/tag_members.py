"""Who meets a condition on a tag, from what the index holds of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, assert_never

import pyarrow as pa
from pyroaring import BitMap

from tools.compiler.expressions import as_text
from tools.index.audience_index import Choices, Held, Sets
from tools.index.place import Place
from tools.segment import Comparison, Scalar, Window, days, days_of_year


def tag_members(held: Held, comparison: Comparison, as_of: date) -> BitMap:
    """Users that meet a checked comparison. `as_of` is the day that windows count from."""
    match held:
        case Choices():
            return _of_choices(held, comparison, as_of)
        case Sets():
            return _of_sets(held, comparison)
        case Place():
            return held.known()  # all that can be asked of a place but its distance
        case _:
            assert_never(held)


def _of_choices(held: Choices, comparison: Comparison, as_of: date) -> BitMap:
    coded = held.coded
    values = [_as_stored(value, coded.values.type) for value in _values(comparison)]
    match comparison.op:
        case "is" | "in":
            return _with_codes(held, [code for value in values if (code := coded.code(value)) is not None])
        case "at_least":
            return coded.members(*coded.span(low=values[0]))
        case "more_than":
            return coded.members(*coded.span(low=values[0], above=True))
        case "at_most":
            return coded.members(*coded.span(high=values[0]))
        case "less_than":
            return coded.members(*coded.span(high=values[0], below=True))
        case "between":
            return coded.members(*coded.span(values[0], values[1]))
        case "within":
            return coded.members(*coded.span(*days(_window(comparison), as_of)))
        case "recurs":
            return _with_codes(held, _recurring(coded.values, _window(comparison), as_of))
        case "known":
            return coded.members(*coded.span())
        case "all_of":
            raise ValueError("only sets hold all of several values")
        case _:
            assert_never(comparison.op)


def _of_sets(held: Sets, comparison: Comparison) -> BitMap:
    holders = [held.holding(as_text(value)) for value in _values(comparison)]
    match comparison.op:
        case "is" | "in":
            return BitMap.union(*holders)
        case "all_of":
            return BitMap.intersection(*holders)
        case "known":
            return held.known()
        case _:
            raise ValueError(f"a set is not compared by {comparison.op}")


def _with_codes(held: Choices, codes: list[int]) -> BitMap:
    if held.members is not None:
        return BitMap.union(*(held.members[code - 1] for code in codes)) if codes else BitMap()
    if len(codes) == 1:
        return held.coded.members(codes[0], codes[0])
    return held.coded.members_of(codes)


def _recurring(values: pa.Array, window: Window, as_of: date) -> list[int]:
    """The codes of the dates whose day of the year lies in the window."""
    ends = days_of_year(window, as_of)
    first, last = ends or (101, 1231)

    def holds(day: date) -> bool:
        number = day.month * 100 + day.day
        return first <= number <= last if first <= last else number >= first or number <= last

    return [code for code, day in enumerate(values.to_pylist(), start=1) if holds(day)]


def _values(comparison: Comparison) -> Iterable[Scalar]:
    return comparison.values or (() if comparison.value is None else (comparison.value,))


def _as_stored(value: Scalar, kind: pa.DataType) -> Any:
    """A checked value as one of the column's own, so that both compare as they do in the database."""
    if pa.types.is_string(kind):
        return as_text(value)
    if pa.types.is_boolean(kind):
        return bool(value)
    if pa.types.is_date(kind):
        return date.fromisoformat(str(value))
    if pa.types.is_floating(kind) or isinstance(value, str):
        return float(value)
    return value


def _window(comparison: Comparison) -> Window:
    if comparison.window is None:
        raise ValueError(f"operator {comparison.op} needs a window")
    return comparison.window
