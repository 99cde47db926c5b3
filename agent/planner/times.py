"""Windows of time and dates as people say them, in both languages, read against the catalog's `as_of`."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from agent.planner.cursor import Cursor
from agent.planner.words import windows
from tools.catalog.tokens import Token
from tools.segment import Between, Current, Last, Next, Previous, Unit, Window, days

_UNITS: dict[str, Unit] = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week",
    "月": "month", "季度": "quarter", "季": "quarter", "年": "year",
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
}  # fmt: skip
_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.lower(): i for i, name in enumerate(calendar.month_abbr) if name
}
_MONTHS["sept"] = 9
_NAMED = windows()
_LEADING = ("in", "over", "during", "within", "on", "at", "for", "在", "于")

_BEFORE_DATES = frozenset(("in", "since", "before", "after", "until", "till", "from", "between", "during"))


@dataclass(frozen=True)
class Time:
    """A window read from `length` tokens. `either_way`: 30天内 looks back for what happened, ahead for what expires."""

    window: Window
    length: int
    either_way: bool = False


@dataclass(frozen=True)
class Period:
    """The days that a date, a month or a year names."""

    start: date
    end: date


def read_time(tokens: list[Token], at: int, as_of: date) -> Time | None:
    """The longest expression of time that begins at token `at`, None if there is none."""
    readers: tuple[Callable[[Cursor, date], tuple[Window, bool] | None], ...] = (_named, _relative, _within, _dated)
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
    number = cursor.number()
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
    """since March · 2026年3月以来 · before 2026-01-01 · 3月到5月 · between March 1 and May 3 · in 2025."""
    before = cursor.take("before", "prior to", "earlier than")
    after = None if before else cursor.take("after", "later than")
    since = (
        None
        if before or after
        else cursor.take("since", "from", "between", "starting", "自", "从", "自从", "starting from")
    )
    until = None if before or after or since else cursor.take("until", "till", "by", "up to", "截至", "截止", "截止到")
    if not (before or after or since or until):
        cursor.take("in", "on", "during", "在", "于")
    first = _period(cursor, as_of)
    if first is None:
        return None
    second_at = cursor.at
    if cursor.take("到", "至", "-", "~", "–", "—", "to", "and", "through", "until", "和", "与"):
        second = _period(cursor, as_of, second=True)
        if second is not None and second.end >= first.start:
            cursor.take("之间", "间", "期间")
            return Between(start=first.start, end=second.end), False
        cursor.at = second_at
    if before or cursor.take("以前", "之前", "前"):
        return Between(end=first.start - timedelta(days=1)), False
    if after or cursor.take("之后", "过后"):
        return Between(start=first.end + timedelta(days=1)), False
    if since or cursor.take("以来", "至今", "起", "开始", "以后", "onwards", "onward"):
        cursor.take("以来", "至今", "起", "开始", "以后", "onwards", "onward")
        return Between(start=first.start), False
    if until:
        return Between(end=first.end), False
    return Between(start=first.start, end=first.end), False


def _period(cursor: Cursor, as_of: date, second: bool = False) -> Period | None:
    start = cursor.at
    if (period := _iso(cursor)) is not None:
        return period
    if (period := _chinese_date(cursor, as_of)) is not None:
        return period
    cursor.at = start
    if (period := _english_date(cursor, as_of, second)) is not None:
        return period
    cursor.at = start
    return None


def _iso(cursor: Cursor) -> Period | None:
    """2026-03-01, 2026/3/1, 2026.3.1 and 2026-03."""
    texts = [token.text for token in cursor.tokens[cursor.at : cursor.at + 5]]
    if len(texts) >= 5 and texts[1] in "-/." and texts[3] == texts[1] and _is_year(texts[0]):
        period, length = _day(texts[0], texts[2], texts[4]), 5
    elif len(texts) >= 3 and texts[1] in "-/" and _is_year(texts[0]) and texts[2].isdigit() and len(texts[2]) == 2:
        period, length = _month(int(texts[0]), int(texts[2])), 3
    else:
        return None
    cursor.at += length if period else 0
    return period


def _chinese_date(cursor: Cursor, as_of: date) -> Period | None:
    year: int | None = None
    start = cursor.at
    if named := cursor.take("今年", "去年", "前年"):
        year = as_of.year - ("今年", "去年", "前年").index(named)
        cursor.take("的")
    else:
        number = cursor.number()
        if number and 1900 <= number.value <= 2200 and cursor.take("年"):
            year = int(number.value)
            cursor.take("的")
        else:
            cursor.at = start
    if half := cursor.take("上半年", "下半年"):
        year = year or as_of.year
        return (
            Period(date(year, 1, 1), date(year, 6, 30))
            if half == "上半年"
            else Period(date(year, 7, 1), date(year, 12, 31))
        )
    month_at = cursor.at
    month = cursor.number()
    if not month or not 1 <= month.value <= 12 or month.value != int(month.value) or not cursor.take("月份", "月"):
        cursor.at = month_at
        return Period(date(year, 1, 1), date(year, 12, 31)) if year and cursor.at > start else None
    day_at = cursor.at
    day = cursor.number()
    if day and cursor.take("日", "号"):
        return _dated_back(year, int(month.value), str(day.value), as_of)
    cursor.at = day_at
    return _month(_year_of(year, int(month.value), as_of), int(month.value))


def _english_date(cursor: Cursor, as_of: date, second: bool) -> Period | None:
    """March · March 2026 · March 1st, 2026 · 1 March · 2025."""
    start = cursor.at
    day = cursor.number()
    # A year alone is a date only behind a word that says so: "in 2025", but not "over 2000".
    if day and _is_year(str(day.value)) and cursor.at - start == 1 and _says_date(cursor, start, second):
        return Period(date(int(day.value), 1, 1), date(int(day.value), 12, 31))
    if day:
        cursor.take("st", "nd", "rd", "th")
        cursor.take("of")
    month = _month_name(cursor)
    if month is None:
        return None
    if day is None:
        day_at = cursor.at
        day = cursor.number()
        if day and (day.value > 31 or day.share):
            cursor.at, day = day_at, None
        cursor.take("st", "nd", "rd", "th")
    year_at = cursor.at
    cursor.take(",")
    number = cursor.number()
    year = int(number.value) if number and _is_year(str(number.value)) else None
    if year is None:
        cursor.at = year_at
    if day:
        return _dated_back(year, month, str(day.value), as_of)
    return _month(_year_of(year, month, as_of), month)


def _month_name(cursor: Cursor) -> int | None:
    token = cursor.token
    # "may" and "mar" are words too; a month is written with a number, a preposition or in full.
    if token is None or token.text not in _MONTHS:
        return None
    if token.text == "may" and not _says_date(cursor, cursor.at, True):
        following = cursor.tokens[cursor.at + 1] if cursor.at + 1 < len(cursor.tokens) else None
        if following is None or following.kind != "number":
            return None
    cursor.at += 1
    return _MONTHS[token.text]


def _says_date(cursor: Cursor, at: int, second: bool) -> bool:
    """Whether the word before `at` leads to a date; `second` is for the later end of a stretch."""
    before = cursor.tokens[at - 1].text if at else ""
    return before in _BEFORE_DATES or (second and before in ("to", "and", "of", "-"))


def _year_of(year: int | None, month: int, as_of: date) -> int:
    """Without a year, the most recent such month that has begun."""
    return year or (as_of.year if month <= as_of.month else as_of.year - 1)


def _dated_back(year: int | None, month: int, day: str, as_of: date) -> Period | None:
    period = _day(str(year or as_of.year), str(month), day)
    if period and year is None and period.start > as_of:
        period = _day(str(as_of.year - 1), str(month), day)
    return period


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4 and 1900 <= int(text) <= 2200


def _day(year: str, month: str, day: str) -> Period | None:
    try:
        that = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return Period(that, that)


def _month(year: int, month: int) -> Period | None:
    if not 1 <= month <= 12:
        return None
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
