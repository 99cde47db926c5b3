"""Where stretches begin and end: "before the end of the year", by year end, 月底前, 明年年底之前."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from agent.planner.amounts.cursor import Cursor
from agent.planner.times.calendar_names import read_period
from agent.planner.times.period import Now, Period
from tools.segment import Between, Current, Unit, Window, days

_DAY = timedelta(days=1)
_STEPS: dict[Unit, relativedelta] = {
    "week": relativedelta(weeks=1), "month": relativedelta(months=1), "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}  # fmt: skip
_UNITS: dict[str, Unit] = {
    "年": "year", "年度": "year", "月": "month", "季度": "quarter", "季": "quarter", "周": "week",
    "year": "year", "month": "month", "quarter": "quarter", "week": "week",
}  # fmt: skip
_WHICH = {
    "今年": 0, "今": 0, "本": 0, "这个": 0, "这": 0, "当": 0, "明年": 1, "明": 1, "下个": 1, "下": 1, "下一个": 1,
    "this": 0, "the": 0, "the current": 0, "next": 1, "the next": 1, "the coming": 1,
}  # fmt: skip
_LAST = ("底", "末", "尾")
_FIRST = ("初", "头")


def read_edge(cursor: Cursor, now: Now) -> tuple[Period, str] | None:
    """The stretch whose end or beginning is named here, and which of the two."""
    start = cursor.at
    cursor.take("the")
    edge = cursor.take("end of", "start of", "beginning of")
    if edge is None:
        cursor.at = start
        return _unit_with_edge(cursor, now)
    period = read_period(cursor, now) or _unit(cursor, now)
    if period is None:
        cursor.at = start
    return (period, "end" if edge == "end of" else "start") if period else None


def at_edge(period: Period, edge: str, before: bool, after: bool, since: bool) -> Window | None:
    """by the end of March · 3月底前 · since the start of October; "at the end of March" is nowhere in particular."""
    if before:
        return Between(end=period.end if edge == "end" else period.start - _DAY)
    if after and edge == "end":
        return Between(start=period.end + _DAY)
    return Between(start=period.start) if (since or after) and edge == "start" else None


def edge_behind(cursor: Cursor) -> str | None:
    """The 底 of 3月底."""
    if cursor.take(*_LAST):
        return "end"
    return "start" if cursor.take(*_FIRST) else None


def _unit_with_edge(cursor: Cursor, now: Now) -> tuple[Period, str] | None:
    """ "year end", 月底, 今年年底, 下个月初."""
    start = cursor.at
    period = _unit(cursor, now)
    edge = None
    if period is not None:
        edge = "end" if cursor.take("end", "'s end") else edge_behind(cursor)
    if period is None or edge is None:
        cursor.at = start
        return None
    return period, edge


def _unit(cursor: Cursor, now: Now) -> Period | None:
    """The whole of this year or the next, of this month …, whatever of it is over."""
    start = cursor.at
    which = cursor.take(*_WHICH)
    cursor.take("的")
    named = cursor.take(*_UNITS)
    if named is None and which in ("今年", "明年"):
        named = "年"
    if named is None:
        cursor.at = start
        return None
    unit = _UNITS[named]
    first = days(Current(unit=unit), now.day)[0]
    assert first is not None
    begins = first + _STEPS[unit] * _WHICH[which or "本"]
    return Period(begins, begins + _STEPS[unit] - _DAY)
