"""Stretches of time in words, relative ones with the days they come to."""

from datetime import date
from typing import assert_never

from tools.language import Lang
from tools.segment import Between, Current, Last, Next, Previous, Unit, Window, days, days_of_year

_ZH_UNIT: dict[Unit, str] = {"day": "天", "week": "周", "month": "个月", "quarter": "个季度", "year": "年"}
_ZH_WHOLE: dict[Unit, str] = {
    "day": "天",
    "week": "个自然周",
    "month": "个自然月",
    "quarter": "个自然季度",
    "year": "个自然年",
}
_ZH_CURRENT: dict[Unit, str] = {"day": "今天", "week": "本周", "month": "本月", "quarter": "本季度", "year": "今年"}
_ZH_PREVIOUS: dict[Unit, str] = {"day": "昨天", "week": "上周", "month": "上个月", "quarter": "上季度", "year": "去年"}


def window_words(window: Window, as_of: date | None, lang: Lang) -> str:
    """近30天（2026-10-02 至 2026-10-31）; "in the last 30 days (2026-10-02 to 2026-10-31)".

    A relative window goes without its days where the catalog has no `as_of` yet.
    """
    if isinstance(window, Between):
        return _fixed(window.start, window.end, lang)
    words = _zh(window) if lang == "zh" else _en(window)
    if as_of is None:
        return words
    start, end = days(window, as_of)
    to = " 至 " if lang == "zh" else " to "
    resolved = f"{start}" if start == end else f"{start}{to}{end}"
    return f"{words}（{resolved}）" if lang == "zh" else f"{words} ({resolved})"


def yearly_words(window: Window, as_of: date | None, lang: Lang) -> str:
    """Days that recur each year: 本月（每年09-01 至 09-30）; "this month (09-01 to 09-30 of any year)"."""
    relative = "" if isinstance(window, Between) else _whole(window, lang)
    if as_of is None:
        return relative
    ends = days_of_year(window, as_of)
    first, last = (f"{end // 100:02}-{end % 100:02}" for end in ends or (101, 1231))
    if lang == "zh":
        dates = f"每年{first}" if first == last else f"每年{first} 至 {last}"
        return f"{relative}（{dates}）" if relative else dates
    dates = f"{first} of any year" if first == last else f"{first} to {last} of any year"
    return f"{relative} ({dates})" if relative else f"{'on' if first == last else 'from'} {dates}"


def _whole(window: Last | Next | Current | Previous, lang: Lang) -> str:
    """The current month and the like count whole where days recur."""
    if isinstance(window, Current) and lang == "en":
        return "today" if window.unit == "day" else f"this {window.unit}"
    return _zh(window) if lang == "zh" else _en(window)


def _zh(window: Last | Next | Current | Previous) -> str:
    match window:
        case Last(n=n, unit=unit):
            return f"近{n}{_ZH_UNIT[unit]}"
        case Next(n=n, unit=unit):
            return f"未来{n}{_ZH_UNIT[unit]}"
        case Current(unit=unit):
            return _ZH_CURRENT[unit]
        case Previous(unit=unit, n=1):
            return _ZH_PREVIOUS[unit]
        case Previous(unit=unit, n=n):
            return f"前{n}{_ZH_WHOLE[unit]}"
        case _:
            assert_never(window)


def _en(window: Last | Next | Current | Previous) -> str:
    match window:
        case Last(n=n, unit=unit):
            return f"in the last {_counted(n, unit)}"
        case Next(n=n, unit=unit):
            return f"in the next {_counted(n, unit)}"
        case Current(unit="day"):
            return "today"
        case Current(unit=unit):
            return f"in this {unit} so far"
        case Previous(unit="day", n=1):
            return "yesterday"
        case Previous(unit=unit, n=1):
            return f"in the previous calendar {unit}"
        case Previous(unit="day", n=n):
            return f"in the {n} days before today"
        case Previous(unit=unit, n=n):
            return f"in the previous {n} calendar {unit}s"
        case _:
            assert_never(window)


def _counted(n: int, unit: Unit) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


def _fixed(start: date | None, end: date | None, lang: Lang) -> str:
    zh = lang == "zh"
    if start is None:
        return f"{end}（含）以前" if zh else f"up to {end} (included)"
    if end is None:
        return f"{start}（含）以后" if zh else f"from {start} on"
    if start == end:
        return f"{start}当天" if zh else f"on {start}"
    return f"{start} 至 {end} 期间" if zh else f"from {start} to {end}"
