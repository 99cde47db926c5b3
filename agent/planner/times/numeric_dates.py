"""Dates written in numbers: 2026-03-01, 2026/3/1, 3/15."""

from agent.planner.amounts.cursor import Cursor
from agent.planner.times.period import Now, Period, day_of, month_of

# Words that lead to a date.
_TO = ("to", "-", "–", "—", "~", "through", "until", "till", "到", "至", "～")
BEFORE_DATES = frozenset(
    ("in", "since", "before", "after", "until", "till", "from", "between", "during", "of", "by", "throughout")
)
_BEFORE_SLASHED = (*BEFORE_DATES, "on", "自", "从", "在", "于", *_TO)
_BEHIND_SLASHED = ("之", "以", "前", "后", "起", "到", "至", "-", "~", "当")


def read_iso(cursor: Cursor, now: Now, later: bool) -> Period | None:
    """2026-03-01, 2026/3/1, 2026.3.1 and 2026-03."""
    texts = [token.text for token in cursor.tokens[cursor.at : cursor.at + 5]]
    length = 5
    if len(texts) >= 3 and texts[0].count(".") == 1 and texts[1] == ".":
        texts[:1], length = texts[0].replace(".", " . ").split(), 3  # 2026.3 is a number to itself
    numbers = all(text.isdigit() for text in texts[0:5:2]) and bool(texts) and is_year(texts[0])
    if len(texts) >= 5 and numbers and texts[1] == texts[3] and texts[1] in "-/.":
        period = day_of(int(texts[0]), int(texts[2]), int(texts[4]))
        cursor.at += length if period else 0
        return period
    if len(texts) >= 3 and is_year(texts[0]) and texts[1] in "-/" and len(texts[2]) == 2 and texts[2].isdigit():
        month = int(texts[2])
        cursor.at += 3 if 1 <= month <= 12 else 0
        return month_of(int(texts[0]), month) if 1 <= month <= 12 else None
    return None


def read_slashed(cursor: Cursor, now: Now, later: bool) -> Period | None:
    """3/15 and 15/3/2026, where only one order is possible or the request is Chinese; 3/4 may be any of two days."""
    texts = [token.text for token in cursor.tokens[cursor.at : cursor.at + 5]]
    if len(texts) < 3 or texts[1] != "/" or not all(text.isdigit() and len(text) <= 2 for text in texts[0:3:2]):
        return None
    year = int(texts[4]) if len(texts) == 5 and texts[3] == "/" and is_year(texts[4]) else None
    before = cursor.tokens[cursor.at - 1].text if cursor.at else ""
    behind = texts[3] if len(texts) > 3 else ""
    if year is None and not later and before not in _BEFORE_SLASHED and behind not in _BEHIND_SLASHED:
        return None
    first, second = int(texts[0]), int(texts[2])
    if first <= 12 and second <= 12 and first != second and not any(t.kind == "han" for t in cursor.tokens):
        return None
    month, day = (first, second) if first <= 12 else (second, first)
    period = now.nearest(year, lambda y: day_of(y, month, day))
    cursor.at += (5 if year else 3) if period else 0
    return period


def is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4 and 1900 <= int(text) <= 2200
