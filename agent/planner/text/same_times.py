"""Times that only an earlier time tells: 同期 and "in that time" are the one named before, 去年同期 a year earlier,
之前90天 and "the 90 days before" end where the one named before begins."""

from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from agent.planner.text.items import Item, Joint, Measure, When
from agent.planner.times.windows import Time
from tools.catalog.tokens import Token
from tools.segment import Between, Last, Window, days

_A_YEAR = relativedelta(years=1)
_A_DAY = timedelta(days=1)
_EARLIER = ("之前", "此前", "再往前", "更早", "往前")


def with_same_times(tokens: list[Token], items: list[Item], as_of: date) -> list[Item]:
    """The items with each such word as the time that it stands for; where none was named before it stays as it is."""
    out: list[Item] = []
    named: When | None = None
    for at, item in enumerate(items):
        if isinstance(item, Measure) and item.aspect in ("same_time", "year_before") and named is not None:
            window = named.time.window if item.aspect == "same_time" else _a_year_before(named.time.window, as_of)
            out.append(When(item.start, item.end, Time(window, item.end - item.start)))
            continue
        if isinstance(item, When):
            item = _ending_before(tokens, items, at, named, as_of) or item
            named = item
        out.append(item)
    return out


def _ending_before(tokens: list[Token], items: list[Item], at: int, named: When | None, as_of: date) -> When | None:
    """The same days further back: "in the 90 days before", 再之前的90天, where the last 30 days were named."""
    item = items[at]
    if named is None or not isinstance(item, When) or not isinstance(item.time.window, Last):
        return None
    if not isinstance(named.time.window, Last) or item.time.lag:
        return None
    start = days(named.time.window, as_of)[0]
    further, _ = days(item.time.window, as_of)
    assert start is not None
    assert further is not None
    before = Between(start=start - (as_of - further) - _A_DAY, end=start - _A_DAY)
    behind = items[at + 1] if at + 1 < len(items) else None
    last = behind is None or at + 2 >= len(items) or isinstance(items[at + 2], Joint)
    if isinstance(behind, Joint) and tokens[behind.start].text == "before" and last:
        return When(item.start, item.end, replace(item.time, window=before, either_way=False))
    led = "".join(token.text for token in tokens[max(0, item.start - 1) : item.start + 2])
    earlier = any(word in led for word in _EARLIER)
    return When(item.start, item.end, replace(item.time, window=before, either_way=False)) if earlier else None


def _a_year_before(window: Window, as_of: date) -> Window:
    """The days of this year so far are held against as many of last year."""
    start, end = days(window, as_of)
    return Between(start=start and start - _A_YEAR, end=end and end - _A_YEAR)
