"""The days that a date, a month, a quarter or a year names, and what they are reckoned from."""

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


@dataclass(frozen=True)
class Now:
    """What dates without a year are reckoned from: `day`, today; or `since`, the beginning of the stretch they end.
    `ahead`: the first that is not over is meant, "expires in August"."""

    day: date
    since: date | None = None
    ahead: bool = False

    def nearest(self, year: int | None, make: Callable[[int], Period | None]) -> Period | None:
        """The period of the year said; of no year said, the most recent one that has begun, or the first since."""
        if year is not None:
            return make(year)
        if self.since is not None:
            this = make(self.since.year)
            return this if this is not None and this.start >= self.since else make(self.since.year + 1)
        this = make(self.day.year)
        if self.ahead:
            return this if this is not None and this.end >= self.day else make(self.day.year + 1)
        return this if this is not None and this.start <= self.day else make(self.day.year - 1)


def day_of(year: int, month: int, day: int) -> Period | None:
    """One day, None when the calendar has no such day."""
    try:
        that = date(year, month, day)
    except ValueError:
        return None
    return Period(that, that)


def month_of(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def third_of(month: Period, nth: int) -> Period:
    """The first ten days of a month, the second ten, or the rest: 上旬, 中旬, 下旬."""
    start = month.start + timedelta(days=10 * nth)
    return Period(start, month.end if nth == 2 else start + timedelta(days=9))


def months_of(year: int, first: int, count: int) -> Period:
    """`count` months from the 1st of month `first`: a quarter, a half."""
    start = date(year, first, 1)
    return Period(start, start + relativedelta(months=count) - timedelta(days=1))


def year_of(year: int) -> Period:
    return months_of(year, 1, 12)
