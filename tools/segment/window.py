"""Stretches of time, relative to the catalog's `as_of` or fixed. All windows are whole days and hold both ends."""

from calendar import isleap
from datetime import date, timedelta
from typing import Annotated, Literal, assert_never

from dateutil.relativedelta import relativedelta
from pydantic import Field, model_validator

from tools.segment.base import Part

Unit = Literal["day", "week", "month", "quarter", "year"]

_STEPS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}
_DAY = timedelta(days=1)


class Last(Part):
    """The last `n` units that end on `as_of`, itself included: "the last 30 days", 近三个月."""

    kind: Literal["last"] = "last"
    n: int = Field(ge=1)
    unit: Unit = "day"


class Next(Part):
    """The `n` units that begin the day after `as_of`: "expires in the next 30 days"."""

    kind: Literal["next"] = "next"
    n: int = Field(ge=1)
    unit: Unit = "day"


class Current(Part):
    """The calendar unit that holds `as_of`, from its first day up to `as_of`: "this month", 今年."""

    kind: Literal["current"] = "current"
    unit: Unit


class Previous(Part):
    """The `n` whole calendar units before the one that holds `as_of`: 上个月, "last quarter", yesterday."""

    kind: Literal["previous"] = "previous"
    unit: Unit
    n: int = Field(default=1, ge=1)


class Between(Part):
    """Fixed days, both included; an end left out is open: "since March", "before 2026-01-01"."""

    kind: Literal["between"] = "between"
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _has_an_end_and_is_in_order(self) -> "Between":
        if self.start is None and self.end is None:
            raise ValueError("a window between dates needs a start, an end, or both")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"the window starts on {self.start}, after it ends on {self.end}")
        return self

    @property
    def is_open(self) -> bool:
        return self.start is None or self.end is None


Window = Annotated[Last | Next | Current | Previous | Between, Field(discriminator="kind")]


def days(window: Window, as_of: date) -> tuple[date | None, date | None]:
    """First and last day of `window`, both included; None where it is open."""
    match window:
        case Last(n=n, unit=unit):
            return as_of - _STEPS[unit] * n + _DAY, as_of
        case Next(n=n, unit=unit):
            return as_of + _DAY, as_of + _STEPS[unit] * n
        case Current(unit=unit):
            return _first_day(as_of, unit), as_of
        case Previous(unit=unit, n=n):
            this = _first_day(as_of, unit)
            return this - _STEPS[unit] * n, this - _DAY
        case Between(start=start, end=end):
            return start, end
        case _:
            assert_never(window)


def days_of_year(window: Window, as_of: date) -> tuple[int, int] | None:
    """First and last day of the year that `window` holds, both included, as month * 100 + day: (1001, 1031) is October.
    The first is after the last where the new year lies between; None where every day of a year is held.

    The current week, month … counts whole here, since a day that recurs is waited for, and who was born on 29 February
    is found on the 28th in years without one. Raises ValueError for a window
    that is open at an end.
    """
    first, last = days(window, as_of)
    if first is None or last is None:
        raise ValueError("days of the year need a window with two ends")
    if isinstance(window, Current):
        last = first + _STEPS[window.unit] - _DAY
    if (last - first).days >= 365:
        return None
    end = 229 if (last.month, last.day) == (2, 28) and not isleap(last.year) else last.month * 100 + last.day
    return first.month * 100 + first.day, end


def _first_day(day: date, unit: Unit) -> date:
    match unit:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            assert_never(unit)
