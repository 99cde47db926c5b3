"""A comparison of one typed column with what was asked; unknown (NULL) where the column is."""

from datetime import date
from typing import assert_never

from sqlglot import exp

from tools.catalog.model import TagType
from tools.compiler.expressions import as_text, day, every, flag, number, some, text
from tools.segment import Comparison, Scalar, Window, days, days_of_year

_ORDER: dict[str, type[exp.Binary]] = {
    "at_least": exp.GTE,
    "at_most": exp.LTE,
    "more_than": exp.GT,
    "less_than": exp.LT,
}


def compare(column: exp.Expr, type: TagType, comparison: Comparison, as_of: date) -> exp.Expr:
    """`column op values`, for a checked comparison."""
    values = [literal(value, type) for value in comparison.values or ()]
    if comparison.value is not None:
        values = [literal(comparison.value, type)]
    match comparison.op:
        case "is" | "in" if type == "set":
            return some(_holds(column, value) for value in values)
        case "all_of":
            return every(_holds(column, value) for value in values)
        case "is":
            return exp.EQ(this=column, expression=values[0])
        case "in" if type == "number" and any("e" in value.sql() for value in values):
            # One floating-point number in a list would have all the others compared as such, and rounded.
            return some(exp.EQ(this=column.copy(), expression=value) for value in values)
        case "in":
            return exp.In(this=column, expressions=values)
        case "at_least" | "at_most" | "more_than" | "less_than":
            return _ORDER[comparison.op](this=column, expression=values[0])
        case "between":
            return exp.Between(this=column, low=values[0], high=values[1])
        case "within":
            return _within(column, _window(comparison), as_of)
        case "recurs":
            return _recurs(column, _window(comparison), as_of)
        case "known" if type == "set":
            # An empty set says no more about a user than a missing one: many sources cannot even tell them apart.
            return exp.GT(this=exp.ArraySize(this=column), expression=number(0))
        case "known":
            return is_known(column)
        case _:
            assert_never(comparison.op)


def literal(value: Scalar, type: TagType) -> exp.Expr:
    """A checked value as a literal of the column's type."""
    match type:
        case "choice" | "set":
            return text(as_text(value))
        case "number":
            return number(float(value) if isinstance(value, str) else value)
        case "flag":
            return flag(bool(value))
        case "date":
            return day(str(value))
        case "place":
            raise ValueError("a place is compared by its distance only")
        case _:
            assert_never(type)


def is_known(column: exp.Expr) -> exp.Expr:
    return exp.Is(this=column, expression=exp.Not(this=exp.Null()))


def _holds(column: exp.Expr, value: exp.Expr) -> exp.Expr:
    # One list_contains a value: DuckDB answers `list_has_any` ten times slower, and Spark has no such function.
    return exp.ArrayContains(this=column.copy(), expression=value)


def _window(comparison: Comparison) -> Window:
    if comparison.window is None:
        raise ValueError(f"operator {comparison.op} needs a window")
    return comparison.window


def _within(column: exp.Expr, window: Window, as_of: date) -> exp.Expr:
    first, last = days(window, as_of)
    ends: list[exp.Expr] = []
    if first is not None:
        ends.append(exp.GTE(this=column.copy(), expression=day(first.isoformat())))
    if last is not None:
        ends.append(exp.LTE(this=column.copy(), expression=day(last.isoformat())))
    return every(ends)


def _recurs(column: exp.Expr, window: Window, as_of: date) -> exp.Expr:
    ends = days_of_year(window, as_of)
    if ends is None:
        return is_known(column)
    first, last = map(number, ends)
    month = exp.Mul(this=exp.Month(this=column.copy()), expression=number(100))
    day_of_year = exp.Add(this=month, expression=exp.Day(this=column.copy()))
    if ends[0] <= ends[1]:
        return exp.Between(this=day_of_year, low=first, high=last)
    after, before = exp.GTE(this=day_of_year, expression=first), exp.LTE(this=day_of_year.copy(), expression=last)
    return some((after, before))  # over the new year
