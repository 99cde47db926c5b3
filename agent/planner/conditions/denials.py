"""How words before a property tell of which event it is: once more and not so, "none of them", "such stays"."""

from agent.planner.conditions.reading import Reading
from agent.planner.conditions.resolve import Options
from agent.planner.text.items import Filler, Joint, Measure

_SUCH = (
    "such",
    "such a",
    "这样",
    "这样的",
    "这种",
    "这种的",
    "此类",
    "上述",
    "that kind of",
    "of that kind",
    "these",
    "those",
)
_NONE_OF = ("none of", "not one of", "not a single one of", "neither of", "没有一", "一次都", "一次也")


def leads_to_value(reading: Reading, chosen: dict[int, Options], at: int) -> bool:
    """Whether a value of the property stands right behind its name: 没提到噪音."""
    behind = at + 1
    while behind < len(reading.items) and isinstance(reading.items[behind], Filler):
        behind += 1
    entry = chosen[at][0]
    return any(o.prop == entry.prop and o.event == entry.event and o.values for o in chosen.get(behind, ()))


def is_pause(reading: Reading, at: int) -> bool:
    """Whether a new clause begins behind `at`, fillers passed over."""
    while at > 0 and isinstance(reading.items[at], Filler | Measure):
        at -= 1
    item = reading.items[at] if at >= 0 else None
    return isinstance(item, Joint) and item.glue in ("but", "comma", "stop")


def is_none_of(reading: Reading, at: int) -> bool:
    """ "five submissions, none of them late": said of all of them, and not of each that is counted."""
    item = reading.items[at]
    return isinstance(item, Joint) and reading.normalised(at).startswith(_NONE_OF)


def is_but_not(reading: Reading, at: int) -> bool:
    item = reading.items[at]
    return [token.text for token in reading.tokens[item.start : item.end]] == ["but", "not"]


def is_but(reading: Reading, at: int) -> bool:
    item = reading.items[at] if at >= 0 else None
    return isinstance(item, Joint) and item.glue in ("but", "and", "comma")


def is_such(reading: Reading, at: int) -> bool:
    """ "…, such stays at least once", 这样的入住: the event that was described before."""
    before = at - 1
    while before >= 0 and isinstance(reading.items[before], Joint | Filler) and reading.normalised(before) == "的":
        before -= 1
    return before >= 0 and reading.normalised(before) in _SUCH
