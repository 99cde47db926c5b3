"""Dates and what stands around them: since, before, until, from … to …, read against the catalog's `as_of`."""

from datetime import timedelta

from agent.planner.amounts.cursor import Cursor
from agent.planner.times.calendar_names import day_of_month, days_in_one_month, read_period
from agent.planner.times.edges import at_edge, edge_behind, read_edge
from agent.planner.times.period import Now, Period
from tools.segment import Between, Window

_BEFORE = ("before", "prior to", "earlier than", "早于")
_AFTER = ("after", "later than", "晚于", "迟于")
_SINCE = (
    "since", "ever since", "from", "between", "starting", "starting from", "starting in", "starting on", "as of",
    "beginning", "beginning in", "beginning on", "not before", "no earlier than", "not earlier than", "on or after",
    "自", "从", "自从", "打从", "不早于", "介于",
)  # fmt: skip
_UNTIL = (
    "until", "till", "by", "up to", "up until", "through", "no later than", "not later than", "not after",
    "on or before", "up to and including", "截至", "截止", "截止到", "截至到", "不晚于", "不迟于", "直到",
)  # fmt: skip
_DURING = (
    "in",
    "on",
    "during",
    "over",
    "at",
    "for",
    "around",
    "throughout",
    "all of",
    "whole of",
    "在",
    "于",
    "落在",
    "落于",
    "整个",
)
_ONWARDS = (
    "以来", "至今", "起", "开始", "以后", "到现在", "到今天", "到目前", "及以后", "及之后", "或以后", "或之后",
    "onwards", "onward", "to date", "until now", "up to now", "till now", "until today",
    "or later", "or after", "and later", "and after", "and onwards",
)  # fmt: skip
_BACKWARDS = ("及以前", "及之前", "或以前", "或之前", "or earlier", "or before", "and earlier", "and before")
_ANY_DAY = (
    "any day", "any time", "anytime", "at any time", "at any point", "at some point", "sometime", "some time",
    "on any day", "whenever", "任何时候", "任意时候", "任意一天", "任何一天",
)  # fmt: skip
_NEVER_BEHIND = ("this", "last", "next", "previous", "yesterday", "today", "tomorrow")
_TO = ("到", "至", "-", "~", "–", "—", "～", "to", "through", "until", "till", "up to")
_AND = ("and", "和", "与", "及", "or", "或", "或者", "、")
_DAY = timedelta(days=1)


def read_dates(cursor: Cursor, now: Now) -> Window | None:
    """since March · 2026年3月以来 · before 2026-01-01 · 3月到5月 · between March 1 and May 3 · in 2025 · 双十一."""
    cursor.take(*_ANY_DAY)
    before = cursor.take(*_BEFORE)
    after = None if before else cursor.take(*_AFTER)
    since = None if before or after else cursor.take(*_SINCE)
    until = None if before or after or since else cursor.take(*_UNTIL)
    during = None if before or after or since or until else cursor.take(*_DURING)
    if during in ("in", "on", "at") and cursor.token_text in _NEVER_BEHIND:
        return None  # "came in last week": the preposition is the verb's
    if whole := days_in_one_month(cursor, now, between=since in ("between", "介于")):
        return Between(start=whole.start, end=whole.end)
    first_at = cursor.at
    cursor.take("the whole of", "whole of", "the entirety of", "entirety of")
    named = read_edge(cursor, now)
    first, edge = named or (read_period(cursor, now), None)
    if first is None:
        return None
    edge = edge or edge_behind(cursor)
    if since:
        cursor.take("began", "started", "has begun", "came")
    if edge is None and (stretch := _stretch(cursor, first_at, first, now, between=since in ("between", "介于", "从"))):
        return Between(start=stretch.start, end=stretch.end)
    before = before or cursor.take("以前", "之前", "前")
    after = after or (None if before else cursor.take("之后", "过后", "后"))
    onwards = cursor.take(*_ONWARDS, *(("on",) if since else ()))
    backwards_at = cursor.at
    backwards = None if onwards or after or since else cursor.take(*_BACKWARDS)
    if backwards and read_period(Cursor(cursor.tokens, cursor.at), now):
        backwards, cursor.at = None, backwards_at  # "after September and before June"
    if edge:
        return at_edge(first, edge, bool(before or until), bool(after), bool(since or onwards))
    if before:
        return Between(end=first.start - _DAY)
    if after:
        return _until(cursor, Between(start=first.end + _DAY), now)
    if since or onwards:
        return _until(cursor, Between(start=first.start), now)
    if until or backwards:
        return Between(end=first.end)
    return Between(start=first.start, end=first.end)


def _until(cursor: Cursor, begun: Between, now: Now) -> Between:
    """ "after March and before June": the end of what has begun, where it lies behind its beginning."""
    start = cursor.at
    cursor.take(*_AND, ",", "，", "but")
    cursor.take("and", "but")
    assert begun.start is not None
    later = Now(now.day, since=begun.start)
    before = cursor.take(*_BEFORE)
    until = None if before else cursor.take(*_UNTIL)
    period = read_period(cursor, later)
    before = before or (None if until else cursor.take("以前", "之前", "前"))
    end = (period.start - _DAY if before else period.end) if period and (before or until) else None
    if end is None or end < begun.start:
        cursor.at = start
        return begun
    return Between(start=begun.start, end=end)


# A stretch whose first end names no year is shorter than one.
_LONGEST_STRETCH = 365


def _stretch(cursor: Cursor, first_at: int, first: Period, now: Now, between: bool) -> Period | None:
    """From the first period to the one behind "to"; two months side by side may be joined by "and"."""
    start = cursor.at
    joined = "to" if cursor.take(*_TO) else "and" if cursor.take(*_AND) else None
    second_at = cursor.at
    if joined is None:
        return None
    second = read_period(cursor, Now(now.day, since=first.start), later=True)
    said = any(token.text.isdigit() and len(token.text) == 4 for token in cursor.tokens[first_at:start])
    long = second is not None and not said and (second.end - first.start).days > _LONGEST_STRETCH
    if second is not None and (second.end < first.start or long):
        # "March to May 2025": the year is said once, at the end.
        end, cursor.at = cursor.at, first_at
        first = read_period(cursor, Now(second.start)) or first
        cursor.at = end
    if second is None and joined == "to" and (second := day_of_month(cursor, first)) is None:
        cursor.at = second_at
    closed = cursor.take("之间", "间", "期间", "这段时间", "这期间") if second else None
    stretches = joined == "to" or between or closed or (second and second.start == first.end + _DAY)
    if second and stretches and first.start <= second.end:
        return Period(first.start, second.end)
    cursor.at = start
    return None
