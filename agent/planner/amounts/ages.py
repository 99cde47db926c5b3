"""Ages as people say them without a number of years: "in their thirties", 30多岁, "under-30s", "thirty-somethings"."""

from agent.planner.amounts.cursor import Cursor
from tools.catalog.tokens import Token, phrase

# The first and the last year of age, and the unit they are in.
Decade = tuple[int, int, tuple[str, ...]]

_DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
}  # fmt: skip
# "thirty-something"
_SOMETHING = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
}  # fmt: skip


def read_age_group(cursor: Cursor) -> int | float | None:
    """The 30 of "under-30s" and "the over 30s": people by their age."""
    start = cursor.at
    cursor.take("-")
    number = cursor.number()
    cursor.take("'")
    if number and cursor.token_text == "s":
        cursor.at += 1
        return number.value
    cursor.at = start
    return None


def read_decade(cursor: Cursor) -> Decade | None:
    """ "in their thirties" and 30多岁 are from 30 to 39, 二三十岁 from 20 to 39."""
    start = cursor.at
    cursor.take("in", "aged", "aged in")
    cursor.take("their", "her", "his", "the")
    tens = tens_of(cursor)
    if tens is None and (tens := _SOMETHING.get(cursor.token_text)):
        cursor.at += 1
        cursor.take("-")
        tens = tens if cursor.take("something", "somethings", "odd years") else None
    if tens and not _narrowed(cursor.tokens, start):
        return tens, tens + 9, phrase("years")
    cursor.at = start
    number = cursor.number()
    if number and number.value in range(10, 100, 10) and cursor.take("多岁", "几岁", "来岁"):
        return int(number.value), int(number.value) + 9, phrase("岁")
    if (
        number
        and number.high is not None
        and number.high in range(20, 100, 10)
        and number.value % 10 == 0
        and cursor.take("岁")
    ):
        return int(number.value), int(number.high) + 9, phrase("岁")
    cursor.at = start
    return None


def tens_of(cursor: Cursor) -> int | None:
    """thirties · 30s · 30's, by the letters as typed: their stem is that of "thirty"."""
    token = cursor.token
    if token is not None and token.text in _DECADES:
        cursor.at += 1
        return _DECADES[token.text]
    start = cursor.at
    number = cursor.number()
    cursor.take("'")
    if number and number.value in range(20, 90, 10) and cursor.token is not None and cursor.token.text == "s":
        cursor.at += 1
        return int(number.value)
    cursor.at = start
    return None


def _narrowed(tokens: list[Token], at: int) -> bool:
    """Nobody knows where the "mid-thirties" end: better to ask."""
    before = [token.text for token in tokens[max(0, at - 2) : at]]
    return bool({"mid", "early", "late"} & set(before))
