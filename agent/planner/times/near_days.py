"""Days by where they stand to today: 前天, 上周五, 上周末, 上上个月, "the week before last"."""

from datetime import timedelta

from agent.planner.amounts.cursor import Cursor
from agent.planner.times.period import Now, Period
from tools.segment import Previous, Unit, days

_WEEKS = {"本": 0, "这": 0, "这个": 0, "上": 1, "上个": 1, "上上": 2, "上上个": 2}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_ENGLISH_WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
_PAST = ("last", "this past", "past")
_COMING = ("this coming", "coming", "the coming")
_WEEK = timedelta(days=7)
_LEADING = ("on", "since", "by", "until", "till", "before", "after", "from", "to", "through", "between", "than")
# Behind a digit these count: the 一 of 上周一次 is no Monday.
_COUNTERS = ("次", "个", "单", "笔", "回", "趟", "件", "共", "直")
_TWO_BACK: dict[str, Unit] = {
    "上上个月": "month", "上上月": "month", "month before last": "month",
    "上上季度": "quarter", "上上个季度": "quarter", "quarter before last": "quarter",
    "week before last": "week", "year before last": "year",
}  # fmt: skip
_DAYS = {
    "大前天": -3, "前天": -2, "前日": -2, "day before yesterday": -2,
    "后天": 2, "大后天": 3, "day after tomorrow": 2,
}  # fmt: skip


def read_near_day(cursor: Cursor, now: Now, later: bool) -> Period | None:
    """前天 · 上周五 · 上周末 · 上上个月 · "the month before last"."""
    cursor.take("the")
    if near := cursor.take(*_DAYS):
        day = now.day + timedelta(days=_DAYS[near])
        return Period(day, day)
    if back := cursor.take(*_TWO_BACK):
        first, _ = days(Previous(unit=_TWO_BACK[back], n=2), now.day)
        nearer, _ = days(Previous(unit=_TWO_BACK[back]), now.day)
        assert first
        assert nearer
        return Period(first, nearer - timedelta(days=1))
    return _of_a_week(cursor, now) or _english_weekday(cursor, now)


def _english_weekday(cursor: Cursor, now: Now) -> Period | None:
    """last Friday · on Monday · next Sunday · last weekend; "on Mondays" is each of them."""
    start = cursor.at
    which = cursor.take(*_PAST, *_COMING, "this", "next")
    text = cursor.token_text
    weekend = text == "weekend" and which is not None
    before = cursor.tokens[start - 1].text if start else ""
    if not weekend and (text not in _ENGLISH_WEEKDAYS or (which is None and before not in _LEADING)):
        cursor.at = start
        return None
    cursor.at += 1
    length = timedelta(days=1 if weekend else 0)
    monday = now.day - timedelta(days=now.day.weekday())
    day = monday + timedelta(days=5 if weekend else _ENGLISH_WEEKDAYS[text])
    if which == "next" or (which in _COMING and day <= now.day):
        day += _WEEK
    # "last Friday" is over; "on Friday" may be today.
    elif (which in _PAST and day + length >= now.day) or (which is None and day > now.day):
        day -= _WEEK
    return Period(day, day + length)


def _of_a_week(cursor: Cursor, now: Now) -> Period | None:
    """上周五 · 本周末 · 上上周; 本周 and 上周 are windows of their own."""
    which = cursor.take(*_WEEKS)
    if which is None or not cursor.take("周", "星期", "礼拜"):
        return None
    monday = now.day - timedelta(days=now.day.weekday() + 7 * _WEEKS[which])
    text = cursor.token_text
    following = cursor.tokens[cursor.at + 1].text if cursor.at + 1 < len(cursor.tokens) else ""
    if text == "末":
        cursor.at += 1
        return Period(monday + timedelta(days=5), monday + timedelta(days=6))
    if text in _WEEKDAYS and following not in _COUNTERS:
        cursor.at += 1
        day = monday + timedelta(days=_WEEKDAYS[text])
        return Period(day, day)
    return Period(monday, monday + timedelta(days=6)) if _WEEKS[which] == 2 else None
