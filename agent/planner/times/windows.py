"""Windows of time as people say them, in both languages, read against the catalog's `as_of`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from agent.planner.amounts.cursor import Cursor
from agent.planner.times.ago import AGO, read_ago
from agent.planner.times.dates import read_dates
from agent.planner.times.lags import read_lag
from agent.planner.times.lengths import Length, read_length, read_unit
from agent.planner.times.period import Now
from agent.planner.words import windows
from tools.catalog.tokens import Token
from tools.segment import Between, Current, Last, Next, Previous, Unit, Window, days

_NAMED = windows()
_LEADING = (
    "in",
    "over",
    "during",
    "within",
    "on",
    "at",
    "for",
    "throughout",
    "all of",
    "whole of",
    "在",
    "于",
    "落在",
    "落于",
    "整个",
)
# "came in last week": before such a name they belong to the verb.
_OF_VERBS = ("in", "on", "at", "for")
_BACK = (
    "最近", "近", "过去", "这", "前", "最近这", "过去这", "之前", "此前",
    "recent", "past", "trailing", "this past", "these past", "these last", "this last",
)  # fmt: skip
_AHEAD = ("未来", "接下来", "今后", "往后", "next", "coming", "upcoming", "following")
# What 来 is a verb or the beginning of a noun before.
_COME = tuple("过了店电访信函宾客馆场厂校院")
_INSIDE = ("以内", "之内", "内", "里", "里面", "以来", "中", "间", "期间", "当中")
_SO_FAR = (
    "so far", "thus far", "to date", "until now", "up to now", "up until now", "till now",
    "以来", "至今", "到现在", "到目前", "到今天", "截至目前", "截止目前", "迄今", "到目前为止",
)  # fmt: skip
_WHOLE_YEAR = ("全年", "整年", "一整年", "一年", "整个月", "全月", "整月", "整周", "一整周", "一整个月")
_STARTS: dict[str, Unit] = {
    "年初": "year", "年头": "year", "开年": "year", "季初": "quarter", "季度初": "quarter",
    "月初": "month", "周初": "week",
}  # fmt: skip
# Behind a length these say what it counts from, which the length alone does not.
_ELSEWHERE = (*AGO, "from now", "later", "after", "before", "prior to", "以后", "之后", "后")
_FROM_THERE = ("after", "following", "since", "before", "prior to", "leading up to")


@dataclass(frozen=True)
class Time:
    """A window read from `length` tokens. `either_way`: 30天内 looks back for what happened, ahead for what expires.
    `lag`: it begins with what was said before, "within 7 days after that". `ahead`: what the words mean of a day that
    lies ahead, "expires in August", "expires this month"."""

    window: Window
    length: int
    either_way: bool = False
    lag: bool = False
    ahead: Window | None = None


def read_time(tokens: list[Token], at: int, as_of: date) -> Time | None:
    """The longest expression of time that begins at token `at`, None if there is none."""
    readers: tuple[Callable[[Cursor, date], Window | None], ...] = (
        _named, _since_start, _following, _relative, _dated, read_ago,
    )  # fmt: skip
    found: list[Time] = []
    for reader in readers:
        cursor = Cursor(tokens, at)
        if (window := reader(cursor, as_of)) is not None:
            found.append(Time(window, cursor.at - at))
    cursor = Cursor(tokens, at)
    if (within := _within(cursor)) is not None:
        found.append(Time(within, cursor.at - at, either_way=True))
    cursor = Cursor(tokens, at)
    if (lag := read_lag(cursor)) is not None:
        found.append(Time(lag, cursor.at - at, lag=True))
    longest = max(found, key=lambda time: time.length, default=None)
    # 去年同期 is a stretch of last year that another stretch tells.
    same = longest is not None and Cursor(tokens, at + longest.length).take("同期", "同月", "同一时期", "同时期")
    return None if same or longest is None else replace(longest, ahead=_ahead(tokens, at, longest, as_of))


def _ahead(tokens: list[Token], at: int, time: Time, as_of: date) -> Window | None:
    if isinstance(time.window, Current) and time.window.unit != "day":
        first = days(time.window, as_of)[0]
        assert first is not None
        return Between(start=first, end=_before(_calendar_after(as_of, time.window.unit, 1)))
    if not isinstance(time.window, Between):
        return None
    cursor = Cursor(tokens, at)
    window = read_dates(cursor, Now(as_of, ahead=True))
    return window if cursor.at - at == time.length and window != time.window else None


def _named(cursor: Cursor, as_of: date) -> Window | None:
    start = cursor.at
    so_far = bool(cursor.take(*_SO_FAR))
    # Names that begin with a preposition of their own come first: "in the last half year".
    name = cursor.take(*_NAMED)
    if name is None:
        # "sign-ups from last month" are of that month, those "from last month on" are not.
        cursor.take(*(word for word in (*_LEADING, "from") if word not in _OF_VERBS))
        the = cursor.at
        cursor.take("the")
        if not cursor.take("whole", "entire", "whole of", "entirety of") and cursor.token_text != "current":
            cursor.at = the
        name = cursor.take(*_NAMED)
    if name is None:
        return None
    window = _NAMED[name]
    if so_far and not isinstance(window, Current):
        cursor.at = start
        return None
    cursor.take("的")
    cursor.take(*(_SO_FAR if isinstance(window, Current) else ()), *_WHOLE_YEAR)
    return window


def _since_start(cursor: Cursor, as_of: date) -> Window | None:
    """since the beginning of the year · 年初以来 · 从今年年初到现在."""
    since = cursor.take("since", "from", "ever since", "自", "从", "自从")
    if since:
        cursor.take("the")
    if since and cursor.take("start of", "beginning of"):
        cursor.take("the", "this", "the current")
        unit = read_unit(cursor)
        return Current(unit=unit) if unit in ("week", "month", "quarter", "year") else None
    cursor.take("今年的", "今年", "本", "这个", "当", "本年")
    name = cursor.take(*_STARTS)
    if name is None or not (cursor.take(*_SO_FAR, "起", "开始", "往后") or since):
        return None
    return Current(unit=_STARTS[name])


def _following(cursor: Cursor, as_of: date) -> Window | None:
    """下个月 and "next month": the calendar unit after this one; 下下周 the one after that."""
    cursor.take(*_LEADING)
    said = cursor.take("下个", "下", "下一个", "下一", "next", "明", "下下个", "下下", "后")
    unit = read_unit(cursor) if said else None
    if unit not in ("week", "month", "quarter", "year") or (said in ("明", "后") and unit != "year"):
        return None
    return _calendar_after(as_of, unit, 2 if said in ("下下个", "下下", "后") else 1)


def _before(window: Between) -> date:
    assert window.start is not None
    return window.start - timedelta(days=1)


def _calendar_after(as_of: date, unit: Unit, n: int) -> Between:
    """Fixed days: a definition counts whole units back from its day, not ahead."""
    first = days(Current(unit=unit), as_of)[0]
    assert first is not None
    steps = {"week": relativedelta(weeks=1), "month": relativedelta(months=1), "quarter": relativedelta(months=3)}
    step = steps.get(unit, relativedelta(years=1))
    start = first + n * step
    return Between(start=start, end=start + step - timedelta(days=1))


def _relative(cursor: Cursor, as_of: date) -> Window | None:
    """近30天 · 过去三个月 · in the last 2 weeks · past year · next 30 days · 未来7天 · the last two full months."""
    cursor.take(*_LEADING)
    the = cursor.take("the")
    ahead = last = None
    if not (back := cursor.take(*_BACK)) and not (last := cursor.take("last", "previous")):
        ahead = cursor.take(*_AHEAD)
    cursor.take("的")
    length = (read_length(cursor) or _in_unit_before(cursor)) if back or last or ahead else None
    if length is None or (back == "前" and cursor.tokens[cursor.at - 1].text == "年" and length.unit == "month"):
        return None  # 前半年 may be its first half
    _take_inside(cursor)
    if ahead:
        return Next(n=length.n, unit=length.unit)
    # "the last month" counts back from today; "last month" and "the previous month" are the calendar month before.
    if length.whole or (last and not length.counted and (last == "previous" or not the)):
        return Previous(n=length.n, unit=length.unit)
    return Last(n=length.n, unit=length.unit)


def _in_unit_before(cursor: Cursor) -> Length | None:
    """The 30 of "in the past 90 days but not in the past 30": the unit was said before."""
    start = cursor.at
    number = cursor.number()
    if number is None or number.share or number.value != int(number.value) or not _is_end(cursor):
        cursor.at = start
        return None
    for at in range(start - 1, 0, -1):
        before = Cursor(cursor.tokens, at)
        before.take("different", "separate", "distinct", "consecutive")
        if cursor.tokens[at - 1].kind == "number" and (unit := read_unit(before)):
            return Length(int(number.value), unit)
    cursor.at = start
    return None


def _is_end(cursor: Cursor) -> bool:
    return cursor.token is None or cursor.token.kind == "mark" or cursor.token_text in ("and", "but", "or")


def _within(cursor: Cursor) -> Window | None:
    """30天内 · 三个月以内 · within 30 days · 半年."""
    start = cursor.at
    within = cursor.take("within", "in under", "in less than", "within the space of")
    in_the = None if within else cursor.take("in", "over", "during")
    cursor.take("the")
    if in_the:
        cursor.take("first")
    length = read_length(cursor)
    if length is None or not length.counted or length.whole:
        return None
    # "in the 14 days after a class": a stretch as long as that, from somewhere else
    from_there = Cursor(cursor.tokens, cursor.at).take(*_FROM_THERE)
    if in_the:
        return Last(n=length.n, unit=length.unit) if from_there else None
    # 一年多没来
    longer = cursor.token_text in ("多", "余") and Cursor(cursor.tokens, cursor.at + 1).take("没", "未", "不", "都没")
    cursor.at += 1 if longer else 0
    inside = _take_inside(cursor) or bool(longer)
    texts = {token.text for token in cursor.tokens[start : cursor.at]}
    if "月" in texts and not {"个", "半"} & texts:
        return None  # 11月 is November
    # "90天" and "3 years" alone may measure something else; weeks and months hardly ever do.
    open_to_doubt = length.unit in ("day", "year") or Cursor(cursor.tokens, cursor.at).take(*_ELSEWHERE)
    if open_to_doubt and not within and not inside:
        return None
    return Last(n=length.n, unit=length.unit)


def _take_inside(cursor: Cursor) -> bool:
    """30天内 and 30天来, but not the 来 of 30天来过 and 30天来电."""
    came = "".join(token.text for token in cursor.tokens[cursor.at : cursor.at + 2])
    if came.startswith("来") and came[1:] not in _COME:
        cursor.at += 1
        return True
    return bool(cursor.take(*_INSIDE))


def _dated(cursor: Cursor, as_of: date) -> Window | None:
    return read_dates(cursor, Now(as_of))
