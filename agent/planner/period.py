"""The days that a date, a month, a quarter or a year names."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class Period:
    """Whole days, both included."""

    start: date
    end: date


def day_of(year: int, month: int, day: int) -> Period | None:
    """One day, None when the calendar has no such day."""
    try:
        that = date(year, month, day)
    except ValueError:
        return None
    return Period(that, that)


def month_of(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def months_of(year: int, first: int, count: int) -> Period:
    """`count` months from the 1st of month `first`: a quarter, a half."""
    start = date(year, first, 1)
    return Period(start, start + relativedelta(months=count) - timedelta(days=1))


def year_of(year: int) -> Period:
    return months_of(year, 1, 12)


def latest_begun(year: int | None, as_of: date, make: Callable[[int], Period | None]) -> Period | None:
    """The period of the year said; of no year said, the most recent one that has begun."""
    if year is not None:
        return make(year)
    this = make(as_of.year)
    return this if this is not None and this.start <= as_of else make(as_of.year - 1)
