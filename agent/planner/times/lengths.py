"""Lengths of time as people say them: 30 days, 三个月, half a year, 一年半, a fortnight."""

from dataclasses import dataclass

from agent.planner.amounts.cursor import Cursor
from tools.segment import Unit

_UNITS: dict[str, Unit] = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "季度": "quarter",
    "季": "quarter", "年": "year", "周年": "year", "自然日": "day", "自然周": "week", "自然月": "month",
    "自然季度": "quarter", "自然季": "quarter", "自然年": "year",
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
    "d": "day", "wk": "week", "mo": "month", "qtr": "quarter", "yr": "year",
}  # fmt: skip
_WHOLE = ("full", "calendar", "complete", "whole", "entire", "完整的", "完整", "整", "自然")
_HALVES: dict[str, tuple[int, Unit]] = {
    "半年": (6, "month"), "半个月": (15, "day"), "half a year": (6, "month"), "half year": (6, "month"),
}  # fmt: skip
_COUPLE = ("couple", "couple of")


@dataclass(frozen=True)
class Length:
    """`n` units; `whole` when units of the calendar are meant, "full months". `counted`: with a number or "a"."""

    n: int
    unit: Unit
    whole: bool = False
    counted: bool = True


def read_unit(cursor: Cursor) -> Unit | None:
    taken = cursor.take(*_UNITS)
    return _UNITS[taken] if taken else None


def read_length(cursor: Cursor) -> Length | None:
    """The length that begins here; one unit when only the unit is said: "the last month"."""
    start = cursor.at
    if half := cursor.take(*_HALVES):
        return Length(*_HALVES[half])
    number = cursor.number()
    n: int | float | None = number.value if number and not number.share and number.high is None else None
    if number is not None and n is None:
        cursor.at = start
        return None
    if number is None and cursor.take("a", "an"):
        n = 1
    if number is None and cursor.take(*_COUPLE):
        n = 2
    cursor.take("个")
    whole = bool(cursor.take(*_WHOLE))
    cursor.take("个")
    if cursor.take("fortnight"):
        n = n or 1
        length: Length | None = _scaled(n, 14, "day")
    else:
        at, unit = cursor.at, read_unit(cursor)
        named = cursor.tokens[at].text if unit else ""
        length = None if unit is None else _of(cursor, n, unit)
        if length is not None and n is None and (named.endswith("s") or not named.isascii()):
            length = None  # "the last weeks", 近日: nobody knows how many
        whole = whole or named == "自"
    if length is None:
        cursor.at = start
        return None
    return Length(length.n, length.unit, whole, n is not None)


def _of(cursor: Cursor, n: int | float | None, unit: Unit) -> Length | None:
    """`n` units and what half is added to them: 一年半, "a year and a half"."""
    half = 0.5 if cursor.take("and a half") or (n is not None and cursor.take("半")) else 0.0
    if unit == "year" and ((n or 1) + half) % 1:
        return _scaled((n or 1) + half, 12, "month")
    return _scaled((n or 1) + half, 1, unit)


def _scaled(n: int | float | None, by: int, unit: Unit) -> Length | None:
    """As many whole units as there are in `n` times `by`; None when that is no whole number above zero."""
    total = (n or 1) * by
    return Length(int(total), unit) if total == int(total) and total >= 1 else None
