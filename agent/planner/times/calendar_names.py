"""Days and months by the names people give them, in both languages; with their years and the parts of a year."""

import calendar
from datetime import timedelta

from agent.planner.amounts.cursor import Cursor
from agent.planner.amounts.numbers import Number
from agent.planner.times.lengths import read_length
from agent.planner.times.near_days import read_near_day
from agent.planner.times.numeric_dates import BEFORE_DATES, is_year, read_iso, read_slashed
from agent.planner.times.period import Now, Period, day_of, month_of, months_of, third_of, year_of
from agent.planner.times.year_names import chinese_year, read_decade, year_of_month
from agent.planner.times.year_parts import part_of_year, read_year_part
from agent.planner.words import windows
from tools.catalog.tokens import Token
from tools.segment import Current, Previous, days

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.lower(): i for i, name in enumerate(calendar.month_abbr) if name
}
_MONTHS["sept"] = 9
_THIRDS = {"上旬": 0, "中旬": 1, "下旬": 2}
_OF_A_YEAR = (["of", "last"], ["of", "this"], ["last", "year"], ["this", "year"])
_NAMED = {name: window for name, window in windows().items() if isinstance(window, Current | Previous)}
_ORDINALS = {
    name: n
    for n, name in enumerate(
        (
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
            "twentieth",
        ),
        1,
    )
}  # fmt: skip
_WEEK = 7
_OR = ("or later", "or earlier", "or before", "or after", "onwards", "and later", "and earlier")
_TO = ("to", "-", "–", "—", "~", "through", "until", "till", "到", "至", "～")


def read_period(cursor: Cursor, now: Now, later: bool = False) -> Period | None:
    """What is named here. `later`: it is the later end of a stretch."""
    start = cursor.at
    for read in _READERS:
        cursor.at = start
        period = read(cursor, now, later)
        if period is not None:
            cursor.take("的")
            return period
    cursor.at = start
    return None


def days_in_one_month(cursor: Cursor, now: Now, between: bool) -> Period | None:
    """3 to 6 March · between the 3rd and the 6th of May 2025 · 去年3到5月: what both ends are of is said once."""
    start = cursor.at
    year = chinese_year(cursor, now)
    cursor.take("the")
    low = cursor.number()
    cursor.take("st", "nd", "rd", "th")
    joined = low and cursor.take(*_TO, *(("and", "和", "与") if between else ()))
    cursor.take("the")
    high = cursor.number() if joined else None
    if low and high and low.value < high.value <= 31 and low.value == int(low.value) >= 1:
        first, last = int(low.value), int(high.value)
        if last <= 12 and cursor.take("月份", "月") and cursor.token_text not in ("底", "初", "末"):
            return now.nearest(year, lambda y: months_of(y, first, last - first + 1))
        cursor.take("st", "nd", "rd", "th")
        cursor.take("of")
        month = _month_name(cursor, True)
        if month is not None:
            of = year_of_month(cursor, now)
            begun = now.nearest(of, lambda y: day_of(y, month, first))
            ended = day_of(begun.start.year, month, last) if begun else None
            if begun and ended:
                return Period(begun.start, ended.end)
    cursor.at = start
    return None


def day_of_month(cursor: Cursor, first: Period) -> Period | None:
    """The 20日 of 3月5日至20日 and the 6 of "March 3-6"."""
    cursor.take("the")
    number = cursor.number()
    said = cursor.take("日", "号", "th", "st", "nd", "rd") if number else None
    if number is None or first.start != first.end or number.value != int(number.value):
        return None
    following = cursor.token
    if said is None and following is not None and following.kind in ("han", "number"):
        return None
    return day_of(first.start.year, first.start.month, int(number.value))


def _chinese_date(cursor: Cursor, now: Now, later: bool) -> Period | None:
    """2025年 · 去年3月 · 3月5日 · 11月份 · 10月上旬."""
    start = cursor.at
    if (decade := read_decade(cursor)) is not None:
        return decade
    year = chinese_year(cursor, now)
    month_at = cursor.at
    month = cursor.number()
    if not month or not 1 <= month.value <= 12 or month.value != int(month.value) or not cursor.take("月份", "月"):
        cursor.at = month_at
        if year is None or cursor.at == start or part_of_year(Cursor(cursor.tokens, cursor.at), year, now) is not None:
            return None
        cursor.take("全年", "整年", "一整年", "一年")
        return year_of(year)
    if third := cursor.take(*_THIRDS):
        return now.nearest(year, lambda y: third_of(month_of(y, int(month.value)), _THIRDS[third]))
    month_said = now.nearest(year, lambda y: month_of(y, int(month.value)))
    if month_said is not None and (part := _chinese_part(cursor, month_said)) is not None:
        return part
    day_at = cursor.at
    day = cursor.number()
    if day and day.value == int(day.value) and (cursor.take("日", "号") or _ends_a_date(cursor.token_text)):
        return now.nearest(year, lambda y: day_of(y, int(month.value), int(day.value)))
    cursor.at = day_at
    return month_said


def _ends_a_date(following: str) -> bool:
    """Whether 10月15 is a date without its last word, by what comes next."""
    return following in ("", "到", "至", "-", "~", "之", "以", "前", "后", "起", "的", ",", "，")


def _english_date(cursor: Cursor, now: Now, later: bool) -> Period | None:
    """March · March 2026 · March 1st, 2026 · 1 March · last October · 2025."""
    start = cursor.at
    which = cursor.take("last", "this past", "this", "this coming", "next")
    cursor.take("the")
    day = None if which else cursor.number() or _ordinal(cursor)
    # A year alone is a date only behind a word that says so: "in 2025", but not "over 2000".
    alone = day is not None and is_year(str(day.value)) and cursor.at - start == 1
    if day and alone and (_says_date(cursor, start, later) or Cursor(cursor.tokens, cursor.at).take(*_OR)):
        return year_of(int(day.value))
    if day and day.value % 10 == 0 and is_year(str(day.value)) and cursor.take("s", "'s"):
        return Period(year_of(int(day.value)).start, year_of(int(day.value) + 9).end)
    if day:
        cursor.take("st", "nd", "rd", "th")
        cursor.take("of")
    month = _month_name(cursor, later or which is not None)
    if month is None:
        return None
    if which is not None:
        return _which_month(which, month, now)
    if day is None:
        day_at = cursor.at
        cursor.take("the")
        day = cursor.number()
        if day and (day.value > 31 or day.share):
            cursor.at, day = day_at, None
        cursor.take("st", "nd", "rd", "th")
    year = year_of_month(cursor, now)
    if day:
        return now.nearest(year, lambda y: day_of(y, month, int(day.value)))
    return now.nearest(year, lambda y: month_of(y, month))


def _ordinal(cursor: Cursor) -> Number | None:
    """The first of "the first of September"."""
    start = cursor.at
    if (named := cursor.take(*_ORDINALS)) and cursor.token_text == "of":
        return Number(_ORDINALS[named], cursor.at - start)
    cursor.at = start
    return None


def _chinese_part(cursor: Cursor, month: Period) -> Period | None:
    """The 第一周 of 5月第一周, the 前10天 of 3月前10天, 上半月."""
    start = cursor.at
    cursor.take("的")
    if half := cursor.take("上半月", "下半月"):
        middle = month.start + timedelta(days=14)
        return Period(month.start, middle) if half == "上半月" else Period(middle + timedelta(days=1), month.end)
    which = cursor.take("第", "前", "头", "最后", "后")
    length = read_length(cursor) if which else None
    count = length.n * {"day": 1, "week": 7}.get(length.unit, 0) if length and length.counted else 0
    if not count or count > (month.end - month.start).days or (which == "第" and count != _WEEK):
        cursor.at = start
        return None
    if which in ("最后", "后"):
        return Period(month.end - timedelta(days=count - 1), month.end)
    return Period(month.start, month.start + timedelta(days=count - 1))


def _part_of_month(cursor: Cursor, now: Now, later: bool) -> Period | None:
    """the first week of May · the last ten days of June 2025: days of one month."""
    start = cursor.at
    cursor.take("the")
    which = cursor.take("first", "last")
    if which is None:
        cursor.at = start
        return None
    length = read_length(cursor)
    if length is None or length.unit not in ("day", "week") or not cursor.take("of", "in"):
        cursor.at = start
        return None
    month = _english_date(cursor, now, True)
    count = length.n * (7 if length.unit == "week" else 1)
    if month is None or count > (month.end - month.start).days:
        cursor.at = start
        return None
    if which == "first":
        return Period(month.start, month.start + timedelta(days=count - 1))
    return Period(month.end - timedelta(days=count - 1), month.end)


def _which_month(which: str, month: int, now: Now) -> Period | None:
    """ "last October" is the latest that is over, "next October" the first to come, "this October" this year's."""
    first = now.day.replace(day=1)
    if which in ("last", "this past"):
        return Now(first - timedelta(days=1)).nearest(None, lambda y: month_of(y, month))
    if which == "next":
        return Now(now.day, since=first + timedelta(days=31)).nearest(None, lambda y: month_of(y, month))
    return month_of(now.day.year, month)


def _named_window(cursor: Cursor, now: Now, later: bool) -> Period | None:
    """yesterday · last month · 上周, where they begin or end a stretch."""
    name = cursor.take(*_NAMED)
    if name is None:
        return None
    first, last = days(_NAMED[name], now.day)
    assert first
    assert last
    return Period(first, last)


def _month_name(cursor: Cursor, said: bool) -> int | None:
    """The month named here. `said`: the words before it lead to a date."""
    token = cursor.token
    # "may" and "march" are words too; as months they stand with a number, a year or a preposition.
    if token is None or token.text not in _MONTHS:
        return None
    if token.text in ("may", "march") and not said and not _says_date(cursor, cursor.at, said):
        following = cursor.tokens[cursor.at + 1 : cursor.at + 3]
        dated = following and following[0].kind == "number"
        if not dated and not _listed(following) and [t.text for t in following] not in _OF_A_YEAR:
            return None
    cursor.at += 1
    return _MONTHS[token.text]


def _listed(following: list[Token]) -> bool:
    """The "to May" of "March to May", "or April"."""
    return len(following) == 2 and following[0].text in (*_TO, "and", "or") and following[1].text in _MONTHS


def _says_date(cursor: Cursor, at: int, later: bool) -> bool:
    """Whether the word before `at` leads to a date; `later` is for the later end of a stretch."""
    before = cursor.tokens[at - 1].text if at else ""
    return before in BEFORE_DATES or (later and before in ("to", "and", "of", "-", "last", "this"))


_READERS = (
    read_iso, read_near_day, read_slashed, _part_of_month, _chinese_date, read_year_part, _english_date, _named_window,
)  # fmt: skip
