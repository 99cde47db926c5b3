"""Amounts with their comparison and unit: 至少两次 · 25到35岁 · over 2000 CNY · 3 km · 1000 or more · 前10%."""

from dataclasses import dataclass, replace
from typing import Literal

from agent.planner.amounts.ages import read_age_group, read_decade
from agent.planner.amounts.birth_decades import read_birth_years
from agent.planner.amounts.cursor import Cursor
from agent.planner.amounts.numbers import TIMES, Number
from agent.planner.amounts.unit_scales import measures_time, ratio, read_in_parts
from agent.planner.words import Op, UnitClass, comparisons, units
from tools.catalog.tokens import Token, phrase

_UNITS = units()
_BEFORE, _AFTER = comparisons("before"), comparisons("after")
_METRES = {phrase(unit): metres for unit, metres in {
    "公里": 1000, "千米": 1000, "km": 1000, "kilometers": 1000, "kilometres": 1000, "mile": 1609.344, "英里": 1609.344
}.items()}  # fmt: skip
_AGE_HINTS = frozenset(("older than", "younger than", "or older", "or younger", "and older", "and younger"))
_RANGE = ("到", "至", "-", "~", "–", "—", "～", "to", "and", "through", "和", "与")
# Two numbers in a row may be joined so as well: "3 or 4 times", 2、3次.
_NEXT = ("or", "或", "、", "或者")
_ABOUT = (
    "about", "around", "roughly", "approximately", "approx", "circa", "some", "nearly", "almost", "close to", "~",
    "approaching", "just over", "just under", "just above", "just below", "a little over", "a little under",
    "a bit over", "a bit under", "slightly over", "slightly under", "a little more than", "a little less than",
    "大约", "大概", "约", "差不多", "将近", "接近", "约莫", "大致", "大体", "近乎", "约为",
)  # fmt: skip
_ABOUT_AFTER = ("左右", "上下", "出头", "or so", "ish", "or thereabouts", "give or take", "前后")
# Weeks and months, metres and miles: of one kind, but not the same.
_OF_MANY_SIZES = ("span", "metres")
_SCALES = {"万": 10_000, "千": 1000, "百": 100, "亿": 100_000_000}
_SIGNS = ("$", "¥", "￥", "€", "£")


# "They add up to eight" says nothing of at most.
_ADDING = frozenset((*phrase("add"), *phrase("sum")))

Comparison = Op | Literal["between"]


@dataclass(frozen=True)
class Quantity:
    """An amount read from `length` tokens. `unit` is the word used, `unit_class` what such a word measures.

    `high` is set for a range, which holds both ends. `op` is None where no word compares. `about`: said to be roughly
    that much, which is no condition yet.
    """

    value: int | float
    length: int
    op: Comparison | None = None
    high: int | float | None = None
    share: bool = False
    unit: tuple[str, ...] | None = None
    unit_class: UnitClass | None = None
    about: bool = False

    @property
    def metres(self) -> float:
        """The amount of a distance, in metres."""
        return float(self.value * _METRES.get(self.unit or (), 1))


def read_quantity(tokens: list[Token], at: int, units: frozenset[tuple[str, ...]]) -> Quantity | None:
    """The quantity that begins at token `at`; `units` are the catalog's own unit words, as phrases."""
    cursor = Cursor(tokens, at)
    op: Comparison | None
    before_about = bool(cursor.take(*_ABOUT))
    op, hint = _comparison(cursor, _BEFORE)
    round_number = _past_round_number(cursor, op)
    op = op or ("more_than" if round_number else None)
    if at and (hint or "").startswith("up") and tokens[at - 1].key in _ADDING:
        return None
    between = op is None and bool(cursor.take("between", "from", "介于", "从", "在"))
    if times := _times_word(cursor):
        quantity = Quantity(times, 0, op=op, unit=phrase("times"), unit_class="times")
        if op is None and times == 1 and cursor.take("or twice"):
            quantity = replace(quantity, op="between", high=2)
        after, _ = _comparison(cursor, _AFTER)
        return replace(quantity, op=quantity.op or after, length=cursor.at - at)
    if born := read_birth_years(cursor):
        return Quantity(born[0], cursor.at - at, "between", born[1], unit=("后",), unit_class="born")
    # Where the catalog counts seconds, 30s are seconds.
    by_age = op in ("more_than", "less_than") and ("s",) not in units
    if by_age and (age := read_age_group(cursor)):
        return Quantity(age, cursor.at - at, op, unit=phrase("years"), unit_class="years")
    if decade := read_decade(cursor):
        first_year, last_year, years = decade
        return Quantity(first_year, cursor.at - at, "between", last_year, unit=years, unit_class="years")
    sign = cursor.take(*_SIGNS)
    parts = read_in_parts(cursor, units) or _years_and_a_half(cursor) or _one(cursor, units, op is not None)
    first = Number(parts[0], 0) if parts else round_number or cursor.number()
    if first is None:
        return None
    about = before_about or bool(cursor.take(*_ABOUT_AFTER))
    if first.high is None and cursor.take("多", "余"):
        first, op = _scaled_further(cursor, first), op or "more_than"
    _pass_counter(cursor)
    _pass_different(cursor)
    unit = phrase(sign) if sign else parts[1] if parts else _hyphenated(cursor, units) or _unit(cursor, units)
    if op is None and _UNITS.get(unit or ()) in ("span", "days") and cursor.take("多", "余"):
        op = "more_than"  # 注册一年多
    about = about or (op is None and bool(cursor.take(*_ABOUT_AFTER)))
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
    after_at = cursor.at
    after, after_hint = _comparison(cursor, _AFTER)
    # "older than 50 and younger than 20", "over 20 and under 30": of the next amount
    next_is = (after_hint or "").startswith("and") and Cursor(cursor.tokens, cursor.at).number()
    if after and (cursor.take("than") or next_is):
        after, after_hint, cursor.at = None, None, after_at
    if op in (None, "is") and after:
        op = after
    if unit is None:
        _pass_different(cursor)
        unit = _unit(cursor, units)
    unit_class = _UNITS.get(unit) if unit else None
    if unit is None and (hint in _AGE_HINTS or after_hint in _AGE_HINTS):
        unit_class = "years"
    high = second.value if second else first.high
    if first.high is not None and second is None:
        op = "between"
    return Quantity(first.value, cursor.at - at, op, high, first.share, unit, unit_class, about)


def same_unit(unit: tuple[str, ...] | None, unit_class: UnitClass | None, names: tuple[str, ...]) -> bool:
    """Whether a quantity's unit is one of `names`, by the word or by what both measure."""
    if ratio(unit, names) is not None:
        return True
    for name in names:
        keys = phrase(name)
        if keys == unit or (unit_class not in (None, *_OF_MANY_SIZES) and _UNITS.get(keys) == unit_class):
            return True
    return False


def _years_and_a_half(cursor: Cursor) -> tuple[float, tuple[str, ...]] | None:
    """半年以上, 一年半以上: a length like any other where something compares it."""
    if cursor.take("半年", "half a year"):
        return 6, phrase("个月")
    start = cursor.at
    number = cursor.number()
    if number and not number.share and cursor.take("年半", "years and a half"):
        return number.value + 0.5, phrase("年")
    cursor.at = start
    return None


def _one(cursor: Cursor, units: frozenset[tuple[str, ...]], compared: bool) -> tuple[float, tuple[str, ...]] | None:
    """The "a year" of "for over a year", the "an hour" of "an hour or longer"."""
    start = cursor.at
    unit = _unit(cursor, units) if cursor.take("a", "an") else None
    compared = compared or bool(Cursor(cursor.tokens, cursor.at).take(*_AFTER))
    if unit == phrase("year") and compared:
        return 1, phrase("年")  # of time, not of age
    if unit is not None and compared and (_UNITS.get(unit) in ("days", "span") or measures_time(unit)):
        return 1, unit
    cursor.at = start
    return None


def _past_round_number(cursor: Cursor, op: Op | None) -> Number | None:
    """过万, 破千, 上百次, 超百万: past a round number that no digit stands before."""
    start = cursor.at
    past = op == "more_than" or cursor.take("过", "破", "上", "超")
    value = 1
    scale = None
    while past and (scale := cursor.take(*_SCALES)):
        value *= _SCALES[scale]
    if value > 1 and cursor.tokens[start].kind == "han":
        return Number(value, cursor.at - start)
    cursor.at = start
    return None


def _scaled_further(cursor: Cursor, first: Number) -> Number:
    """The 万 of 3万多 is read with the number; that of 一百多万 stands behind 多."""
    taken = cursor.take(*_SCALES)
    return replace(first, value=first.value * _SCALES[taken]) if taken else first


def is_money_word(word: str) -> bool:
    """Whether a unit is one of money."""
    return _UNITS.get(phrase(word)) == "money"


def _comparison(cursor: Cursor, words: dict[str, Op]) -> tuple[Op | None, str | None]:
    """What compares here; said twice it is said once: 至少满5次."""
    taken = last = cursor.take(*words)
    while last and (last := _same(cursor, words, words[last])):
        taken = last
    return (words[taken], taken) if taken else (None, None)


def _same(cursor: Cursor, words: dict[str, Op], op: Op) -> str | None:
    return cursor.take(*(word for word, meant in words.items() if meant == op))


def _pass_counter(cursor: Cursor) -> None:
    """The 个 of 3个商品; that of 3个人 is part of the unit, and 3种 are kinds."""
    behind = cursor.tokens[cursor.at + 1].text if cursor.at + 1 < len(cursor.tokens) else ""
    if behind not in ("人", "用", "客"):
        cursor.take("个")


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


def _hyphenated(cursor: Cursor, units: frozenset[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The unit of "a 1-star review"."""
    start, token = cursor.at, cursor.token
    if token is not None and token.text == "-" and start and cursor.tokens[start - 1].end == token.start:
        cursor.at += 1
        if (unit := _unit(cursor, units)) is not None:
            return unit
    cursor.at = start
    return None


def _range_end(cursor: Cursor, first: Number, may: bool, between: bool) -> Number | None:
    """The upper end behind "to" or, after "between", behind "and"; None when what follows is something else."""
    start = cursor.at
    joined = cursor.take(*_RANGE)
    if joined and may and (between or joined not in ("and", "和", "与")):
        cursor.take(*_SIGNS)
        second = cursor.number()
        if second and second.value >= first.value and second.share == first.share:
            return second
    cursor.at = start
    if may and not between and cursor.take(*_NEXT):
        second = cursor.number()
        if second and second.value == first.value + 1 and _unit(Cursor(cursor.tokens, cursor.at), frozenset()):
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
