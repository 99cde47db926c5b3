"""Dates, months, quarters, years and holidays as people say them, read against the catalog's `as_of`."""

import calendar
from datetime import date, timedelta

from agent.planner.cursor import Cursor
from agent.planner.holidays import read_holiday
from agent.planner.period import Period, day_of, latest_begun, month_of, months_of, year_of
from tools.segment import Between, Window

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.lower(): i for i, name in enumerate(calendar.month_abbr) if name
}
_MONTHS["sept"] = 9
_QUARTERS = {
    "q1": 1, "q2": 2, "q3": 3, "q4": 4,
    "first quarter": 1, "second quarter": 2, "third quarter": 3, "fourth quarter": 4,
    "1st quarter": 1, "2nd quarter": 2, "3rd quarter": 3, "4th quarter": 4,
    "第一季度": 1, "第二季度": 2, "第三季度": 3, "第四季度": 4,
    "一季度": 1, "二季度": 2, "三季度": 3, "四季度": 4, "1季度": 1, "2季度": 2, "3季度": 3, "4季度": 4,
}  # fmt: skip
_HALVES = {
    "h1": 1, "h2": 7, "first half": 1, "second half": 7, "上半年": 1, "下半年": 7,
}  # fmt: skip
_YEARS = {"今年": 0, "去年": 1, "前年": 2, "this year's": 0, "last year's": 1, "this year": 0, "last year": 1}
_BEFORE_DATES = frozenset(("in", "since", "before", "after", "until", "till", "from", "between", "during", "of", "by"))
_ONWARDS = ("以来", "至今", "起", "开始", "以后", "到现在", "到今天", "onwards", "onward", "on", "to date", "until now")


def read_dates(cursor: Cursor, as_of: date) -> Window | None:
    """since March · 2026年3月以来 · before 2026-01-01 · 3月到5月 · between March 1 and May 3 · in 2025 · 双十一."""
    before = cursor.take("before", "prior to", "earlier than")
    after = None if before else cursor.take("after", "later than")
    since = (
        None
        if before or after
        else cursor.take(
            "since", "ever since", "from", "between", "starting", "starting from", "starting in", "as of",
            "自", "从", "自从", "打从",
        )
    )  # fmt: skip
    until = None if before or after or since else cursor.take("until", "till", "by", "up to", "截至", "截止", "截止到")
    if not (before or after or since or until):
        cursor.take("in", "on", "during", "over", "at", "在", "于")
    first = _period(cursor, as_of)
    if first is None:
        return None
    second_at = cursor.at
    if cursor.take("到", "至", "-", "~", "–", "—", "to", "and", "through", "until", "和", "与"):
        second = _period(cursor, as_of, second=True)
        if second is not None and second.end >= first.start:
            cursor.take("之间", "间", "期间")
            return Between(start=first.start, end=second.end)
        cursor.at = second_at
    if before or cursor.take("以前", "之前", "前"):
        return Between(end=first.start - timedelta(days=1))
    if after or cursor.take("之后", "过后", "后"):
        return Between(start=first.end + timedelta(days=1))
    if since:
        cursor.take(*_ONWARDS)
        return Between(start=first.start)
    if cursor.take(*(word for word in _ONWARDS if word != "on")):
        return Between(start=first.start)
    if until:
        return Between(end=first.end)
    return Between(start=first.start, end=first.end)


def _period(cursor: Cursor, as_of: date, second: bool = False) -> Period | None:
    """What is named here. `second`: it is the later end of a stretch."""
    start = cursor.at
    for read in (_iso, _chinese_date, _named_part, _english_date):
        cursor.at = start
        period = read(cursor, as_of, second)
        if period is not None:
            return period
    cursor.at = start
    return None


def _iso(cursor: Cursor, as_of: date, second: bool) -> Period | None:
    """2026-03-01, 2026/3/1, 2026.3.1 and 2026-03."""
    texts = [token.text for token in cursor.tokens[cursor.at : cursor.at + 5]]
    if len(texts) >= 5 and texts[1] in "-/." and texts[3] == texts[1] and _is_year(texts[0]):
        if texts[2].isdigit() and texts[4].isdigit():
            period, length = day_of(int(texts[0]), int(texts[2]), int(texts[4])), 5
            cursor.at += length if period else 0
            return period
    if len(texts) >= 3 and texts[1] in "-/" and _is_year(texts[0]) and texts[2].isdigit() and len(texts[2]) == 2:
        if 1 <= int(texts[2]) <= 12:
            cursor.at += 3
            return month_of(int(texts[0]), int(texts[2]))
    return None


def _chinese_date(cursor: Cursor, as_of: date, second: bool) -> Period | None:
    """2025年 · 去年3月 · 3月5日 · 11月份 · 前天 · 上上个月."""
    if (recent := _two_back(cursor, as_of)) is not None:
        return recent
    start = cursor.at
    year = _chinese_year(cursor, as_of)
    month_at = cursor.at
    month = cursor.number()
    if not month or not 1 <= month.value <= 12 or month.value != int(month.value) or not cursor.take("月份", "月"):
        cursor.at = month_at
        if year is None or cursor.at == start or _part(Cursor(cursor.tokens, cursor.at), year, as_of) is not None:
            return None
        return year_of(year)
    day_at = cursor.at
    day = cursor.number()
    if day and day.value == int(day.value) and cursor.take("日", "号"):
        return latest_begun(year, as_of, lambda y: day_of(y, int(month.value), int(day.value)))
    cursor.at = day_at
    return latest_begun(year, as_of, lambda y: month_of(y, int(month.value)))


def _two_back(cursor: Cursor, as_of: date) -> Period | None:
    if cursor.take("前天", "前日", "the day before yesterday", "day before yesterday"):
        return Period(as_of - timedelta(days=2), as_of - timedelta(days=2))
    if cursor.take("上上个月", "上上月", "the month before last", "month before last"):
        last = as_of.replace(day=1) - timedelta(days=1)
        before = last.replace(day=1) - timedelta(days=1)
        return month_of(before.year, before.month)
    if cursor.take("上上周", "上上个星期", "the week before last", "week before last"):
        monday = as_of - timedelta(days=as_of.weekday() + 14)
        return Period(monday, monday + timedelta(days=6))
    return None


def _chinese_year(cursor: Cursor, as_of: date) -> int | None:
    if named := cursor.take(*_YEARS):
        cursor.take("的")
        return as_of.year - _YEARS[named]
    start = cursor.at
    number = cursor.number()
    if number and 1900 <= number.value <= 2200 and cursor.take("年", "年度"):
        cursor.take("的")
        return int(number.value)
    if number and number.length == 1 and 0 <= number.value <= 99 and len(cursor.tokens[start].text) == 2:
        if cursor.take("年"):  # 25年 is 2025, unless it is long ago; durations say 25年内, 25年前
            following = cursor.token
            if following is not None and following.text in ("的", "双", "第", "上", "下", "初", "底", "q1", "q2"):
                return 2000 + int(number.value)
    cursor.at = start
    return None


def _named_part(cursor: Cursor, as_of: date, second: bool) -> Period | None:
    """A quarter, a half or a holiday, with its year before or behind it."""
    year = _chinese_year(cursor, as_of)
    if year is None and (token := cursor.token) is not None and _is_year(token.text):
        cursor.at += 1
        year = int(token.text)
    said_last = year is None and bool(cursor.take("last", "the last", "previous", "上个", "上一个", "最近一次", "上次"))
    if said_last and cursor.take("year's", "year"):
        year, said_last = as_of.year - 1, False
    return _part(cursor, year, as_of)


def _part(cursor: Cursor, year: int | None, as_of: date) -> Period | None:
    cursor.take("the")
    if named := cursor.take(*_QUARTERS):
        quarter = _QUARTERS[named]
        return latest_begun(year or _year_behind(cursor, as_of), as_of, lambda y: months_of(y, 3 * quarter - 2, 3))
    half_at = cursor.at
    if named := cursor.take(*_HALVES):
        month = _HALVES[named]
        said = _year_behind(cursor, as_of)
        if named.endswith("half") and said is None and year is None and not cursor.take("of the year"):
            cursor.at = half_at  # "the first half" of what?
            return None
        return latest_begun(year or said, as_of, lambda y: months_of(y, month, 6))
    holiday_at = cursor.at
    if read_holiday(cursor, year, as_of) is None:
        return None
    said, end = _year_behind(cursor, as_of), cursor.at
    cursor.at = holiday_at
    period = read_holiday(cursor, year or said, as_of)
    cursor.at = max(cursor.at, end)
    return period


def _year_behind(cursor: Cursor, as_of: date) -> int | None:
    """The year behind a name: "Q3 2025", "Black Friday last year", "the first half of 2025"."""
    start = cursor.at
    cursor.take("of", "in", ",")
    if named := cursor.take("this year", "last year"):
        return as_of.year - _YEARS[named]
    token = cursor.token
    if token is not None and _is_year(token.text):
        cursor.at += 1
        return int(token.text)
    cursor.at = start
    return None


def _english_date(cursor: Cursor, as_of: date, second: bool) -> Period | None:
    """March · March 2026 · March 1st, 2026 · 1 March · 2025."""
    start = cursor.at
    cursor.take("the")
    day = cursor.number()
    # A year alone is a date only behind a word that says so: "in 2025", but not "over 2000".
    if day and _is_year(str(day.value)) and cursor.at - start == 1 and _says_date(cursor, start, second):
        return year_of(int(day.value))
    if day:
        cursor.take("st", "nd", "rd", "th")
        cursor.take("of")
    month = _month_name(cursor)
    if month is None:
        return None
    if day is None:
        day_at = cursor.at
        cursor.take("the")
        day = cursor.number()
        if day and (day.value > 31 or day.share):
            cursor.at, day = day_at, None
        cursor.take("st", "nd", "rd", "th")
    year = _year_of_month(cursor, as_of)
    if day:
        return latest_begun(year, as_of, lambda y: day_of(y, month, int(day.value)))
    return latest_begun(year, as_of, lambda y: month_of(y, month))


def _year_of_month(cursor: Cursor, as_of: date) -> int | None:
    start = cursor.at
    if named := cursor.take("this year", "last year", "of this year", "of last year"):
        return as_of.year - _YEARS[named.removeprefix("of ")]
    cursor.take(",", "of")
    number = cursor.number()
    if number and _is_year(str(number.value)):
        return int(number.value)
    cursor.at = start
    return None


def _month_name(cursor: Cursor) -> int | None:
    token = cursor.token
    # "may" and "mar" are words too; a month is written with a number, a preposition or in full.
    if token is None or token.text not in _MONTHS:
        return None
    if token.text in ("may", "march") and not _says_date(cursor, cursor.at, True):
        following = cursor.tokens[cursor.at + 1] if cursor.at + 1 < len(cursor.tokens) else None
        if following is None or following.kind != "number":
            return None
    cursor.at += 1
    return _MONTHS[token.text]


def _says_date(cursor: Cursor, at: int, second: bool) -> bool:
    """Whether the word before `at` leads to a date; `second` is for the later end of a stretch."""
    before = cursor.tokens[at - 1].text if at else ""
    return before in _BEFORE_DATES or (second and before in ("to", "and", "of", "-", "last", "this"))


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4 and 1900 <= int(text) <= 2200
