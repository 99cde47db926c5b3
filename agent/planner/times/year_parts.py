"""Quarters, halves and holidays with their year: 去年Q3, "the first half of 2025", "last Christmas"."""

from agent.planner.amounts.cursor import Cursor
from agent.planner.times.holidays import read_holiday
from agent.planner.times.numeric_dates import is_year
from agent.planner.times.period import Now, Period, months_of, year_of
from agent.planner.times.year_names import chinese_year, year_behind

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


def read_year_part(cursor: Cursor, now: Now, later: bool) -> Period | None:
    """A quarter, a half or a holiday, with its year before or behind it."""
    year = chinese_year(cursor, now)
    if year is None and (token := cursor.token) is not None and is_year(token.text):
        cursor.at += 1
        year = int(token.text)
        if cursor.take("全年", "整年"):
            return year_of(year)
    said_last = year is None and bool(cursor.take("last", "the last", "previous", "上个", "上一个", "最近一次", "上次"))
    if said_last and cursor.take("year's", "year"):
        year = now.day.year - 1
    return part_of_year(cursor, year, now)


def part_of_year(cursor: Cursor, year: int | None, now: Now) -> Period | None:
    """The quarter, half or holiday that is named here, of `year` where that was said before it."""
    cursor.take("the")
    if named := cursor.take(*_QUARTERS):
        quarter = _QUARTERS[named]
        return now.nearest(year or year_behind(cursor, now), lambda y: months_of(y, 3 * quarter - 2, 3))
    half_at = cursor.at
    if named := cursor.take(*_HALVES):
        month = _HALVES[named]
        said = year_behind(cursor, now)
        if named.endswith("half") and said is None and year is None and not cursor.take("of the year"):
            cursor.at = half_at  # "the first half" of what?
            return None
        return now.nearest(year or said, lambda y: months_of(y, month, 6))
    return read_holiday(cursor, year, now, year_behind)
