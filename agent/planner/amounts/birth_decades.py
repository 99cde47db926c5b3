"""Years of birth as people say them: 90后, 95后, "born in the 80s", 80年代出生."""

from agent.planner.amounts.ages import tens_of
from agent.planner.amounts.cursor import Cursor

Years = tuple[int, int]


def read_birth_years(cursor: Cursor) -> Years | None:
    """The first and the last year of birth that is meant; the cursor stays where nothing of the kind stands."""
    start = cursor.at
    years = _born_after(cursor)
    if years is None:
        cursor.at = start
        years = _born_in(cursor)
    if years is None:
        cursor.at = start
        years = _of_the_decade(cursor)
    if years is None:
        cursor.at = start
    return years


def _born_after(cursor: Cursor) -> Years | None:
    """90后 was born from 1990 to 1999, 95后 from 1995 to 1999, 00后 from 2000 on."""
    first = _two_digits(cursor)
    if first is None or first % 5 or not cursor.take("后"):
        return None
    return _year(first), _year(first) + (9 if first % 10 == 0 else 4)


def _born_in(cursor: Cursor) -> Years | None:
    """ "born in the 80s", "born in the eighties", not "born in their 80s"."""
    if not cursor.take("born in", "born during", "birthdays in", "birth date in", "birthdate in"):
        return None
    cursor.take("the")
    tens = tens_of(cursor)
    return None if tens is None else (1900 + tens, 1909 + tens)


def _of_the_decade(cursor: Cursor) -> Years | None:
    """80年代出生, 八十年代生的, 出生于80年代."""
    ahead = cursor.take("出生于", "出生在", "生于")
    cursor.take("上世纪", "二十世纪", "20世纪")
    first = _two_digits(cursor)
    if first is None or first % 10 or not cursor.take("年代"):
        return None
    return (_year(first), _year(first) + 9) if ahead or cursor.take("出生", "生人", "生的") else None


def _two_digits(cursor: Cursor) -> int | None:
    start = cursor.at
    token, number = cursor.token, cursor.number()
    two = number is not None and (number.length == 2 or (token is not None and len(token.text) == 2))
    if number and two and number.value in range(100):
        return int(number.value)
    cursor.at = start
    return None


def _year(two_digits: int) -> int:
    return two_digits + (1900 if two_digits > 20 else 2000)
