"""Units that measure the same thing, and how many of the smallest each is.

Sources: the International System of Units (9th brochure); for 斤 and 里 the order of the State Council of 1984 on
statutory units (1 斤 = 500 g, 1 里 = 500 m); for pound and mile the agreement of 1959 (0.45359237 kg, 1609.344 m); for
amounts of data the powers of 1024 that operators bill by.
"""

from collections.abc import Iterable
from functools import cache

from agent.planner.amounts.cursor import Cursor
from tools.catalog.tokens import phrase

Unit = tuple[str, ...]

# Each line: how many of the smallest, and the words.
_MEASURES: tuple[tuple[tuple[float, tuple[str, ...]], ...], ...] = (
    (
        (1, ("秒", "秒钟", "second", "seconds", "sec", "secs")),
        (60, ("分钟", "minute", "minutes", "min", "mins")),
        (3600, ("小时", "钟头", "hour", "hours", "hr", "hrs", "h")),
    ),
    (
        (1, ("克", "g", "gram", "grams")),
        (500, ("斤", "市斤", "jin")),
        (1000, ("公斤", "千克", "kg", "kgs", "kilo", "kilos", "kilogram", "kilograms")),
        (453.59237, ("磅", "lb", "lbs", "pound", "pounds")),
        (1_000_000, ("吨", "tonne", "tonnes")),
    ),
    (
        (0.001, ("毫米", "mm")),
        (0.01, ("厘米", "公分", "cm", "centimeters", "centimetres")),
        (1, ("米", "m", "meter", "meters", "metre", "metres")),
        (500, ("里", "里地", "里路")),
        (1000, ("公里", "千米", "km", "kms", "kilometer", "kilometers", "kilometre", "kilometres")),
        (1609.344, ("英里", "mile", "miles")),
    ),
    ((1, ("毫升", "ml")), (1000, ("升", "l", "liter", "liters", "litre", "litres"))),
    ((1, ("kb",)), (1024, ("mb", "兆")), (1024**2, ("gb",)), (1024**3, ("tb",))),
)
# Of these only a larger unit is exactly so many of a smaller one.
_CALENDAR: tuple[tuple[tuple[float, tuple[str, ...]], ...], ...] = (
    (
        (1, ("天", "日", "day", "days")),
        (7, ("周", "星期", "个星期", "礼拜", "个礼拜", "week", "weeks")),
        (14, ("fortnight", "fortnights")),
    ),
    (
        (1, ("月", "个月", "month", "months")),
        (3, ("季度", "个季度", "quarter", "quarters")),
        (12, ("年", "岁", "周岁", "year", "years")),
    ),
)


def ratio(unit: Unit | None, names: Iterable[str]) -> float | None:
    """How many of an attribute's unit, known by `names`, one `unit` is; None when that cannot be said exactly."""
    for name in names:
        of = phrase(name)
        for measured, calendar in _scales():
            if unit in measured and of in measured:
                size = measured[unit] / measured[of]
                return None if calendar and size % 1 else size
    return None


def measures_time(unit: Unit) -> bool:
    return ratio(unit, ("second",)) is not None


def alike(units: Iterable[Unit]) -> frozenset[Unit]:
    """The units and all that measure the same things."""
    known = set(units)
    return frozenset(known | {other for measured, _ in _scales() if known & measured.keys() for other in measured})


def read_in_parts(cursor: Cursor, units: frozenset[Unit]) -> tuple[float, Unit] | None:
    """半小时 · 两个半小时 · half an hour · an hour and a half · 1小时30分钟, in the unit named first.

    `units`: those that the catalog can do something with.
    """
    start = cursor.at
    read = _half_of_one(cursor, units) or _more_than_whole(cursor, units)
    if read is None:
        cursor.at = start
    return read


def _half_of_one(cursor: Cursor, units: frozenset[Unit]) -> tuple[float, Unit] | None:
    if not cursor.take("半", "half"):
        return None
    cursor.take("个", "a", "an")
    unit = phrase("岁") if cursor.take("岁", "周岁") else _unit(cursor, units)
    return (0.5, unit) if unit else None


def _more_than_whole(cursor: Cursor, units: frozenset[Unit]) -> tuple[float, Unit] | None:
    number = cursor.number()
    if number is None and not cursor.take("a", "an"):
        return None
    if number is not None and (number.share or number.high is not None):
        return None
    whole = number.value if number else 1
    cursor.take("个")
    half = cursor.take("半", "and a half")
    unit = _unit(cursor, units) or _years_of_age(cursor, half is not None)
    if unit is None:
        return None
    if half or cursor.take("半", "and a half"):
        return whole + 0.5, unit
    cursor.take("and", "零", "又")
    rest = cursor.number()
    smaller = _unit(cursor, units) if rest is not None and not rest.share else None
    part = _ratio(smaller, unit) if smaller else None
    return (whole + rest.value * part, unit) if rest and part and part < 1 else None


def _ratio(unit: Unit, of: Unit) -> float | None:
    return next((m[unit] / m[of] for m, calendar in _scales() if not calendar and unit in m and of in m), None)


def _years_of_age(cursor: Cursor, half: bool) -> Unit | None:
    """The 岁 of 一岁半 and 两个半岁."""
    start = cursor.at
    if cursor.take("岁", "周岁") and (half or cursor.token_text == "半"):
        return phrase("岁")
    cursor.at = start
    return None


def _unit(cursor: Cursor, units: frozenset[Unit]) -> Unit | None:
    """The unit that stands here, of those that are no days or months: half a year is a time."""
    known = {unit for measured, calendar in _scales() if not calendar for unit in measured} & units
    taken = max((unit for unit in known if _stands(cursor, unit)), key=len, default=None)
    cursor.at += len(taken or ())
    return taken


def _stands(cursor: Cursor, unit: Unit) -> bool:
    return tuple(token.key for token in cursor.tokens[cursor.at : cursor.at + len(unit)]) == unit


@cache
def _scales() -> list[tuple[dict[Unit, float], bool]]:
    """Units → how many of the smallest; and whether they are the calendar's."""
    return [
        ({phrase(word): size for size, words in measure for word in words}, calendar)
        for measures, calendar in ((_MEASURES, False), (_CALENDAR, True))
        for measure in measures
    ]
