"""A condition on what users did in order, answered with window functions over the events of its steps.

No event is joined with another: each step costs one sort, however many events a user has.
"""

from datetime import date, timedelta

from sqlglot import exp

from tools.catalog.model import Catalog
from tools.compiler.comparison import is_known
from tools.compiler.event import matching, user_of
from tools.compiler.expressions import column, day, every, flag, identifier, number, user_id
from tools.compiler.lookup import find_event
from tools.segment import Between, Measure, Sequence, Window, days

# The events of the steps, one row each: `user`, `time`, `day` (a number), `step` (from 1). An event that two steps ask
# for has a row for each.
_STEPS = "steps"
_FIRST_DAY = "1970-01-01"


def sequence_condition(condition: Sequence, catalog: Catalog) -> exp.Expr:
    """Users with a first step from which the others follow."""
    return exp.In(this=user_id(catalog), query=users_in_sequence(condition, catalog).subquery(copy=False))


def users_in_sequence(condition: Sequence, catalog: Catalog) -> exp.Select:
    """These users in one column, some of them several times."""
    rows, reached = _reached(_events(condition, catalog), condition)
    conditions: list[exp.Expr] = [_is_step(1)]
    if reached != "day":
        conditions.append(_in_time(reached, condition))
    if condition.steps[-1].absent:
        rows = _with_latest(rows, condition)
        conditions.append(_left_undone(condition))
    return _over(rows).select(_column("user"), copy=False).where(every(conditions), copy=False)


def _events(condition: Sequence, catalog: Catalog) -> exp.Query:
    """Only users who did both the first and the last step that must be done have anything to put in order."""
    rows: exp.Query | None = None
    last = len(condition.steps) - (2 if condition.steps[-1].absent else 1)
    for i, step in enumerate(condition.steps):
        event = find_event(catalog, step.event)
        time = column(event.time, event.table)
        on_day = exp.DateDiff(this=exp.cast(time.copy(), "DATE"), expression=day(_FIRST_DAY), unit=exp.Var(this="DAY"))
        columns = {"user": user_of(event, catalog), "time": time, "day": on_day, "step": number(i + 1)}
        events = _of_step(i, condition, catalog).select(
            *(exp.alias_(value, name, quoted=True) for name, value in columns.items()), copy=False
        )
        for other in sorted({0, last}):
            if condition.steps[other] != step:
                users = _users_of_step(other, condition, catalog).subquery(copy=False)
                events = events.where(exp.In(this=user_of(event, catalog), query=users), copy=False)
        rows = events if rows is None else exp.union(rows, events, distinct=False, copy=False)
    if rows is None:
        raise ValueError("a sequence needs steps")
    return rows


def _of_step(i: int, condition: Sequence, catalog: Catalog) -> exp.Select:
    """The events that can be step `i` (from 0), without columns yet."""
    step = condition.steps[i]
    window = condition.window if i == 0 else _after_the_first(condition, catalog)
    measure = Measure(event=step.event, where=step.where, window=window)
    return matching(measure, find_event(catalog, step.event), catalog, timed=True)


def _users_of_step(i: int, condition: Sequence, catalog: Catalog) -> exp.Select:
    event = find_event(catalog, condition.steps[i].event)
    return _of_step(i, condition, catalog).select(user_of(event, catalog), copy=False)


def _after_the_first(condition: Sequence, catalog: Catalog) -> Window | None:
    """Later steps can only lie from the first day on which the first step may, and so many days after the last one."""
    first, last = days(condition.window, catalog.today) if condition.window else (None, None)
    if last is not None and condition.within_days is not None:
        reach = timedelta(days=min(condition.within_days, (date.max - last).days))
        return Between(start=first, end=last + reach)
    return Between(start=first) if first else None


def _reached(rows: exp.Query, condition: Sequence) -> tuple[exp.Query, str]:
    """The events with the earliest day on which the steps that must be done are, begun from each; and that column.

    Backwards: done at the last of these steps; at any other as early as at the earliest next step that follows. What
    the column holds for the events of other steps means nothing.
    """
    steps = condition.steps[:-1] if condition.steps[-1].absent else condition.steps
    reached = "day"
    for i in range(len(steps) - 1, 0, -1):
        # Among events of one moment the next step comes behind, so that it follows; where it must be strictly later,
        # before, so that it does not.
        strictly = steps[i].event == steps[i - 1].event or None
        order = [exp.Ordered(this=_column("time")), exp.Ordered(this=_column("step"), desc=strictly)]
        earliest = _window(exp.Min(this=_where(i + 1, _column(reached))), order, "ROWS", None)
        names = [_column(name) for name in ("user", "time", "day", "step")]
        rows = _over(rows).select(*names, exp.alias_(earliest, "done", quoted=True), copy=False)
        reached = "done"
    return rows, reached


def _in_time(reached: str, condition: Sequence) -> exp.Expr:
    if condition.within_days is None:
        return is_known(_column(reached))
    taken = exp.Sub(this=_column(reached), expression=_column("day"))
    return exp.LTE(this=taken, expression=number(condition.within_days))


def _with_latest(rows: exp.Query, condition: Sequence) -> exp.Query:
    """The events with the latest time, in the days that are left, of the step that must be absent and, as
    `latest_done`, of the one before it. A later one before it can only leave less after it."""
    last = len(condition.steps)
    order = [exp.Ordered(this=_column("day"))]
    done: exp.Expr = _column("time")
    if last > 2:
        done = _window(exp.Max(this=_where(last - 1, _column("time"))), order, "RANGE", condition.within_days)
    undone = _window(exp.Max(this=_where(last, _column("time"))), order, "RANGE", condition.within_days)
    latest = [exp.alias_(done, "latest_done", quoted=True), exp.alias_(undone, "latest_undone", quoted=True)]
    return _over(rows).select(exp.Column(this=exp.Star(), table=identifier(_STEPS)), *latest, copy=False)


def _left_undone(condition: Sequence) -> exp.Expr:
    before, last = condition.steps[-2:]
    compares = exp.LTE if last.event == before.event else exp.LT
    over = compares(this=_column("latest_undone"), expression=_column("latest_done"))
    return exp.Coalesce(this=over, expressions=[flag(True)])


def _window(value: exp.Expr, order: list[exp.Ordered], kind: str, reach: int | None) -> exp.Expr:
    """`value` over a user's events from the current one on, or over its day and the `reach` days after it."""
    end: str | exp.Expr = "UNBOUNDED" if reach is None else number(reach)
    spec = exp.WindowSpec(kind=kind, start="CURRENT ROW", end=end, end_side="FOLLOWING")
    return exp.Window(this=value, partition_by=[_column("user")], order=exp.Order(expressions=order), spec=spec)


def _over(rows: exp.Query) -> exp.Select:
    return exp.Select().from_(rows.subquery(alias=identifier(_STEPS), copy=False), copy=False)


def _where(step: int, value: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=_is_step(step), true=value)])


def _is_step(step: int) -> exp.Expr:
    return exp.EQ(this=_column("step"), expression=number(step))


def _column(name: str) -> exp.Column:
    return column(name, _STEPS)
