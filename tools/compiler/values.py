"""Values as people and models write them → values as the catalog's columns store them."""

import re
from datetime import date
from math import isfinite
from typing import assert_never
from unicodedata import normalize

from tools.catalog.model import Property, Tag
from tools.compiler.expressions import as_text
from tools.compiler.suggestions import closest, folded, words_for, words_of_values
from tools.errors import MusterError, fail
from tools.segment import Scalar

_TRUE = frozenset(("true", "yes", "y", "t", "1", "是", "有", "对", "真"))
_FALSE = frozenset(("false", "no", "n", "f", "0", "否", "无", "没有", "不是", "假"))
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?|(\d{4})(\d{2})(\d{2})")
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d+)?")


def stored_values(given: Scalar, attribute: Tag | Property, where: str, *, groups: bool) -> tuple[Scalar, ...]:
    """What a value stands for: one stored value, or with `groups` allowed all those of a group.

    Raises MusterError (`unknown_value`, `bad_value`).
    """
    match attribute.type:
        case "choice" | "set":
            return _listed(given, attribute, where, groups)
        case "number":
            return (_number(given, attribute, where),)
        case "flag":
            return (_flag(given, attribute, where),)
        case "date":
            return (_date(given, attribute, where),)
        case "place":
            raise _bad(given, attribute, where, "a place has no values to compare", "地点没有可以比较的取值")
        case _:
            assert_never(attribute.type)


def _listed(given: Scalar, attribute: Tag | Property, where: str, groups: bool) -> tuple[str, ...]:
    """A catalog that lists values lists all of them; where it lists none there are too many, and any text may do."""
    text = as_text(given)
    stored = [as_text(value.value) for value in attribute.values]
    if not stored or text in stored:
        return (text,)
    word = folded(text)
    named = [
        as_text(value.value)
        for value in attribute.values
        if word in map(folded, words_for(as_text(value.value), value.name, value.aliases))
    ]
    if len(named) == 1:
        return (named[0],)
    if named:
        raise _unknown(given, attribute, where, tuple(named))
    for group in attribute.groups if groups else ():
        if word in map(folded, (*group.name.all, *group.aliases)):
            return tuple(as_text(value) for value in group.values)
    words = words_of_values(attribute.values, attribute.groups if groups else ())
    raise _unknown(given, attribute, where, closest(text, words))


def _number(given: Scalar, attribute: Tag | Property, where: str) -> int | float:
    number: Scalar = given
    if isinstance(given, str):
        written = _without_unit(normalize("NFKC", given).strip(), attribute)
        if not _NUMBER.fullmatch(written):
            raise _bad(given, attribute, where, "is not a number", "不是数字")
        number = float(written.replace(",", ""))
        if number.is_integer() and re.fullmatch(r"[+-]?[\d,]+", written):
            number = int(written.replace(",", ""))
    if isinstance(number, bool | str) or not isfinite(number):
        raise _bad(given, attribute, where, "is not a number", "不是数字")
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _without_unit(written: str, attribute: Tag | Property) -> str:
    """A number may carry its unit, as in "25岁" or "25 years"; any other unit stays and is refused."""
    for unit in attribute.unit.all if attribute.unit else ():
        if folded(written).endswith(folded(unit)):
            return written[: -len(folded(unit))].rstrip()
    return written


def _flag(given: Scalar, attribute: Tag | Property, where: str) -> bool:
    word = folded(as_text(given))
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise _bad(given, attribute, where, "is neither true nor false", "既不是“是”也不是“否”", ("true", "false"))


def _date(given: Scalar, attribute: Tag | Property, where: str) -> str:
    found = _DATE.fullmatch(normalize("NFKC", str(given)).strip())
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) for part in found.groups() if part is not None)
        return date(year, month, day).isoformat()
    except ValueError:
        raise _bad(
            given, attribute, where, "is not a date; write it as 2026-01-31", "不是日期；请写成 2026-01-31 的形式"
        ) from None


def _unknown(given: Scalar, attribute: Tag | Property, where: str, suggestions: tuple[str, ...]) -> MusterError:
    return fail(
        "unknown_value",
        f"“{attribute.name.to('en')}” has no value “{given}”.",
        f"“{attribute.name.to('zh')}”没有“{given}”这个取值。",
        where=where,
        got=given,
        suggestions=suggestions,
    )


def _bad(
    given: Scalar, attribute: Tag | Property, where: str, en: str, zh: str, suggestions: tuple[str, ...] = ()
) -> MusterError:
    return fail(
        "bad_value",
        f"“{given}” does not fit “{attribute.name.to('en')}”: it {en}.",
        f"“{given}”不适用于“{attribute.name.to('zh')}”：{zh}。",
        where=where,
        got=given,
        suggestions=suggestions,
    )
