"""A number worked out from tags and measures, in words."""

from typing import assert_never

from tools.catalog.explain.comparison import Sentence
from tools.catalog.explain.event import measure_words
from tools.catalog.explain.words import name_of, number
from tools.catalog.model import Catalog
from tools.language import Lang
from tools.segment import Arithmetic, Expression, Formula, MeasureNumber, Number, TagNumber

# A real minus sign: a hyphen may be part of a name.
_SIGNS = {"add": "+", "subtract": "−", "multiply": "×", "divide": "÷"}

_COMPARED: dict[str, tuple[str, str]] = {
    "is": ("等于", "is exactly"),
    "at_least": ("不小于", "is at least"),
    "at_most": ("不大于", "is at most"),
    "more_than": ("大于", "is more than"),
    "less_than": ("小于", "is less than"),
}


def formula_sentence(condition: Formula, catalog: Catalog, lang: Lang) -> Sentence:
    """近30天（…）下单次数 ÷ 近30天（…）到店次数 大于 0.2; "number of Order events in the last 30 days (…) ÷ number of
    Visit events in the last 30 days (…) is more than 0.2"."""
    zh, en = _COMPARED[condition.op]
    left, right = _words(condition.left, catalog, lang), _words(condition.right, catalog, lang)
    return Sentence(f"{left} {zh if lang == 'zh' else en} {right}")


def _words(expression: Expression, catalog: Catalog, lang: Lang) -> str:
    match expression:
        case Number(value=value):
            return number(value)
        case TagNumber(tag=tag):
            return name_of(tag, catalog.tags, lang)
        case MeasureNumber():
            return measure_words(expression, catalog, lang)
        case Arithmetic(op=op, left=left, right=right):
            return f"{_part(left, catalog, lang)} {_SIGNS[op]} {_part(right, catalog, lang)}"
        case _:
            assert_never(expression)


def _part(expression: Expression, catalog: Catalog, lang: Lang) -> str:
    """Parentheses say what is worked out first, so that nobody has to know which sign binds more."""
    words = _words(expression, catalog, lang)
    if not isinstance(expression, Arithmetic):
        return words
    return f"（{words}）" if lang == "zh" else f"({words})"
