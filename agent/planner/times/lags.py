"""How long after something else a thing happened: "within 20 days after that", "at most 30 days later", 不到30天又."""

from agent.planner.amounts.cursor import Cursor
from agent.planner.times.lengths import Length, read_length
from tools.segment import Current, Last, Window

_IN = ("within", "in", "during", "over", "inside", "inside of", "within the space of", "in the space of")
_AT_MOST = (
    "no more than", "not more than", "at most", "no later than", "not later than", "up to", "within at most",
    "不超过", "没超过", "未超过", "没有超过", "至多", "最多", "顶多", "不出", "没出", "不晚于",
)  # fmt: skip
_LESS_THAN = (
    "less than", "under", "fewer than", "in less than", "in under", "within less than", "not even",
    "不到", "不足", "没到", "还没到", "没过", "还没过", "未过", "不满", "未满", "没满",
)  # fmt: skip
_NEXT = ("first", "next", "following", "subsequent", "ensuing")
# Behind a length these count it from what was said before.
_FROM_THAT = (
    "after that", "after this", "after it", "after which", "after doing so", "after doing that", "after doing it",
    "of that", "of this", "of it", "of doing so", "of doing that", "of doing it", "from that", "from then", "from it",
    "following that", "following this", "following it", "later", "afterwards", "afterward", "thereafter",
    "that followed", "which followed", "that follow", "to follow", "since then", "apart", "from first to last",
    "from start to finish", "from beginning to end", "from end to end",
)  # fmt: skip
# They do so alone only at the end of a clause: "in the 7 days after, …".
_AT_END = ("after", "since", "following")
_ALL_OF_IT = (
    "前后", "全程", "整个过程", "全过程", "整个流程", "中间", "间隔", "相隔", "相距", "前后相隔", "前后间隔",
    "前后总共", "前后一共", "时间间隔",
)  # fmt: skip
_THEN = (
    "之后的", "以后的", "后的", "其后的", "随后的", "此后的", "之后", "以后", "随后", "此后", "其后", "后", "接下来",
    "接下来的", "往后的", "紧接着的", "紧接着",
)  # fmt: skip
_INSIDE = ("以内", "之内", "内", "里", "里面", "之间", "时间内", "时间里", "的时间里", "的时间内")
_AT_ONCE = ("就", "便", "又", "即", "马上", "立刻", "随即")
_SAME_DAY = (
    "the same day", "on the same day", "that same day", "that very day",
    "当天", "当日", "同一天", "同天", "同日", "在同一天",
)  # fmt: skip
# Words that 后 is the end of: 最后30天.
_NO_THEN_BEHIND = ("最", "今", "往", "先", "前", "然", "之", "以", "随", "此", "其", "过")
# Of these "30天后" is a day and no stretch.
_POINTS = ("后", "之后", "以后", "前", "之前", "以前", "才")


def read_lag(cursor: Cursor) -> Window | None:
    """The stretch that begins with what was said before, None where nothing says that it does."""
    start = cursor.at
    for read in (_same_day, _english, _chinese):
        cursor.at = start
        if (window := read(cursor)) is not None:
            return window
    return None


def _same_day(cursor: Cursor) -> Window | None:
    return Current(unit="day") if cursor.take(*_SAME_DAY) else None


def _english(cursor: Cursor) -> Window | None:
    start = cursor.at
    cursor.take(*_IN)
    less = bool(cursor.take(*_LESS_THAN))
    led = cursor.at > start or bool(cursor.take(*_AT_MOST))
    cursor.take("the")
    cursor.take(*_NEXT)
    length = read_length(cursor)
    if length is None or not led or not length.counted:
        return None
    if not cursor.take(*_FROM_THAT) and not (cursor.take(*_AT_END) and _ends_here(cursor)):
        return None
    return _window(length, less)


def _ends_here(cursor: Cursor) -> bool:
    return cursor.token is None or cursor.token.kind == "mark"


def _chinese(cursor: Cursor) -> Window | None:
    """不到一个月又 · 后的30天里 · 前后不超过10天; what has 内 behind it counts from whatever stands before."""
    if cursor.token is None or cursor.token.kind != "han":
        return None
    before = cursor.tokens[cursor.at - 1].text if cursor.at else ""
    if cursor.token.text == "后" and before in _NO_THEN_BEHIND:
        return None
    counted_from = bool(cursor.take(*_ALL_OF_IT, *_THEN))
    behind = not counted_from and before == "后"
    cursor.take("在", "的")
    less = bool(cursor.take(*_LESS_THAN))
    most = bool(not less and cursor.take(*_AT_MOST))
    length = read_length(cursor)
    if length is None or not length.counted or not (counted_from or less or most):
        return None
    inside = cursor.take(*_INSIDE)
    at_once = Cursor(cursor.tokens, cursor.at).take(*_AT_ONCE)
    if Cursor(cursor.tokens, cursor.at).take(*_POINTS):
        return None
    # 不到一个月 alone may say how long somebody has been a member.
    return _window(length, less) if counted_from or behind or inside or at_once else None


def _window(length: Length, less: bool) -> Window:
    """Days and weeks that are not reached end a day before."""
    days = {"day": 1, "week": 7}.get(length.unit)
    if less and days and length.n * days > 1:
        return Last(n=length.n * days - 1, unit="day")
    return Last(n=length.n, unit=length.unit)
