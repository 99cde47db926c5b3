"""How long ago: "more than 90 days ago", 超过半年前, 2到3年前. All up to that day, or the stretch between two."""

from datetime import date, timedelta

from agent.planner.amounts.cursor import Cursor
from agent.planner.times.lengths import read_length, read_unit
from tools.segment import Between, Last, Window, days

_LONGER = ("more than", "over", "longer than", "further back than", "before", "超过", "早于", "多于")
_OR_LONGER = ("or more", "or earlier", "or longer", "or before", "及更早", "或更早", "甚至更早", "及以前", "以上")
AGO = ("ago", "earlier", "back", "以前", "之前", "前")
# "3 days ago" is that day; of longer stretches nobody knows how exactly they are meant.
_A_FEW_DAYS = 7


def read_ago(cursor: Cursor, as_of: date) -> Window | None:
    """more than 90 days ago · at least a year ago · 超过半年前 · 30天前或更早: everything up to that day."""
    least = cursor.take("at least", "no less than", "至少", "起码")
    more = None if least else cursor.take(*_LONGER)
    less = None if least or more else cursor.take("less than", "under", "fewer than", "within", "不到", "不足")
    start = cursor.at
    if not (least or more or less) and (between := _between_two(cursor, as_of)):
        return between
    cursor.at = start
    length = read_length(cursor)
    ago = cursor.take(*AGO) if length else None
    if length is None or ago is None or not length.counted:
        return None
    if less:
        return Last(n=length.n, unit=length.unit)
    least = least or cursor.take(*_OR_LONGER)
    first = days(Last(n=length.n, unit=length.unit), as_of)[0]
    assert first is not None
    # `first` is the first day that is not that long ago yet.
    if least or more:
        return Between(end=first - timedelta(days=1 if least else 2))
    if length.unit == "day" and length.n <= _A_FEW_DAYS and ago in ("ago", "前"):
        return Between(start=first - timedelta(days=1), end=first - timedelta(days=1))
    return None


def _between_two(cursor: Cursor, as_of: date) -> Window | None:
    """2 to 3 years ago · between 30 and 60 days ago · 2到3年前."""
    cursor.take("between", "from")
    low = cursor.number()
    if low is None:
        return None
    near, far = low.value, low.high
    if far is None and cursor.take("to", "and", "or", "-", "–", "到", "至", "~"):
        high = cursor.number()
        far = high.value if high else None
    cursor.take("个")
    unit = read_unit(cursor)
    if far is None or unit is None or not near < far or not cursor.take(*AGO):
        return None
    first = days(Last(n=int(far), unit=unit), as_of)[0]
    last = days(Last(n=int(near), unit=unit), as_of)[0]
    assert first is not None
    assert last is not None
    return Between(start=first - timedelta(days=1), end=last - timedelta(days=1))
