"""Windows of time as people say them, in both languages, read against the catalog's `as_of`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from agent.planner.cursor import Cursor
from agent.planner.dates import read_dates
from agent.planner.numbers import Number
from agent.planner.words import windows
from tools.catalog.tokens import Token
from tools.segment import Between, Current, Last, Next, Previous, Unit, Window, days

_UNITS: dict[str, Unit] = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week",
    "月": "month", "季度": "quarter", "季": "quarter", "年": "year",
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
}  # fmt: skip
_NAMED = windows()
_LEADING = ("in", "over", "during", "within", "on", "at", "for", "在", "于")


@dataclass(frozen=True)
class Time:
    """A window read from `length` tokens. `either_way`: 30天内 looks back for what happened, ahead for what expires."""

    window: Window
    length: int
    either_way: bool = False


def read_time(tokens: list[Token], at: int, as_of: date) -> Time | None:
    """The longest expression of time that begins at token `at`, None if there is none."""
    readers: tuple[Callable[[Cursor, date], tuple[Window, bool] | None], ...] = (_named, _relative, _within, _dated, _ago)
    found: list[Time] = []
    for reader in readers:
        cursor = Cursor(tokens, at)
        if (read := reader(cursor, as_of)) is not None:
            found.append(Time(read[0], cursor.at - at, read[1]))
    return max(found, key=lambda time: time.length, default=None)


def unit_of_time(cursor: Cursor) -> Unit | None:
    taken = cursor.take(*_UNITS)
    return _UNITS[taken] if taken else None


def _named(cursor: Cursor, as_of: date) -> tuple[Window, bool] | None:
    # Names that begin with a preposition of their own come first: "in the last half year".
    name = cursor.take(*_NAMED)
    if name is None:
        cursor.take(*_LEADING)
        name = cursor.take(*_NAMED)
    return (_NAMED[name], False) if name else None


def _relative(cursor: Cursor, as_of: date) -> tuple[Window, bool] | None:
    """近30天 · 过去三个月 · in the last 2 weeks · past year · next 30 days · 未来7天."""
    cursor.take(*_LEADING)
    the = cursor.take("the")
    ahead = False
    if (unit := _following(cursor)) is not None:
        return _calendar_after(as_of, unit), False
    if cursor.take("最近", "近", "过去", "这", "前") or cursor.take("recent", "past", "trailing"):
        pass
    elif said := cursor.take("last", "previous"):
        # "the last month" counts back from today; "last month" and "the previous month" are the calendar month before.
        if _starts_with_unit(cursor) and (said == "previous" or not the):
            unit = unit_of_time(cursor)
            assert unit is not None
            return Previous(unit=unit), False
    elif cursor.take("未来", "接下来", "今后", "往后") or cursor.take("next", "coming", "upcoming", "following"):
        ahead = True
    else:
        return None
    cursor.take("的")
    number = cursor.number()
    if number and (number.share or number.value != int(number.value) or number.value < 1):
        return None
    cursor.take("个", "full", "calendar")
    unit = unit_of_time(cursor)
    if unit is None:
        return None
    cursor.take("以内", "之内", "内", "里", "以来", "中", "间", "期间")
    n = int(number.value) if number else 1
    return (Next(n=n, unit=unit) if ahead else Last(n=n, unit=unit)), False


def _following(cursor: Cursor) -> Unit | None:
    """下个月 and "next month": the calendar unit after this one."""
    start = cursor.at
    if cursor.take("下个", "下", "next", "明"):
        unit = unit_of_time(cursor)
        if unit in ("week", "month", "quarter", "year"):
            return unit
    cursor.at = start
    return None


def _calendar_after(as_of: date, unit: Unit) -> Window:
    """Fixed days: a definition counts whole units back from its day, not ahead."""
    first = days(Current(unit=unit), as_of)[0]
    assert first is not None
    step = {"week": relativedelta(weeks=1), "month": relativedelta(months=1), "quarter": relativedelta(months=3)}
    start = first + step.get(unit, relativedelta(years=1))
    return Between(start=start, end=start + step.get(unit, relativedelta(years=1)) - timedelta(days=1))


def _starts_with_unit(cursor: Cursor) -> bool:
    return unit_of_time(Cursor(cursor.tokens, cursor.at)) is not None


def _within(cursor: Cursor, as_of: date) -> tuple[Window, bool] | None:
    """30天内 · 三个月以内 · within 30 days."""
    within = cursor.take("within", "in under")
    if cursor.take("半年", "half a year", "half year", "six months"):
        cursor.take("以内", "之内", "内", "以来", "来")
        return Last(n=6, unit="month"), True
    number = cursor.number() or (Number(1, 0) if within and cursor.take("a", "an") else None)
    if not number or number.share or number.value != int(number.value) or number.value < 1:
        return None
    counted = cursor.take("个")
    unit = unit_of_time(cursor)
    if unit is None or (unit == "month" and cursor.tokens[cursor.at - 1].text == "月" and not counted):
        return None  # 11月 is November
    if not within and not cursor.take("以内", "之内", "内", "以来", "来") and unit in ("day", "year"):
        # "90天" and "3 years" alone may measure something else; weeks and months hardly ever do.
        return None
    return Last(n=int(number.value), unit=unit), True


def _dated(cursor: Cursor, as_of: date) -> tuple[Window, bool] | None:
    window = read_dates(cursor, as_of)
    return None if window is None else (window, False)


def _ago(cursor: Cursor, as_of: date) -> tuple[Window, bool] | None:
    """more than 90 days ago · at least a year ago · 超过半年前: everything up to that day."""
    said = cursor.take("more than", "over", "longer than", "at least", "超过", "至少", "before")
    number = cursor.number() or (Number(1, 0) if cursor.take("a", "an") else None)
    if not said or not number or number.share or number.value != int(number.value) or number.value < 1:
        return None
    cursor.take("个")
    unit = unit_of_time(cursor)
    if unit is None or not cursor.take("ago", "以前", "之前", "前"):
        return None
    end = days(Last(n=int(number.value), unit=unit), as_of)[0]
    assert end is not None
    # `end` is the first day that is not that long ago yet.
    return Between(end=end - timedelta(days=1 if said in ("at least", "至少") else 2)), False
