"""Amounts with their comparison and unit: 至少两次 · 25到35岁 · over 2000 CNY · 3 km · 1000 or more · 前10%."""

from dataclasses import dataclass, replace
from typing import Literal

from agent.planner.cursor import Cursor
from agent.planner.numbers import TIMES, Number
from tools.catalog.tokens import Token, phrase

Op = Literal["is", "at_least", "at_most", "more_than", "less_than", "between"]
UnitClass = Literal["years", "times", "people", "money", "metres", "days"]

_UNITS: dict[UnitClass, tuple[str, ...]] = {
    "years": ("岁", "周岁", "岁数", "years old", "year old", "years of age", "yo", "year", "years", "yrs"),
    "times": ("次", "回", "单", "笔", "遍", "趟", "times", "time", "x"),
    "people": ("人", "个人", "名", "位", "个用户", "名用户", "位用户", "个客户", "名客户", "users", "people", "customers", "persons", "members", "households"),
    "money": ("元", "块", "块钱", "元钱", "人民币", "圆", "rmb", "cny", "yuan", "kuai", "dollars", "dollar", "usd", "bucks", "$", "¥", "￥", "€", "£", "eur", "euros", "gbp", "pounds", "美元", "欧元"),
    "metres": ("米", "公里", "千米", "里地", "km", "kilometers", "kilometres", "kilometer", "kilometre", "m", "meters", "metres", "meter", "metre", "mile", "miles", "英里"),
    "days": ("天", "日", "days", "day"),
}  # fmt: skip
_UNIT_CLASS = {phrase(unit): (unit_class, unit) for unit_class, units in _UNITS.items() for unit in units}
_LONG = {"公里": 1000, "千米": 1000, "km": 1000, "kilometers": 1000, "kilometres": 1000, "kilometer": 1000, "kilometre": 1000,
         "mile": 1609.344, "miles": 1609.344, "英里": 1609.344}  # fmt: skip

_BEFORE: dict[Op, tuple[str, ...]] = {
    "more_than": ("超过", "大于", "高于", "多于", "超", "over", "above", "more than", "greater than", "exceeding", "exceeds", "exceed", "higher than", "larger than", "upwards of", "older than", "bigger than", "beyond", ">", "不止"),
    "less_than": ("小于", "低于", "少于", "不到", "不足", "不满", "未满", "未达", "未到", "under", "below", "less than", "fewer than", "lower than", "smaller than", "younger than", "<", "没到", "不超", "没满"),
    "at_least": ("至少", "不少于", "不低于", "不小于", "大于等于", "大于或等于", "达到", "满", "起码", "最少", "高于等于", "at least", "no less than", "no fewer than", "not less than", "minimum", "minimum of", "a minimum of", "min", ">=", "≥", "最低", "超过或等于"),
    "at_most": ("至多", "最多", "不超过", "不大于", "不高于", "不多于", "小于等于", "小于或等于", "顶多", "最高", "at most", "no more than", "not more than", "up to", "maximum", "maximum of", "a maximum of", "max", "<=", "≤", "没超过", "未超过"),
    "is": ("等于", "恰好", "正好", "刚好", "整整", "exactly", "equal to", "equals", "precisely", "just", "=", "=="),
}  # fmt: skip
_AFTER: dict[Op, tuple[str, ...]] = {
    "at_least": ("以上", "及以上", "或以上", "或更多", "起", "及更多", "或更高", "往上", "朝上", "or more", "or above", "or over", "or older", "or higher", "and above", "and over", "and up", "and older", "or greater", "+", "plus", "or up", "and more", "at least", "at a minimum"),
    "at_most": ("以下", "及以下", "或以下", "以内", "之内", "或更少", "封顶", "or less", "or fewer", "or below", "or under", "or younger", "or lower", "and under", "and below", "and younger", "at most", "tops", "at max"),
    "more_than": ("开外", "出头"),
}  # fmt: skip
_AGE_HINTS = frozenset(("older than", "younger than", "or older", "or younger", "and older", "and younger"))
_RANGE = ("到", "至", "-", "~", "–", "—", "～", "to", "and", "through", "和", "与", "or")


@dataclass(frozen=True)
class Quantity:
    """An amount read from `length` tokens. `unit` is the word used, `unit_class` what such a word measures.

    `high` is set for a range, which holds both ends. `op` is None where no word compares.
    """

    value: int | float
    length: int
    op: Op | None = None
    high: int | float | None = None
    share: bool = False
    unit: tuple[str, ...] | None = None
    unit_class: UnitClass | None = None

    @property
    def metres(self) -> float:
        scale = _LONG.get(_UNIT_CLASS[self.unit][1], 1) if self.unit in _UNIT_CLASS else 1
        return float(self.value * scale)


def read_quantity(tokens: list[Token], at: int, units: frozenset[tuple[str, ...]]) -> Quantity | None:
    """The quantity that begins at token `at`; `units` are the catalog's own unit words, as phrases."""
    cursor = Cursor(tokens, at)
    op, hint = _comparison(cursor, _BEFORE)
    between = op is None and bool(cursor.take("between", "from", "介于", "从", "在"))
    if times := _times_word(cursor):
        quantity = Quantity(times, 0, op=op, unit=phrase("times"), unit_class="times")
        after, _ = _comparison(cursor, _AFTER)
        return replace(quantity, op=op or after, length=cursor.at - at)
    sign = cursor.take("$", "¥", "￥", "€", "£")
    first = cursor.number()
    if first is None:
        return None
    cursor.take("个") if cursor.at < len(tokens) - 1 and tokens[cursor.at + 1].text not in ("人", "用", "客") else None
    unit = phrase(sign) if sign else _unit(cursor, units)
    second_at = cursor.at
    second = _range_end(cursor, between, op)
    if second is not None and (second.value < first.value or second.share != first.share):
        cursor.at, second = second_at, None
    if second is not None:
        first = _same_scale(first, second)
        cursor.take("$", "¥", "￥", "€", "£")
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
    unit_class = _UNIT_CLASS[unit][0] if unit in _UNIT_CLASS else None
    if unit is None and (hint in _AGE_HINTS or after_hint in _AGE_HINTS):
        unit_class = "years"
    return Quantity(
        first.value, cursor.at - at, op, second.value if second else None, first.share, unit, unit_class
    )


def same_unit(unit: tuple[str, ...] | None, unit_class: UnitClass | None, names: tuple[str, ...]) -> bool:
    """Whether a quantity's unit is one of `names`, by the word or by what both measure."""
    for name in names:
        keys = phrase(name)
        if keys == unit or (unit_class and keys in _UNIT_CLASS and _UNIT_CLASS[keys][0] == unit_class):
            return True
    return False


def _comparison(cursor: Cursor, table: dict[Op, tuple[str, ...]]) -> tuple[Op | None, str | None]:
    words = {word: op for op, options in table.items() for word in options}
    taken = cursor.take(*words)
    return (words[taken], taken) if taken else (None, None)


def _times_word(cursor: Cursor) -> int | None:
    taken = cursor.take(*TIMES)
    return TIMES[taken] if taken else None


def _unit(cursor: Cursor, units: frozenset[tuple[str, ...]]) -> tuple[str, ...] | None:
    for length in range(4, 0, -1):
        keys = tuple(token.key for token in cursor.tokens[cursor.at : cursor.at + length])
        if len(keys) == length and (keys in units or keys in _UNIT_CLASS):
            cursor.at += length
            return keys
    return None


def _range_end(cursor: Cursor, between: bool, op: Op | None) -> Number | None:
    joined = cursor.take(*_RANGE)
    if joined is None or op is not None or (joined in ("and", "和", "与", "or") and not between):
        return None
    cursor.take("$", "¥", "￥", "€", "£")
    return cursor.number()


def _same_scale(first: Number, second: Number) -> Number:
    """2到3万 and "2 to 3k": the scale behind the second number is meant for both."""
    for scale in (10_000, 1000, 100_000_000, 1_000_000, 100):
        if second.length > 1 and second.value % scale == 0 and first.value < 100 and first.length == 1 and second.value >= scale:
            if first.value * scale <= second.value and second.value // scale < 100:
                return replace(first, value=first.value * scale)
    return first
