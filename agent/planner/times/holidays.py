"""Days with a name that comes back each year: 双十一, Black Friday, Christmas, 春节, Easter."""

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import FR, MO, SU, TH, relativedelta, weekday

from agent.planner.amounts.cursor import Cursor
from agent.planner.times.period import Now, Period
from agent.planner.words import holidays

_NAMES = holidays()
# Numbers that are holidays only of a year: 去年618.
_BY_DATE = {"618": "06-18", "520": "05-20", "1111": "11-11", "1212": "12-12"}
_WEEKDAYS = {"monday": MO, "thursday": TH, "friday": FR, "sunday": SU}
_BEHIND = (
    "当天", "当日", "那天", "期间", "大促", "大促期间", "活动", "活动期间", "购物节", "节",
    "day", "sale", "sales",
)  # fmt: skip
# Nobody knows how many days these are.
_VAGUE = (
    "前后", "假期", "小长假", "长假", "假日", "周末", "周", "前夕",
    "season", "week", "weekend", "holidays", "holiday", "period",
)  # fmt: skip


def read_holiday(
    cursor: Cursor, year: int | None, now: Now, year_behind: Callable[[Cursor, Now], int | None]
) -> Period | None:
    """The days of the holiday that is named here, of the year before or behind it or else the most recent."""
    start = cursor.at
    name = cursor.take(*_NAMES)
    rule = _NAMES[name] if name else None
    if rule is None and (number := cursor.take(*_BY_DATE)):
        year = year or year_behind(cursor, now)
        rule = _BY_DATE[number] if year else None
    if rule is None:
        cursor.at = start
        return None
    while cursor.take(*_BEHIND):
        pass
    if cursor.take(*_VAGUE) and ".." not in rule:
        cursor.at = start
        return None
    return now.nearest(year or year_behind(cursor, now), lambda y: _in_year(rule, y))


def _in_year(rule: str, year: int) -> Period:
    """A day, `11-11`, or a stretch of days, `10-01..10-07`."""
    first, _, last = rule.partition("..")
    return Period(_day(first, year), _day(last or first, year))


def _day(rule: str, year: int) -> date:
    """`11-11`, `easter`, `11-thursday-4` (the fourth), `lunar-1-1`, `term-清明`; `+1`, `~1`: a day later, before."""
    base, _, later = rule.partition("+")
    base, _, before = base.partition("~")
    return _base(base.split("-"), year) + timedelta(days=int(later or 0) - int(before or 0))


def _base(parts: list[str], year: int) -> date:
    match parts:
        case ["easter"]:
            return easter(year)
        case ["lunar", month, day]:
            return _lunar(year, int(month), int(day))
        case ["term", name]:
            return _term(year, name)
        case [month, day, nth]:
            of_week: weekday = _WEEKDAYS[day]
            found: date = date(year, int(month), 1) + relativedelta(weekday=of_week(int(nth)))
            return found
        case [month, day]:
            return date(year, int(month), int(day))
        case _:
            raise ValueError(f"no rule of a holiday: {parts}")


def _lunar(year: int, month: int, day: int) -> date:
    """A day of the Chinese calendar; of its year that begins in `year`, from 1900 to 2100."""
    from borax.calendars.lunardate import LunarDate

    that: date = LunarDate(year, month, day).to_solar_date()
    return that


def _term(year: int, name: str) -> date:
    """A day that the sun's place tells, like 清明."""
    from borax.calendars.lunardate import TermUtils

    that: date = TermUtils.nth_term_day(year, term_name=name)
    return that
