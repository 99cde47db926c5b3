"""Years as people name them: 去年, 2025年, 25年, 90年代, the "last year" of "Black Friday last year"."""

from agent.planner.amounts.cursor import Cursor
from agent.planner.times.numeric_dates import is_year
from agent.planner.times.period import Now, Period, year_of

_YEARS = {
    "今年": 0, "去年": 1, "前年": 2, "明年": -1, "后年": -2, "this year's": 0, "last year's": 1, "next year's": -1,
    "this year": 0, "last year": 1, "next year": -1,
}  # fmt: skip
_PARTS_OF_A_YEAR = ("的", "双", "第", "上", "下", "初", "底", "q1", "q2", "q3", "q4")


def read_decade(cursor: Cursor) -> Period | None:
    """90年代, 1990年代: of this century from 00 to 20."""
    start = cursor.at
    number = cursor.number()
    value = int(number.value) if number and number.value == int(number.value) else -1
    if value % 10 == 0 and cursor.take("年代") and (value < 100 or is_year(str(value))):
        first = value if value >= 100 else value + (1900 if value > 20 else 2000)
        return Period(year_of(first).start, year_of(first + 9).end)
    cursor.at = start
    return None


def chinese_year(cursor: Cursor, now: Now) -> int | None:
    """The year in front of a month or a part of it: the 去年 of 去年3月, 2025年."""
    if named := cursor.take(*_YEARS):
        cursor.take("的")
        return now.day.year - _YEARS[named]
    start = cursor.at
    number = cursor.number()
    if number and 1900 <= number.value <= 2200 and cursor.take("年", "年度"):
        cursor.take("的")
        return int(number.value)
    two = number and number.length == 1 and 0 <= number.value <= 99 and len(cursor.tokens[start].text) == 2
    # 25年 is 2025, unless it is long ago; durations say 25年内, 25年前
    if number and two and cursor.take("年") and cursor.token_text in _PARTS_OF_A_YEAR:
        return 2000 + int(number.value)
    cursor.at = start
    return None


def year_behind(cursor: Cursor, now: Now) -> int | None:
    """The year behind a name: "Q3 2025", "Black Friday last year", "the first half of 2025"."""
    start = cursor.at
    cursor.take("of", "in", ",")
    if named := cursor.take("this year", "last year", "next year"):
        return now.day.year - _YEARS[named]
    if is_year(cursor.token_text):
        cursor.at += 1
        return int(cursor.tokens[cursor.at - 1].text)
    cursor.at = start
    return None


def year_of_month(cursor: Cursor, now: Now) -> int | None:
    """The year behind a month: "March 2026", "March of last year"."""
    start = cursor.at
    if named := cursor.take("this year", "last year", "next year", "of this year", "of last year", "of next year"):
        return now.day.year - _YEARS[named.removeprefix("of ")]
    cursor.take(",", "of")
    number = cursor.number()
    if number and is_year(str(number.value)):
        return int(number.value)
    cursor.at = start
    return None
