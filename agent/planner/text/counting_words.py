"""Numbers that count nothing new: the 一次 of 没有一次是看完的, the 两枚 of A和B两枚勋章, the 这两家 of 在这两家."""

from agent.planner.text.items import (
    Amount,
    Command,
    Filler,
    Item,
    Joint,
    Measure,
    Mention,
    Unknown,
    ends_clause,
)
from agent.planner.words import counters
from tools.catalog.tokens import Token

_COUNTERS = counters()
_POINTING = frozenset("这那该此")
_NUMERALS = {"一": 1, "两": 2, "二": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_WILL_DO = ("都行", "都可以", "均可", "皆可", "即可", "就行", "就好", "就可以", "就成", "都成", "都算", "也行", "都要")
_HAVING = frozenset(
    ("占", "有", "中", "沾", "满足", "符合", "具备", "是", "其", "任", "任意", "其中", "这", "随便", "哪")
)


def without_counting_words(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with such numbers, and the word that counts behind them, passed over."""
    out = list(items)
    for at in range(len(items)):
        number, end = _number(tokens, items, at)
        if number is None:
            continue
        if _is_not_one(tokens, items, at, end) if number == 1 else _is_said_again(tokens, items, at, number):
            passed = range(at, end)
        elif (stop := _alternatives(tokens, items, at, end)) is not None:
            passed = range(_clause_start(items, at), stop)
        else:
            continue
        for place in passed:
            out[place] = Filler(items[place].start, items[place].end)
    return out


def _number(tokens: list[Token], items: list[Item], at: int) -> tuple[int | None, int]:
    """A bare small number, and where the item behind it and its word for counting stands."""
    item = items[at]
    first = tokens[item.start].text
    match item:
        case Amount(quantity=quantity) if quantity.op is None and not quantity.share and quantity.high is None:
            if quantity.unit_class not in (None, "times", "pieces", "people") or quantity.value not in range(1, 10):
                return None, at
            number = int(quantity.value)
        case Unknown() | Filler() if first in _NUMERALS and item.end - item.start <= 2:
            number = _NUMERALS[first]
        case _:
            return None, at
    end = at + 1
    following = items[end] if end < len(items) else None
    counted = isinstance(following, Unknown | Filler) and tokens[following.start].text in _COUNTERS
    return number, end + 1 if counted else end


def _is_not_one(tokens: list[Token], items: list[Item], at: int, end: int) -> bool:
    """The 一次 behind the 没有 of 没有一次."""
    before = items[at - 1] if at else None
    denied = isinstance(before, Joint) and before.glue in ("not", "never")
    compared = end < len(items) and isinstance(items[end], Amount)
    counted = any(tokens[place].text in _COUNTERS for place in range(items[at].start, items[end - 1].end))
    return denied and counted and not compared


def _is_said_again(tokens: list[Token], items: list[Item], at: int, number: int) -> bool:
    return _points(tokens, items, at) or _listed(items, at) == number


def _points(tokens: list[Token], items: list[Item], at: int) -> bool:
    """The 这 of 这两家, behind what it points at."""
    named = any(isinstance(item, Mention) for item in items[:at])
    return named and at > 0 and tokens[items[at].start - 1].text in _POINTING


def _listed(items: list[Item], at: int) -> int:
    """How many values of one thing stand in a list right in front."""
    place, count, listed = at - 1, 0, None
    while place >= 0:
        item = items[place]
        if isinstance(item, Mention) and all(entry.values for entry in item.entries):
            of = {entry.attribute for entry in item.entries}
            listed = of if listed is None else listed & of
            if not listed:
                break
            count += 1
        elif not isinstance(item, Filler) and not (isinstance(item, Joint) and item.glue in ("and", "or", "list")):
            break
        place -= 1
    return count


def _alternatives(tokens: list[Token], items: list[Item], at: int, end: int) -> int | None:
    """Where a clause ends that says no more than 两种都行 or 占一样就行, behind alternatives; None where none does."""
    stop = end
    while stop < len(items) and not ends_clause(items[stop]):
        stop += 1
    start = _clause_start(items, at)
    said = "".join(token.text for token in tokens[items[at].start : items[stop - 1].end])
    will_do = next((words for words in _WILL_DO if said.endswith(words)), None)
    led = all("".join(t.text for t in tokens[item.start : item.end]) in _HAVING for item in items[start:at])
    alternatives = any(isinstance(item, Joint) and item.glue in ("or", "either") for item in items[:start])
    # 靠窗和靠过道，两种都行; behind such a list 都要 may ask for both.
    alternatives = alternatives or (will_do != "都要" and _listed(items, start - 1) > 1)
    plain = all(isinstance(item, Filler | Unknown | Command | Amount | Measure | Joint) for item in items[start:stop])
    short = will_do is not None and len(said) - len(will_do) <= 3
    return stop if will_do and short and led and alternatives and plain else None


def _clause_start(items: list[Item], at: int) -> int:
    while at > 0 and not ends_clause(items[at - 1]):
        at -= 1
    return at
