"""A condition on what users did: an aggregate over their matching events, held against a number."""

import operator
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt
from sqlglot import exp

from tools.catalog.model import Catalog, Event
from tools.compiler.comparison import compare, is_known
from tools.compiler.expressions import as_text, column, every, midnight, number, table, text, user_id
from tools.compiler.lookup import find_event, find_property
from tools.segment import EventCondition, Measure, days
from tools.segment.canonical import in_whole_numbers

# Sums and averages are held to this many decimals: three times 33.3 is 99.9, whatever binary fractions say, and the
# order in which threads add cannot decide who is in.
DECIMALS = 6

# Measures that are 0 without a matching event; the others are unknown then.
ZERO_WITHOUT_EVENTS = ("count", "days", "distinct", "sum")

# Each operator on a number in Python, in SQL, and its opposite in SQL.
OPERATORS: dict[str, tuple[Callable[[Any, Any], Any], type[exp.Binary], type[exp.Binary]]] = {
    "is": (operator.eq, exp.EQ, exp.NEQ),
    "at_least": (operator.ge, exp.GTE, exp.LT),
    "at_most": (operator.le, exp.LTE, exp.GT),
    "more_than": (operator.gt, exp.GT, exp.LTE),
    "less_than": (operator.lt, exp.LT, exp.GTE),
}


def event_condition(condition: EventCondition, catalog: Catalog) -> exp.Expr:
    """Users whose events meet the condition."""
    among, fail = users_by_event(condition, catalog)
    found = exp.In(this=user_id(catalog), query=among.subquery(copy=False))
    return exp.Not(this=found) if fail else found


def users_by_event(condition: EventCondition, catalog: Catalog) -> tuple[exp.Select, bool]:
    """The users (one column, some of them several times) whose events meet the condition, or, where the second is
    true, those whose events do not: everyone else meets it.

    Users without a matching event are in no group of the query. Where 0 meets the condition they belong to it, so it
    is answered as "not among those whose measure fails".
    """
    event = find_event(catalog, condition.event)
    zero_meets = condition.measure in ZERO_WITHOUT_EVENTS and _holds_at_zero(condition)
    among = matching(condition, event, catalog).select(user_of(event, catalog), copy=False)
    if not is_once_or_never(condition):
        having = _compared(aggregate(condition, event, catalog), condition, opposite=zero_meets)
        among = among.group_by(user_of(event, catalog), copy=False).having(having, copy=False)
    return among, zero_meets


def measured_users(measure: Measure, catalog: Catalog) -> exp.Select:
    """One row for each user that has a matching event: `user`, `value`."""
    event = find_event(catalog, measure.event)
    user = exp.alias_(user_of(event, catalog), "user", quoted=True)
    value = exp.alias_(aggregate(measure, event, catalog), "value", quoted=True)
    users = matching(measure, event, catalog).select(user, value, copy=False)
    return users.group_by(user_of(event, catalog), copy=False)


def aggregate(measure: Measure, event: Event, catalog: Catalog) -> exp.Expr:
    """The measure over a group of matching events; NULL for avg, max and min where no value of it is known."""
    if measure.measure == "count":
        return exp.Count(this=exp.Star())
    if measure.measure == "days":
        on_day = exp.cast(column(event.time, event.table), "DATE")
        return exp.Count(this=exp.Distinct(expressions=[on_day]))
    stored = find_property(catalog, event, measure.property or "").stored_in
    value = column(stored, event.table)
    match measure.measure:
        case "distinct":
            return exp.Count(this=exp.Distinct(expressions=[value]))
        case "sum":
            total = exp.Round(this=exp.Sum(this=value), decimals=number(DECIMALS))
            return exp.Coalesce(this=total, expressions=[number(0)])
        case "avg":
            return exp.Round(this=exp.Avg(this=value), decimals=number(DECIMALS))
        case "max":
            return exp.Max(this=value)
        case "min":
            return exp.Min(this=value)
        case _:
            assert_never(measure.measure)


def is_once_or_never(condition: EventCondition) -> bool:
    """Whether one event decides, so that there is nothing to count."""
    plain = in_whole_numbers(condition)
    return plain.measure == "count" and (plain.op, plain.value) in (("at_least", 1), ("at_most", 0))


def holds(condition: EventCondition, measured: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether each of these known measures meets the condition."""
    if condition.values is not None:
        low, high = condition.values
        return (measured >= low) & (measured <= high)
    compare, _, _ = OPERATORS[condition.op]
    return np.asarray(compare(measured, _value(condition)))


def _holds_at_zero(condition: EventCondition) -> bool:
    return bool(holds(condition, np.zeros(1, np.int64))[0])


def _compared(measured: exp.Expr, condition: EventCondition, *, opposite: bool) -> exp.Expr:
    """`measured op value`, or its opposite: both are unknown where the measure is."""
    if condition.values is not None:
        low, high = condition.values
        between = exp.Between(this=measured, low=number(low), high=number(high))
        return exp.Not(this=between) if opposite else between
    _, same, other = OPERATORS[condition.op]
    return (other if opposite else same)(this=measured, expression=number(_value(condition)))


def _value(condition: EventCondition) -> float:
    if condition.value is None:
        raise ValueError(f"operator {condition.op} needs a value")
    return condition.value


def user_of(event: Event, catalog: Catalog) -> exp.Column:
    """The column of an event's table that says whose event it is."""
    return column(event.user or catalog.users.id, event.table)


def matching(measure: Measure, event: Event, catalog: Catalog, *, timed: bool = False) -> exp.Select:
    """The events that a measure is over, as a SELECT without columns yet; with `timed` only those whose time is known.

    Events of nobody are left out, so that membership in the result is never unknown.
    """
    conditions: list[exp.Expr] = []
    if event.match is not None:
        kind = column(event.match.column, event.table)
        conditions.append(exp.EQ(this=kind, expression=text(as_text(event.match.value))))
    conditions.append(is_known(user_of(event, catalog)))
    if timed and measure.window is None:
        conditions.append(is_known(column(event.time, event.table)))
    conditions += _in_window(measure, event, catalog)
    for part in measure.where:
        found = find_property(catalog, event, part.property)
        conditions.append(compare(column(found.stored_in, event.table), found.type, part, catalog.today))
    return exp.Select().from_(table(event.table), copy=False).where(every(conditions), copy=False)


def _in_window(measure: Measure, event: Event, catalog: Catalog) -> list[exp.Expr]:
    if measure.window is None:
        return []
    first, last = days(measure.window, catalog.today)
    time = column(event.time, event.table)
    ends: list[exp.Expr] = []
    if first is not None:
        ends.append(exp.GTE(this=time.copy(), expression=midnight(first.isoformat())))
    if last is not None and last < date.max:
        ends.append(exp.LT(this=time.copy(), expression=midnight((last + timedelta(days=1)).isoformat())))
    return ends or [is_known(time)]
