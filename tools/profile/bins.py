"""Numbers and dates told apart by bins whose edges and labels people can read."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlglot import exp

from tools.catalog.model import Name
from tools.compiler.expressions import day, every, number
from tools.language import Text, language_of
from tools.segment import Last, days
from tools.segment.window import Unit

# Ages of a date at which its bins part: fine where a customer's recent activity matters, coarse where birthdays are.
_AGES: tuple[tuple[int, Unit], ...] = (
    (7, "day"), (30, "day"), (90, "day"), (180, "day"), (1, "year"), (2, "year"), (3, "year"), (5, "year"),
    (10, "year"), (20, "year"), (30, "year"), (40, "year"), (50, "year"), (60, "year"), (70, "year"), (80, "year"),
)  # fmt: skip
_AHEAD = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bin:
    """Values from `low` (included unless `above`) up to `high` (not included); None is open. Both equal: that value."""

    value: str
    label: Text
    low: float | date | None
    high: float | date | None
    above: bool = False

    def holds(self, column: exp.Expr) -> exp.Expr:
        """The SQL condition that a known value of `column` falls into the bin."""
        if self.low is not None and self.low == self.high:
            return column.copy().eq(_literal(self.low))
        sides: list[exp.Expr] = []
        if self.low is not None:
            sides.append((exp.GT if self.above else exp.GTE)(this=column.copy(), expression=_literal(self.low)))
        if self.high is not None:
            sides.append(exp.LT(this=column.copy(), expression=_literal(self.high)))
        return every(sides)


@dataclass(frozen=True)
class Spread:
    """How the known values of a number lie in the population: minimum, the 20th, 40th, 60th and 80th percentile,
    maximum; how many different ones there are (about); whether all are whole."""

    quantiles: tuple[float, ...]
    distinct: int
    whole: bool


def number_bins(spread: Spread, unit: Name | None) -> tuple[Bin, ...]:
    """About five bins of about equal size in the population. A minimum that a fifth of the users share (often 0: never
    spent, never came) is a bin of its own. Empty when one bin would hold everyone."""
    lowest, *inner, highest = spread.quantiles
    edges = _readable(sorted({q for q in inner if lowest < q}), lowest, highest, spread.whole)
    spike = lowest if inner and inner[0] == lowest and highest > lowest else None
    edges = [edge for edge in edges if spike is None or edge > spike]
    ends = [None, *edges, None]
    bins = [_exactly(spike, unit)] if spike is not None else []
    for low, high in pairwise(ends):
        bins.append(_range(low, high, spike if low is None else None, spread.whole, unit))
    return tuple(bins) if len(bins) > 1 else ()


def number_label(value: float, unit: Name | None) -> Text:
    return Text(en=_amount(value, unit, "en"), zh=_amount(value, unit, "zh"))


def date_bins(as_of: date) -> tuple[Bin, ...]:
    """Bins by how long before `as_of` a date lies, latest first; "the last 7 days" as windows count them."""
    soon = as_of + timedelta(days=_AHEAD)
    starts = [days(Last(n=n, unit=unit), as_of)[0] for n, unit in _AGES]
    tomorrow = as_of + _DAY
    bins = [
        _dates(soon + _DAY, None, Text(en=f"more than {_AHEAD} days ahead", zh=f"{_AHEAD}天以后")),
        _dates(tomorrow, soon + _DAY, Text(en=f"in the next {_AHEAD} days", zh=f"未来{_AHEAD}天内")),
        _dates(starts[0], tomorrow, Text(en=f"in the last {_AGES[0][0]} days", zh=f"近{_AGES[0][0]}天内")),
    ]
    for (younger, older), high, low in zip(pairwise(_AGES), starts, starts[1:], strict=False):
        bins.append(_dates(low, high, _age(younger, older)))
    oldest = _AGES[-1][0]
    bins.append(_dates(None, starts[-1], Text(en=f"{oldest} years ago or earlier", zh=f"{oldest}年以前")))
    return tuple(bins)


def _age(younger: tuple[int, Unit], older: tuple[int, Unit]) -> Text:
    match younger, older:
        case (n, "day"), (m, "day"):
            return Text(en=f"{n} to {m - 1} days ago", zh=f"{n}至{m - 1}天前")
        case (n, "day"), (m, _):
            return Text(en=f"{n} days to {m} year ago", zh=f"{n}天至{m}年前")
        case (n, _), (m, _):
            return Text(en=f"{n} to {m} years ago", zh=f"{n}至{m}年前")


def _dates(low: date | None, high: date | None, label: Text) -> Bin:
    last = high - _DAY if high else None
    return Bin(f"{low or ''}/{last or ''}", label, low, high)


def _readable(edges: list[float], lowest: float, highest: float, whole: bool) -> list[float]:
    """Each edge moved to the roundest number (1, 2 or 5 times a power of ten) that is closer than its neighbours."""
    around = [lowest, *edges, highest]
    rounded: set[float] = set()
    for before, edge, after in zip(around, around[1:], around[2:], strict=False):
        step = _round_step(min(gap for gap in (edge - before, after - edge) if gap > 0), whole)
        rounded.add(float(f"{round(edge / step) * step:.12g}"))
    return sorted(edge for edge in rounded if lowest < edge <= highest)


def _round_step(room: float, whole: bool) -> float:
    power = 10.0 ** math.floor(math.log10(room))
    step = max(factor * power for factor in (1, 2, 5) if factor * power <= room * (1 + 1e-9))
    return max(step, 1.0) if whole else step


def _exactly(value: float, unit: Name | None) -> Bin:
    return Bin(_number(value, grouped=False), number_label(value, unit), value, value)


def _range(low: float | None, high: float | None, spike: float | None, whole: bool, unit: Name | None) -> Bin:
    """`spike` is the value just below an open lower end that has a bin of its own."""
    if whole and spike is not None:
        low, spike = spike + 1, None
    start, above = (low, False) if spike is None else (spike, True)
    key = f"{'(' if above else '['}{'' if start is None else _number(start, grouped=False)},"
    key += f"{'' if high is None else _number(high, grouped=False)})"
    return Bin(key, _range_label(start, high, above, whole, unit), start, high, above)


def _range_label(low: float | None, high: float | None, above: bool, whole: bool, unit: Name | None) -> Text:
    def en(value: float) -> str:
        return _amount(value, unit, "en")

    def zh(value: float) -> str:
        return _amount(value, unit, "zh")

    if low is None and high is None:
        return Text(en="any value", zh="任意值")
    if low is None:
        assert high is not None
        return Text(en=f"under {en(high)}", zh=f"不到{zh(high)}")
    if high is None:
        if above:
            return Text(en=f"more than {en(low)}", zh=f"超过{zh(low)}")
        return Text(en=f"{en(low)} or more", zh=f"{zh(low)}及以上")
    if above:
        return Text(en=f"more than {_number(low)}, under {en(high)}", zh=f"大于{_number(low)}、不到{zh(high)}")
    if whole and high - 1 <= low:
        return number_label(low, unit)
    if whole:
        return Text(en=f"{_number(low)} to {en(high - 1)}", zh=f"{_number(low)}至{zh(high - 1)}")
    return Text(en=f"{_number(low)} to under {en(high)}", zh=f"{zh(low)}以上、不到{zh(high)}")


def _amount(value: float, unit: Name | None, lang: str) -> str:
    if unit is None:
        return _number(value)
    word = unit.to("zh" if lang == "zh" else "en")
    return f"{_number(value)}{'' if language_of(word) == 'zh' else ' '}{word}"


def _number(value: float, grouped: bool = True) -> str:
    text = f"{value:,.10f}" if grouped else f"{value:.10f}"
    return text.rstrip("0").rstrip(".")


def _literal(value: float | date) -> exp.Expr:
    return day(value.isoformat()) if isinstance(value, date) else number(value)
