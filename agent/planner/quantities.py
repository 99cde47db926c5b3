"""Amounts with their comparison and unit: 至少两次 · 25到35岁 · over 2000 CNY · 3 km · 1000 or more · 前10%."""

from dataclasses import dataclass, replace
from typing import Literal

from agent.planner.cursor import Cursor
from agent.planner.numbers import TIMES, Number
from agent.planner.words import Op, UnitClass, comparisons, units
from tools.catalog.tokens import Token, phrase

_UNITS = units()
_BEFORE, _AFTER = comparisons("before"), comparisons("after")
_METRES = {phrase(unit): metres for unit, metres in {
    "公里": 1000, "千米": 1000, "km": 1000, "kilometers": 1000, "kilometres": 1000, "mile": 1609.344, "英里": 1609.344
}.items()}  # fmt: skip
_AGE_HINTS = frozenset(("older than", "younger than", "or older", "or younger", "and older", "and younger"))
_RANGE = ("到", "至", "-", "~", "–", "—", "～", "to", "and", "through", "和", "与", "or")
_SIGNS = ("$", "¥", "￥", "€", "£")


Comparison = Op | Literal["between"]


@dataclass(frozen=True)
class Quantity:
    """An amount read from `length` tokens. `unit` is the word used, `unit_class` what such a word measures.

    `high` is set for a range, which holds both ends. `op` is None where no word compares.
    """

    value: int | float
    length: int
    op: Comparison | None = None
    high: int | float | None = None
    share: bool = False
    unit: tuple[str, ...] | None = None
    unit_class: UnitClass | None = None

    @property
    def metres(self) -> float:
        """The amount of a distance, in metres."""
        return float(self.value * _METRES.get(self.unit or (), 1))


def read_quantity(tokens: list[Token], at: int, units: frozenset[tuple[str, ...]]) -> Quantity | None:
    """The quantity that begins at token `at`; `units` are the catalog's own unit words, as phrases."""
    cursor = Cursor(tokens, at)
    op: Comparison | None
    op, hint = _comparison(cursor, _BEFORE)
    between = op is None and bool(cursor.take("between", "from", "介于", "从", "在"))
    if times := _times_word(cursor):
        quantity = Quantity(times, 0, op=op, unit=phrase("times"), unit_class="times")
        after, _ = _comparison(cursor, _AFTER)
        return replace(quantity, op=op or after, length=cursor.at - at)
    sign = cursor.take(*_SIGNS)
    first = cursor.number()
    if first is None:
        return None
    cursor.take("个") if cursor.at < len(tokens) - 1 and tokens[cursor.at + 1].text not in ("人", "用", "客") else None
    _pass_different(cursor)
    unit = phrase(sign) if sign else _unit(cursor, units)
    second = _range_end(cursor, first, between or op is None, between)
    if second is not None:
        first = _same_scale(first, second)
        cursor.take(*_SIGNS)
        unit = _unit(cursor, units) or unit
        cursor.take("之间", "间")
        op = "between"
    elif between:
        return None
    # "1000 users or more", "35岁及以上", "30 years and older"
    after, after_hint = _comparison(cursor, _AFTER)
    if op in (None, "is") and after:
        op = after
    if unit is None:
        unit = _unit(cursor, units)
    unit_class = _UNITS.get(unit) if unit else None
    if unit is None and (hint in _AGE_HINTS or after_hint in _AGE_HINTS):
        unit_class = "years"
    return Quantity(first.value, cursor.at - at, op, second.value if second else None, first.share, unit, unit_class)


def same_unit(unit: tuple[str, ...] | None, unit_class: UnitClass | None, names: tuple[str, ...]) -> bool:
    """Whether a quantity's unit is one of `names`, by the word or by what both measure."""
    for name in names:
        keys = phrase(name)
        if keys == unit or (unit_class and _UNITS.get(keys) == unit_class):
            return True
    return False


def _comparison(cursor: Cursor, words: dict[str, Op]) -> tuple[Op | None, str | None]:
    taken = cursor.take(*words)
    return (words[taken], taken) if taken else (None, None)


def _pass_different(cursor: Cursor) -> None:
    """The word of "3 different days"; "3 different items" is for the reader of measures."""
    start = cursor.at
    if cursor.take("different", "distinct", "separate", "个不同的", "不同的") and cursor.take("days", "天"):
        cursor.at -= 1
    else:
        cursor.at = start


def _times_word(cursor: Cursor) -> int | None:
    taken = cursor.take(*TIMES)
    return TIMES[taken] if taken else None


def _unit(cursor: Cursor, units: frozenset[tuple[str, ...]]) -> tuple[str, ...] | None:
    for length in range(4, 0, -1):
        keys = tuple(token.key for token in cursor.tokens[cursor.at : cursor.at + length])
        if len(keys) == length and (keys in units or keys in _UNITS):
            cursor.at += length
            return keys
    return None


def _range_end(cursor: Cursor, first: Number, may: bool, between: bool) -> Number | None:
    """The upper end behind "to" or, after "between", behind "and"; None when what follows is something else."""
    start = cursor.at
    joined = cursor.take(*_RANGE)
    if joined and may and (between or joined not in ("and", "和", "与", "or")):
        cursor.take(*_SIGNS)
        second = cursor.number()
        if second and second.value >= first.value and second.share == first.share:
            return second
    cursor.at = start
    return None


def _same_scale(first: Number, second: Number) -> Number:
    """2到3万 and "2 to 3k": the scale behind the second number is meant for both."""
    for scale in (10_000, 1000, 100_000_000, 1_000_000, 100):
        scaled = second.length > 1 and second.value % scale == 0 and second.value >= scale
        if scaled and first.length == 1 and first.value < 1000 > second.value / scale >= first.value:
            return replace(first, value=first.value * scale)
    return first
