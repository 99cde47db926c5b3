"""Times that only an earlier time tells: 同期 and "in that time" are the one named before, 去年同期 a year earlier."""

from datetime import date

from dateutil.relativedelta import relativedelta

from agent.planner.items import Item, Measure, When
from agent.planner.times import Time
from tools.segment import Between, Window, days

_A_YEAR = relativedelta(years=1)


def with_same_times(items: list[Item], as_of: date) -> list[Item]:
    """The items with each such word as the time that it stands for; where none was named before it stays as it is."""
    out: list[Item] = []
    named: When | None = None
    for item in items:
        if isinstance(item, Measure) and item.aspect in ("same_time", "year_before") and named is not None:
            window = named.time.window if item.aspect == "same_time" else _a_year_before(named.time.window, as_of)
            out.append(When(item.start, item.end, Time(window, item.end - item.start)))
            continue
        if isinstance(item, When):
            named = item
        out.append(item)
    return out


def _a_year_before(window: Window, as_of: date) -> Window:
    """The days of this year so far are held against as many of last year."""
    start, end = days(window, as_of)
    return Between(start=start and start - _A_YEAR, end=end and end - _A_YEAR)
