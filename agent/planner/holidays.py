"""Days with a name that comes back each year: 双十一, Black Friday, Christmas."""

from datetime import date, timedelta

from dateutil.relativedelta import FR, MO, SU, TH, relativedelta, weekday

from agent.planner.cursor import Cursor
from agent.planner.period import Period
from agent.planner.words import holidays

_NAMES = holidays()
_WEEKDAYS = {"monday": MO, "thursday": TH, "friday": FR, "sunday": SU}
_BEHIND = (
    "当天", "当日", "那天", "期间", "大促", "大促期间", "活动", "活动期间", "购物节", "假期", "节",
    "day", "sale", "sales", "weekend",
)  # fmt: skip


def read_holiday(cursor: Cursor, year: int | None, as_of: date) -> Period | None:
    """The days of the holiday that is named here; without a year, the most recent one that has begun."""
    name = cursor.take(*_NAMES)
    if name is None:
        return None
    cursor.take(*_BEHIND)
    period = _in_year(_NAMES[name], year or as_of.year)
    if year is None and period.start > as_of:
        return _in_year(_NAMES[name], as_of.year - 1)
    return period


def _in_year(rule: str, year: int) -> Period:
    """Rules: `11-11`, a stretch `10-01..10-07`, the 4th Thursday and a day `11-thursday-4+1`."""
    first, _, last = rule.partition("..")
    return Period(_day(first, year), _day(last or first, year))


def _day(rule: str, year: int) -> date:
    rule, _, later = rule.partition("+")
    month, day, *nth = rule.split("-")
    if not nth:
        return date(year, int(month), int(day))
    of_week: weekday = _WEEKDAYS[day]
    found: date = date(year, int(month), 1) + relativedelta(weekday=of_week(int(nth[0])))
    return found + timedelta(days=int(later or 0))
