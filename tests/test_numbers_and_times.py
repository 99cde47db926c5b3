"""Numbers, amounts and times as people write them in both languages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.planner.amounts.numbers import read_number
from agent.planner.amounts.quantities import read_quantity
from agent.planner.times.windows import read_time
from tools.catalog.tokens import tokenise
from tools.segment import days

AS_OF = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,200", 1200),
        ("3k", 3000),
        ("1.5万", 15_000),
        ("一万二", 12_000),
        ("两千五", 2500),
        ("３千", 3000),
        ("一百零五", 105),
        ("三百五十", 350),
        ("二〇二六", 2026),
        ("十五", 15),
        ("2.5w", 25_000),
        ("100万", 1_000_000),
        ("twenty-five", 25),
        ("two thousand five hundred", 2500),
        ("3 million", 3_000_000),
        ("10%", 0.1),
        ("百分之十", 0.1),
        ("三分之一", 1 / 3),
        ("一成", 0.1),
        ("5千万", 50_000_000),
        ("１２００", 1200),
        ("10 000", 10_000),
        ("1万2", 12_000),
        ("1万2千", 12_000),
        ("三点五万", 35_000),
        ("壹佰", 100),
        ("廿五", 25),
        ("百分之十点五", 0.105),
        ("三成半", 0.35),
        ("一半", 0.5),
        ("ten per cent", 0.1),
        ("two thirds", 2 / 3),
        ("two and a half thousand", 2500),
        ("one hundred and five", 105),
        ("half a dozen", 6),
        ("5 hundred", 500),
    ],
)
def test_a_number_is_read_whole(written: str, value: float) -> None:
    tokens = tokenise(written)
    number = read_number(tokens, 0)
    assert number is not None
    assert (number.value, number.length) == (pytest.approx(value), len(tokens))


@pytest.mark.parametrize(
    ("written", "op", "low", "high"),
    [
        ("至少两次", "at_least", 2, None),
        ("25到35岁", "between", 25, 35),
        ("over 2000 CNY", "more_than", 2000, None),
        ("1000 or more", "at_least", 1000, None),
        ("不满18岁", "less_than", 18, None),
        ("2到3万元", "between", 20_000, 30_000),
        ("between 25 and 35", "between", 25, 35),
        ("35岁及以上", "at_least", 35, None),
        ("不超过5次", "at_most", 5, None),
        ("$50 to $100", "between", 50, 100),
        ("twice or more", "at_least", 2, None),
        (">=3", "at_least", 3, None),
        ("30岁以下", "at_most", 30, None),
        ("fewer than three times", "less_than", 3, None),
        ("25-35", "between", 25, 35),
        ("25~35岁", "between", 25, 35),
        ("25岁至35岁之间", "between", 25, 35),
        ("两三千元", "between", 2000, 3000),
        ("十五六岁", "between", 15, 16),
        ("二三十岁", "between", 20, 39),
        ("2、3次", "between", 2, 3),
        ("3 or 4 times", "between", 3, 4),
        ("once or twice", "between", 1, 2),
        ("between one hundred and five hundred", "between", 100, 500),
        ("no less than 5", "at_least", 5, None),
        ("5 at the most", "at_most", 5, None),
        ("not exceeding 5", "at_most", 5, None),
        ("in excess of 500", "more_than", 500, None),
        ("25岁及其以上", "at_least", 25, None),
        ("至少满5次", "at_least", 5, None),
        ("40岁开外", "more_than", 40, None),
        ("半年以上", "at_least", 6, None),
        ("90后", "between", 1990, 1999),
        ("95后", "between", 1995, 1999),
        ("零五后", "between", 2005, 2009),
    ],
)
def test_bounds_hold_the_number_only_where_the_language_says_so(
    written: str, op: str, low: float, high: float | None
) -> None:
    tokens = tokenise(written)
    quantity = read_quantity(tokens, 0, frozenset())
    assert quantity is not None
    assert (quantity.op, quantity.value, quantity.high, quantity.length) == (op, low, high, len(tokens))


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("近30天", "2026-10-02", "2026-10-31"),
        ("近一周", "2026-10-25", "2026-10-31"),
        ("最近三个月", "2026-08-01", "2026-10-31"),
        ("近半年", "2026-05-01", "2026-10-31"),
        ("上个月", "2026-09-01", "2026-09-30"),
        ("last month", "2026-09-01", "2026-09-30"),
        ("in the last month", "2026-10-01", "2026-10-31"),
        ("this month", "2026-10-01", "2026-10-31"),
        ("30天内", "2026-10-02", "2026-10-31"),
        ("within 30 days", "2026-10-02", "2026-10-31"),
        ("next 30 days", "2026-11-01", "2026-11-30"),
        ("下个月", "2026-11-01", "2026-11-30"),
        ("since March", "2026-03-01", None),
        ("2026年3月以来", "2026-03-01", None),
        ("before 2026-01-01", None, "2025-12-31"),
        ("3月到5月", "2026-03-01", "2026-05-31"),
        ("between March 1 and May 3", "2026-03-01", "2026-05-03"),
        ("in 2025", "2025-01-01", "2025-12-31"),
        ("去年12月", "2025-12-01", "2025-12-31"),
        ("11月", "2025-11-01", "2025-11-30"),
        ("last quarter", "2026-07-01", "2026-09-30"),
        ("2026年3月1日之后", "2026-03-02", None),
        ("昨天", "2026-10-30", "2026-10-30"),
        ("in the last fortnight", "2026-10-18", "2026-10-31"),
        ("近一个季度", "2026-08-01", "2026-10-31"),
        ("这半年", "2026-05-01", "2026-10-31"),
        ("近一年半", "2025-05-01", "2026-10-31"),
        ("上半年", "2026-01-01", "2026-06-30"),
        ("Q2 last year", "2025-04-01", "2025-06-30"),
        ("the last two full months", "2026-08-01", "2026-09-30"),
        ("前两个完整月", "2026-08-01", "2026-09-30"),
        ("年初以来", "2026-01-01", "2026-10-31"),
        ("since the beginning of the year", "2026-01-01", "2026-10-31"),
        ("since last month", "2026-09-01", None),
        ("until the end of March", None, "2026-03-31"),
        ("3月底前", None, "2026-03-31"),
        ("no later than March 2026", None, "2026-03-31"),
        ("between 3 and 6 March", "2026-03-03", "2026-03-06"),
        ("March 3-6", "2026-03-03", "2026-03-06"),
        ("3月5日至20日", "2026-03-05", "2026-03-20"),
        ("3到5月", "2026-03-01", "2026-05-31"),
        ("去年3月到5月", "2025-03-01", "2025-05-31"),
        ("March to May 2025", "2025-03-01", "2025-05-31"),
        ("去年10月到今年2月", "2025-10-01", "2026-02-28"),
        ("March or April", "2026-03-01", "2026-04-30"),
        ("2026.10.01-2026.10.07", "2026-10-01", "2026-10-07"),
        ("10月中旬", "2026-10-11", "2026-10-20"),
        ("last October", "2025-10-01", "2025-10-31"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("90年代", "1990-01-01", "1999-12-31"),
        ("上周五", "2026-10-23", "2026-10-23"),
        ("前天", "2026-10-29", "2026-10-29"),
        ("前年", "2024-01-01", "2024-12-31"),
        ("三天前", "2026-10-28", "2026-10-28"),
        ("more than 2 weeks ago", None, "2026-10-16"),
        ("超过半年前", None, "2026-04-29"),
        ("去年双11", "2025-11-11", "2025-11-11"),
        ("since Singles' Day", "2025-11-11", None),
        ("去年618", "2025-06-18", "2025-06-18"),
        ("春节", "2026-02-16", "2026-02-22"),
        ("去年中秋", "2025-10-06", "2025-10-06"),
        ("Dragon Boat Festival", "2026-06-19", "2026-06-19"),
        ("清明节", "2026-04-05", "2026-04-05"),
        ("Easter", "2026-04-05", "2026-04-05"),
        ("Black Friday", "2025-11-28", "2025-11-28"),
    ],
)
def test_a_time_is_these_days(written: str, start: str | None, end: str | None) -> None:
    tokens = tokenise(written)
    time = read_time(tokens, 0, AS_OF)
    assert time is not None
    assert time.length == len(tokens)
    assert tuple(day.isoformat() if day else None for day in days(time.window, AS_OF)) == (start, end)


@pytest.mark.parametrize(
    "written",
    [
        "30天",
        "2000",
        "over 2000",
        "左右",
        "past 24 hours",
        "这几天",
        "近日",
        "the last few days",
        "去年同期",
        "周末",
        "on weekends",
        "10月底",
        "mid-October",
        "端午假期",
        "Black Friday weekend",
        "two weeks ago",
        "90天前",
        "618",
    ],
)
def test_what_only_looks_like_a_time_is_none(written: str) -> None:
    assert read_time(tokenise(written), 0, AS_OF) is None


@given(st.integers(1, 99_999))
def test_a_number_means_the_same_in_digits_in_chinese_and_in_english(value: int) -> None:
    for written in (str(value), f"{value:,}", f"{value:,}".replace(",", " "), _in_chinese(value), _in_english(value)):
        tokens = tokenise(written)
        number = read_number(tokens, 0)
        assert number is not None, written
        assert (number.value, number.length) == (value, len(tokens)), written


@given(st.dates(date(2024, 1, 1), date(2026, 10, 31)), st.integers(0, 400))
def test_a_stretch_of_days_is_the_same_however_it_is_written(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    chinese = [f"{day.year}年{day.month}月{day.day}日" for day in (start, end)]
    english = [f"{day:%B} {day.day}, {day.year}" for day in (start, end)]
    for written in (
        f"{start} to {end}",
        f"{start:%Y.%m.%d}-{end:%Y.%m.%d}",
        f"{start:%Y/%m/%d}至{end:%Y/%m/%d}",
        f"从{chinese[0]}到{chinese[1]}",
        f"from {english[0]} to {english[1]}",
        f"between {english[0]} and {english[1]}",
    ):
        tokens = tokenise(written)
        time = read_time(tokens, 0, AS_OF)
        assert time is not None, written
        assert (days(time.window, AS_OF), time.length) == ((start, end), len(tokens)), written


@given(
    st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    st.sampled_from(["双十一", "春节", "端午", "Easter", "感恩节", "国庆"]),
)
def test_a_holiday_without_a_year_is_the_latest_that_has_begun(as_of: date, name: str) -> None:
    time = read_time(tokenise(name), 0, as_of)
    assert time is not None
    start, end = days(time.window, as_of)
    assert start is not None
    assert end is not None
    assert start <= as_of < start + timedelta(days=400)
    assert end - start < timedelta(days=7)


def _in_chinese(value: int) -> str:
    """In full, as a cheque would have it: 一万零五."""
    text, digits = "", str(value)
    for place, digit in enumerate(digits):
        unit = ["", "十", "百", "千", "万"][len(digits) - place - 1]
        if digit != "0":
            text += "零一二三四五六七八九"[int(digit)] + unit
        elif not text.endswith("零") and int(digits[place:]):
            text += "零"
    return text


_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _in_english(value: int) -> str:
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10 - 2] + (f"-{_ONES[value % 10]}" if value % 10 else "")
    name, size = ("thousand", 1000) if value >= 1000 else ("hundred", 100)
    rest = value % size
    joined = " and " if rest and rest < 100 else " "
    return f"{_in_english(value // size)} {name}" + (joined + _in_english(rest) if rest else "")
