"""Numbers, amounts and times as people write them in both languages."""

from datetime import date

import pytest

from agent.planner.numbers import read_number
from agent.planner.quantities import read_quantity
from agent.planner.times import read_time
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
    ],
)
def test_a_time_is_these_days(written: str, start: str | None, end: str | None) -> None:
    tokens = tokenise(written)
    time = read_time(tokens, 0, AS_OF)
    assert time is not None
    assert time.length == len(tokens)
    assert tuple(day.isoformat() if day else None for day in days(time.window, AS_OF)) == (start, end)


@pytest.mark.parametrize("written", ["30天", "2000", "over 2000", "左右"])
def test_what_only_looks_like_a_time_is_none(written: str) -> None:
    assert read_time(tokenise(written), 0, AS_OF) is None
